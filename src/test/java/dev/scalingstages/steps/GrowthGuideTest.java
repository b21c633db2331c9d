package dev.scalingstages.steps;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.scalingstages.review.judge.Comparing;
import dev.scalingstages.review.judge.Growth;
import dev.scalingstages.review.judge.Growth.Way;
import dev.scalingstages.review.plan.Plan;
import dev.scalingstages.review.report.StackPolicy;
import dev.scalingstages.review.template.Template;
import dev.scalingstages.stage.ScalingStage;
import dev.scalingstages.testing.CommittedFile;
import dev.scalingstages.testing.ReadsTemplates;
import dev.scalingstages.testing.Row;
import dev.scalingstages.testing.SnapshotUpdate;
import dev.scalingstages.testing.StagesFrom;
import dev.scalingstages.testing.Templates;
import dev.scalingstages.testing.Variant;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;

/** The guides and stack policies that are committed are the ones that the templates give. */
@ReadsTemplates
class GrowthGuideTest {
    private static final String UPDATE = SnapshotUpdate.GROWTH;

    @StagesFrom(1)
    @Row("G7")
    @DisplayName("what a step does is told before it is taken: the committed guide is the generated one")
    void theGuideIsTheCommittedOne(ScalingStage stage) {
        committed(stage, "GROWTH.md").check(guide(stage), SnapshotUpdate.ofThisRun());
    }

    @StagesFrom(1)
    @Row("G1")
    void theStackPolicyIsTheCommittedOne(ScalingStage stage) {
        committed(stage, "stack-policy.json").check(policy(stage), SnapshotUpdate.ofThisRun());
    }

    private static CommittedFile committed(ScalingStage stage, String name) {
        return new CommittedFile(Path.of("stages", stage.slug(), name), UPDATE);
    }

    private static String guide(ScalingStage stage) {
        if (stage == ScalingStage.SINGLE_SERVER) {
            return new FirstDeploy(firstDeploy()).print();
        }
        ScalingStage before = ScalingStage.of(stage.number() - 1);
        return new Runbook(stage, plan(before, stage), plan(stage, before)).print();
    }

    private static Plan firstDeploy() {
        Template nothing = new Template(new ObjectMapper().createObjectNode());
        Template first = new Template(Templates.of(ScalingStage.SINGLE_SERVER).json());
        return Comparing.check().plan(Comparing.comparer().compare(nothing, first));
    }

    private static String policy(ScalingStage stage) {
        ScalingStage other =
                stage == ScalingStage.SINGLE_SERVER ? ScalingStage.SEPARATE_STORAGE : ScalingStage.SINGLE_SERVER;
        Plan plan = plan(other, stage);
        return StackPolicy.print(StepFacts.all(), plan.comparison().after(), plan.comparison());
    }

    private static Plan plan(ScalingStage from, ScalingStage to) {
        return Growth.plan(new Way(Variant.WITH_DOMAIN, from, to));
    }
}
