package dev.scalingstages.servers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scalingstages.TestApp;
import dev.scalingstages.testing.LiveStack;
import dev.scalingstages.testing.Row;
import dev.scalingstages.testing.Templates;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awscdk.assertions.Template;

/** A deploy that makes the box boot anew waits until it serves; one that does not, does not wait for ever. */
class StandaloneServerTest {
    @ParameterizedTest
    @CsvSource({
        "1, serverInstanceType, t4g.large",
        "1, domainName, www.example.com",
        "2, serverInstanceType, t4g.large",
        "2, domainName, www.example.com"
    })
    @Row("X10")
    void aSettingThatMakesTheBoxBootAnewMakesTheDeployWaitAnew(int stage, String setting, String value) {
        assertThat(waits(stage, Map.of(setting, value))).hasSize(1).isNotEqualTo(waits(stage, Map.of()));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    @Row("X10")
    void aSettingThatDoesNotTouchTheBoxLeavesTheWaitAsItIs(int stage) {
        assertThat(waits(stage, Map.of("alarmEmail", "operators@example.com")))
                .hasSize(1)
                .isEqualTo(waits(stage, Map.of()));
    }

    /** The logical ids of the wait conditions, as they are deployed. */
    private static List<String> waits(int stage, Map<String, Object> settings) {
        Map<String, Object> context = new TreeMap<>(Templates.context(LiveStack.withDomain(settings)));
        context.put("stage", stage);
        return TestApp.stacks(context).stream()
                .map(Template::fromStack)
                .flatMap(template -> template.findResources("AWS::CloudFormation::WaitCondition").keySet().stream())
                .toList();
    }
}
