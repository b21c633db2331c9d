package dev.scalingstages.requirements.growth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scalingstages.review.judge.Growth;
import dev.scalingstages.review.judge.Growth.Way;
import dev.scalingstages.review.knowledge.Effect;
import dev.scalingstages.review.knowledge.Effect.Kind;
import dev.scalingstages.review.plan.Change;
import dev.scalingstages.review.plan.Outcome;
import dev.scalingstages.review.plan.Plan;
import dev.scalingstages.review.report.PlanFormat;
import dev.scalingstages.testing.ReadsTemplates;
import dev.scalingstages.testing.Row;
import dev.scalingstages.testing.Variant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** G7: what a step interrupts, and for how long, is told before it is taken. */
@ReadsTemplates
class GrowthInterruptionTest {
    /**
     * What AWS stops, or restarts, to change it, by type. Source: AWS CloudFormation Template Reference, the properties
     * marked "Update requires: Some interruptions", November 2026; of those, the ones that our stages change.
     */
    private static final Map<String, List<String>> STOPS = Map.of(
            "AWS::RDS::DBInstance", List.of("DBInstanceClass", "EngineVersion"),
            "AWS::EC2::Instance", List.of("InstanceType", "UserData"));

    static Stream<Way> ways() {
        return Growth.up();
    }

    static Stream<Way> waysUpAndDown() {
        return Stream.concat(Growth.up(), Growth.down());
    }

    @ParameterizedTest
    @MethodSource("waysUpAndDown")
    @Row("G7")
    void whateverAwsStopsIsToldAsInterrupted(Way way) {
        assertThat(Growth.plan(way).changes().stream()
                        .filter(GrowthInterruptionTest::stops)
                        .filter(change -> change.outcome() != Outcome.INTERRUPTED))
                .isEmpty();
    }

    @ParameterizedTest
    @MethodSource("ways")
    @Row("G7")
    @DisplayName("each interruption is printed with how long it takes, and where AWS says so")
    void eachInterruptionIsPrinted(Way way) {
        Plan plan = Growth.plan(way);
        String printed = PlanFormat.TEXT.print(plan, "").replaceAll("\\s+", " ");
        for (Change change : plan.changes(Outcome.INTERRUPTED)) {
            List<Effect> effects = change.properties().stream()
                    .flatMap(property -> property.effects().stream())
                    .filter(effect -> effect.kind() == Kind.INTERRUPTS)
                    .toList();
            assertThat(effects).as("%s", change.logicalId()).isNotEmpty();
            assertThat(effects)
                    .as("%s", change.logicalId())
                    .allSatisfy(effect -> assertThat(printed)
                            .contains(change.resource().name(), effect.what(), effect.duration(), effect.source()));
        }
    }

    @ParameterizedTest
    @MethodSource("ways")
    @Row("G7")
    void replicasRestartOneAfterAnother(Way way) {
        List<Change> replicas = Growth.plan(way).changes(Outcome.INTERRUPTED).stream()
                .filter(change -> change.resource().properties().has("SourceDBInstanceIdentifier"))
                .toList();
        assertThat(replicas.stream()
                        .filter(change -> replicas.stream()
                                .noneMatch(other -> change.resource().waitsFor().contains(other.logicalId()))))
                .as("replicas that wait for no other, of one source")
                .hasSizeLessThanOrEqualTo(1);
    }

    @ParameterizedTest
    @MethodSource("ways")
    @Row("G7")
    @DisplayName("fleets that get other servers get them by a rolling update that keeps servers in service")
    void fleetsRoll(Way way) {
        assertThat(Growth.plan(way).changes(Outcome.UPDATED).stream()
                        .filter(change -> change.type().equals("AWS::AutoScaling::AutoScalingGroup"))
                        .filter(change -> change.properties().stream()
                                .anyMatch(property -> property.name().equals("LaunchTemplate"))))
                .allSatisfy(change -> assertThat(change.resource()
                                .json()
                                .at("/UpdatePolicy/AutoScalingRollingUpdate/MinInstancesInService")
                                .asInt())
                        .isPositive());
    }

    @ParameterizedTest
    @MethodSource("ways")
    @Row("G7")
    @DisplayName("with a domain, that its record changes is told, as long as caches may know the old one")
    void anotherAddressIsTold(Way way) {
        boolean entersFleets = way.from().number() < 3 && way.to().number() >= 3;
        assertThat(Growth.plan(way).changes(Outcome.INTERRUPTED))
                .filteredOn(change -> change.type().equals("AWS::Route53::RecordSet"))
                .hasSize(entersFleets && way.variant() != Variant.WITHOUT_DOMAIN ? 1 : 0);
    }

    private static boolean stops(Change change) {
        return change.before().isPresent()
                && change.after().isPresent()
                && STOPS.getOrDefault(change.type(), List.of()).stream()
                        .anyMatch(property -> !Objects.equals(
                                change.before().get().property(property),
                                change.after().get().property(property)));
    }
}
