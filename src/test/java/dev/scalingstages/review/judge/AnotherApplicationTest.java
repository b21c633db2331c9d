package dev.scalingstages.review.judge;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.scalingstages.review.judge.Growth.Way;
import dev.scalingstages.review.knowledge.ApplicationFacts;
import dev.scalingstages.review.knowledge.Setting;
import dev.scalingstages.review.plan.Finding;
import dev.scalingstages.review.plan.Finding.Rule;
import dev.scalingstages.review.plan.Plan;
import dev.scalingstages.review.report.PlanFormat;
import dev.scalingstages.review.report.StackPolicy;
import dev.scalingstages.review.template.Template;
import dev.scalingstages.stage.ScalingStage;
import dev.scalingstages.steps.StepFacts;
import dev.scalingstages.testing.ReadsTemplates;
import dev.scalingstages.testing.Templates;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Templates that say no stage are another application's: nothing that is known of this one applies to them. */
@ReadsTemplates
class AnotherApplicationTest {
    @ParameterizedTest
    @MethodSource("dev.scalingstages.review.judge.Growth#ways")
    @DisplayName("no plan of another application names a setting, a stage or a command of this one")
    void nothingOfThisApplicationIsTold(Way way) {
        Plan plan = anothers(
                Growth.plan(way).comparison().before(),
                Growth.plan(way).comparison().after());

        assertThat(plan.application()).isEqualTo(ApplicationFacts.NONE);
        assertThat(PlanFormat.TEXT.print(plan, ""))
                .startsWith("What this deploy does\n")
                .doesNotContainPattern("(?i)-c [a-zA-Z]+=|stage [1-6]|\\./|this application|component tag");
        assertThat(plan.findings()).allMatch(finding -> finding.setting().isEmpty());
    }

    @Test
    @DisplayName("what may leave by this application's logical ids may not in another")
    void departuresAreOfOneApplication() {
        Way way = new Way(
                Growth.up().findFirst().orElseThrow().variant(),
                ScalingStage.SEPARATE_STORAGE,
                ScalingStage.LOAD_BALANCED);
        Plan plan = Growth.plan(way);
        Plan anothers = anothers(plan.comparison().before(), plan.comparison().after());

        assertThat(plan.isSafe()).isTrue();
        assertThat(anothers.findings())
                .filteredOn(finding -> finding.rule() == Rule.DEPARTURE_NOT_ALLOWED)
                .extracting(Finding::logicalId)
                .anyMatch(id -> id.startsWith("ServerIdentityRole"));
    }

    @Test
    @DisplayName("the policy of another application guards what this one lets go at a later step")
    void policiesAreOfOneApplication() {
        Template ours = new Template(Templates.of(ScalingStage.SEPARATE_STORAGE).json());
        Template anothers = anothers(ours);

        String guarded = "LogicalResourceId/Server";
        String denied = policy(anothers).at("/Statement/1/Resource").toString();
        assertThat(denied).contains(guarded);
        assertThat(policy(ours).at("/Statement/1/Resource").toString()).doesNotContain(guarded);
    }

    @Test
    @DisplayName("a finding carries the setting that helps, and its remedy names the same")
    void aFindingCarriesItsSetting() {
        JsonNode larger = withStorage(200);
        JsonNode smaller = withStorage(100);

        assertThat(refusal(larger, smaller).setting()).contains(new Setting("accountsStorageGiB", "200"));
        assertThat(refusal(larger, smaller).remedy()).isEqualTo("Keep 200, with -c accountsStorageGiB=200.");
        ((ObjectNode) larger).remove("Description");
        ((ObjectNode) smaller).remove("Description");
        assertThat(refusal(larger, smaller).setting()).isEmpty();
        assertThat(refusal(larger, smaller).remedy()).isEqualTo("Keep 200.");
    }

    private static Finding refusal(JsonNode before, JsonNode after) {
        List<Finding> refusals = Growth.plan(before, after).findings().stream()
                .filter(finding -> finding.rule() == Rule.REFUSED)
                .toList();
        assertThat(refusals).hasSize(1);
        return refusals.get(0);
    }

    private static JsonNode withStorage(int gibibytes) {
        ObjectNode template = new ObjectMapper().createObjectNode();
        template.put("Description", "Stage 6 of 6: shards");
        ObjectNode database = template.putObject("Resources").putObject("AccountsDatabase");
        database.put("Type", "AWS::RDS::DBInstance")
                .put("DeletionPolicy", "Retain")
                .put("UpdateReplacePolicy", "Retain");
        database.putObject("Properties").put("Engine", "mysql").put("AllocatedStorage", Integer.toString(gibibytes));
        return template;
    }

    private static JsonNode policy(Template template) {
        return StackPolicy.of(StepFacts.all(), template, Comparing.comparer().compare(template, template));
    }

    private static Plan anothers(Template before, Template after) {
        return Growth.plan(anothers(before).json(), anothers(after).json());
    }

    private static Template anothers(Template template) {
        ObjectNode json = template.json().deepCopy();
        json.put("Description", "A shop");
        return new Template(json);
    }
}
