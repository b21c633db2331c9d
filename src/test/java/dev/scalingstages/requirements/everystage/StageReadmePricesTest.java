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
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** X11: what the endpoints cost, by the stages' READMEs, is their number in the template at the price of one. */
@ReadsTemplates
class StageReadmePricesTest {
    /** USD a month for an interface endpoint in one zone, as the READMEs say. */
    private static final int ENDPOINT = 7;

    @StagesFrom(1)
    @Row("X11")
    @DisplayName("the price of the endpoints that a stage's README names is that of its template")
    void endpointsCostWhatTheReadmeSays(ScalingStage stage) {
        assertThat(differences(Templates.of(stage), ProjectFiles.readme(stage))).isEmpty();
    }

    @Test
    @Row("X11")
    @DisplayName("the check objects to another number of endpoints or zones")
    void theCheckObjects() {
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
}
