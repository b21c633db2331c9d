package dev.scalingstages.rows;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scalingstages.growth.Finding.Rule;
import dev.scalingstages.growth.Growth;
import dev.scalingstages.growth.Growth.Way;
import dev.scalingstages.growth.Outcome;
import dev.scalingstages.growth.Plan;
import dev.scalingstages.stage.ScalingStage;
import dev.scalingstages.testing.CloudTemplate;
import dev.scalingstages.testing.CloudTemplate.Resource;
import dev.scalingstages.testing.Mutant;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * G5: the single server leaves only after the new tier serves. CloudFormation deletes what leaves when all that is new is
 * complete; a fleet is complete when its servers have signalled, which their boot does after its health check (tested
 * with the boot scripts).
 */
class GrowthHandoverTest {
    private static final String FLEET = "AWS::AutoScaling::AutoScalingGroup";

    private static final Map<StepMutant, Plan> JUDGED = StepMutant.plans(List.of(
            mutant(
                    "G5 nobody waits for the web servers",
                    all -> fleets(all, "web").forEach(fleet -> Mutant.remove(all, fleet, "/CreationPolicy")),
                    "does not wait until the servers of Web"),
            mutant(
                    "G5 a fleet is complete without a signal",
                    all -> fleets(all, "write-api")
                            .forEach(fleet -> Mutant.put(all, fleet, "/CreationPolicy/ResourceSignal/Count", "0")),
                    "does not wait until the servers of WriteApi"),
            mutant(
                    "G5 the domain leads to the new tier early",
                    all -> all.resources("AWS::Route53::RecordSet").stream()
                            .filter(domain -> domain.json().has("DependsOn"))
                            .forEach(domain -> Mutant.remove(all, domain, "/DependsOn")),
                    "may lead to the new tier before"),
            mutant(
                    "G5 no fleet takes the server's place",
                    all -> all.resources(FLEET).forEach(fleet -> Mutant.drop(all, fleet)),
                    "no fleet takes its place")));

    static Stream<Way> ways() {
        return Growth.up().filter(way -> way.from().number() < 3 && way.to().number() >= 3);
    }

    static Stream<StepMutant> judged() {
        return JUDGED.keySet().stream();
    }

    @ParameterizedTest(name = "G5 {0}")
    @MethodSource("ways")
    @DisplayName("G5 the server leaves at a step that brings fleets, each of which is waited for")
    void g5_theServerLeavesAfterTheNewTierServes(Way way) {
        Plan plan = Growth.plan(way);
        assertThat(plan.changes(Outcome.REMOVED).stream()
                        .filter(change -> change.type().equals("AWS::EC2::Instance")))
                .as("G5 the server")
                .hasSize(1);
        assertThat(plan.changes(Outcome.ADDED).stream()
                        .filter(change -> change.type().equals(FLEET))
                        .map(change -> change.resource().json().at("/CreationPolicy/ResourceSignal/Count")))
                .as("G5 signals of the fleets")
                .hasSizeGreaterThanOrEqualTo(3)
                .allMatch(count -> count.asInt() > 0);
        assertThat(plan.findings()).as("G5").noneMatch(finding -> finding.rule() == Rule.HANDOVER);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("judged")
    @DisplayName("G5 the plan objects to a server that leaves too early")
    void g5_thePlanObjectsTo(StepMutant mutant) {
        mutant.assertCaughtBy(JUDGED.get(mutant));
    }

    private static StepMutant mutant(String name, Consumer<CloudTemplate> change, String words) {
        return new StepMutant(
                name, ScalingStage.SEPARATE_STORAGE, ScalingStage.LOAD_BALANCED, change, Rule.HANDOVER, words);
    }

    private static List<Resource> fleets(CloudTemplate template, String component) {
        return template.resources(FLEET, component);
    }
}
