package dev.scalingstages.requirements.everystage;

import static dev.scalingstages.testing.Edits.set;
import static org.assertj.core.api.Assertions.assertThat;

import dev.scalingstages.stage.ScalingStage;
import dev.scalingstages.testing.CloudTemplate;
import dev.scalingstages.testing.ProjectFiles;
import dev.scalingstages.testing.ReadsTemplates;
import dev.scalingstages.testing.Row;
import dev.scalingstages.testing.StagesFrom;
import dev.scalingstages.testing.Templates;
import dev.scalingstages.testing.rules.NetworkRules;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Prices (X11) and times in the stages' READMEs are those of their templates. */
@ReadsTemplates
class StageReadmeTest {
    /** A number of minutes that something takes at most, or takes with a volume of the default size. */
    private static final Pattern MINUTES = Pattern.compile("(\\d+)\\s+minutes\\s+(?:at\\s+most|with\\s+20\\s+GiB)");

    /** Stages whose README has to name a time: a first boot, the move of the data, a release by rolling. */
    private static final Set<ScalingStage> NAME_ONE =
            Set.of(ScalingStage.SINGLE_SERVER, ScalingStage.SEPARATE_STORAGE, ScalingStage.AUTOSCALED);

    /** USD a month for an interface endpoint in one zone, as the READMEs say. */
    private static final int ENDPOINT = 7;

    @StagesFrom(1)
    @Row("X11")
    void endpointsCostWhatTheReadmeSays(ScalingStage stage) {
        assertThat(differences(Templates.of(stage), ProjectFiles.readme(stage))).isEmpty();
    }

    @Test
    @Row("X11")
    void theCheckObjectsToAnotherNumberOfEndpointsOrZones() {
        String readme = ProjectFiles.readme(ScalingStage.LOAD_BALANCED);
        CloudTemplate fewerZones = Templates.of(ScalingStage.LOAD_BALANCED);
        fewerZones.mutate(NetworkRules.interfaceEndpoints(fewerZones).get(0), set("SubnetIds", List.of("one", "two")));
        assertThat(differences(fewerZones, readme)).hasSize(1);
        CloudTemplate fewer = Templates.of(ScalingStage.LOAD_BALANCED);
        fewer.mutate(NetworkRules.interfaceEndpoints(fewer).get(0), set("VpcEndpointType", "Gateway"));
        assertThat(differences(fewer, readme)).hasSize(1);
    }

    private static List<String> differences(CloudTemplate template, String readme) {
        int price = NetworkRules.interfaceEndpoints(template).stream()
                .mapToInt(endpoint -> endpoint.at("/SubnetIds").size() * ENDPOINT)
                .sum();
        boolean named = readme.contains("about " + price + " USD a month")
                || readme.contains("| interface endpoints | " + price + " |");
        return named ? List.of() : List.of("the README does not say that endpoints cost " + price + " USD a month");
    }

    @StagesFrom(1)
    void readmesNameTheTemplatesTimes(ScalingStage stage) {
        List<Long> named = named(ProjectFiles.readme(stage));
        assertThat(waits(Templates.of(stage))).containsAll(named);
        if (NAME_ONE.contains(stage)) {
            assertThat(named).isNotEmpty();
        }
    }

    @Test
    void theCheckObjectsToAnotherTime() {
        CloudTemplate template = Templates.of(ScalingStage.SINGLE_SERVER);
        template.mutate(template.only("AWS::CloudFormation::WaitCondition"), set("Timeout", "3600"));
        assertThat(waits(template)).doesNotContainAnyElementsOf(named(ProjectFiles.readme(ScalingStage.SINGLE_SERVER)));
    }

    @Test
    void timesAreFoundAcrossLines() {
        assertThat(named("waits\nfor 15\nminutes at\nmost, 51 minutes with 20 GiB; asks each 10 minutes"))
                .containsExactly(15L, 51L);
    }

    private static List<Long> named(String readme) {
        return MINUTES.matcher(readme)
                .results()
                .map(MatchResult::group)
                .map(text -> Long.valueOf(text.split("\\s")[0]))
                .toList();
    }

    /** In minutes, rounded up. */
    private static Set<Long> waits(CloudTemplate template) {
        Set<Long> minutes = new TreeSet<>();
        template.resources("AWS::CloudFormation::WaitCondition")
                .forEach(wait -> minutes.add((wait.at("/Timeout").asLong() + 59) / 60));
        template.resources("AWS::AutoScaling::AutoScalingGroup").stream()
                .flatMap(group -> Stream.of(
                        group.json().at("/CreationPolicy/ResourceSignal/Timeout"),
                        group.json().at("/UpdatePolicy/AutoScalingRollingUpdate/PauseTime")))
                .forEach(time -> minutes.add(Duration.parse(time.asText()).toMinutes()));
        return minutes;
    }
}
