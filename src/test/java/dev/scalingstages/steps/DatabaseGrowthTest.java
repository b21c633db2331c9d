package dev.scalingstages.steps;

import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.scalingstages.review.judge.Growth;
import dev.scalingstages.review.judge.Growth.Way;
import dev.scalingstages.review.plan.Change;
import dev.scalingstages.review.plan.Finding;
import dev.scalingstages.review.plan.Outcome;
import dev.scalingstages.review.plan.Plan;
import dev.scalingstages.review.plan.PropertyChange;
import dev.scalingstages.stage.ScalingStage;
import dev.scalingstages.testing.LiveStack;
import dev.scalingstages.testing.Row;
import dev.scalingstages.testing.StagesFrom;
import dev.scalingstages.testing.Templates;
import dev.scalingstages.testing.Variant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;

/** G10: a step can be taken back while RDS optimizes storage, because the database has grown before, alone. */
class DatabaseGrowthTest {
    private static final List<String> SIZES = List.of(
            "AllocatedStorage", "DBInstanceClass", "Iops", "MaxAllocatedStorage", "StorageThroughput", "StorageType");

    @StagesFrom(3)
    @Row("G10")
    @DisplayName("after the deploy that the runbook tells, the step changes no database's class, storage or parameters")
    void theStepLeavesTheDatabasesSizeAlone(ScalingStage to) {
        ScalingStage from = ScalingStage.of(to.number() - 1);
        Plan step = Growth.plan(new Way(Variant.WITH_DOMAIN, from, to));
        List<String> options = DatabaseGrowth.options(step);

        JsonNode grown = template(from, options);

        assertThat(sizesChanged(Growth.plan(grown, Templates.of(to).json()))).isEmpty();
        assertThat(sizesChanged(step)).as("without it").isNotEmpty();
        assertThat(isToldToGrowFirst(Growth.plan(grown, Templates.of(to).json())))
                .isFalse();
        assertThat(isToldToGrowFirst(step)).as("without it").isTrue();
        assertThat(Growth.plan(Templates.of(from).json(), grown).isSafe()).isTrue();
    }

    private static boolean isToldToGrowFirst(Plan plan) {
        return plan.findings().stream()
                .anyMatch(finding -> finding.rule() == Finding.Rule.APART
                        && finding.logicalId().startsWith("DatabaseInstance"));
    }

    private static List<String> sizesChanged(Plan plan) {
        return plan.changes(Outcome.UPDATED, Outcome.INTERRUPTED).stream()
                .filter(change -> change.type().startsWith("AWS::RDS::"))
                .flatMap(DatabaseGrowthTest::sizesChanged)
                .toList();
    }

    private static Stream<String> sizesChanged(Change change) {
        boolean isGroup = change.type().equals("AWS::RDS::DBParameterGroup");
        return change.properties().stream()
                .map(PropertyChange::name)
                .filter(name -> isGroup ? name.equals("Parameters") : SIZES.contains(name))
                .map(name -> change.logicalId() + "." + name);
    }

    private static JsonNode template(ScalingStage stage, List<String> options) {
        Map<String, Object> settings = options.stream()
                .map(option -> option.replace("-c ", "").split("="))
                .collect(toMap(words -> words[0], words -> words[1]));
        return LiveStack.of(stage, settings).json();
    }
}
