package dev.scalingstages.steps;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scalingstages.review.judge.Growth;
import dev.scalingstages.review.judge.Growth.Way;
import dev.scalingstages.review.plan.Plan;
import dev.scalingstages.stage.ScalingStage;
import dev.scalingstages.steps.Timeline.Part;
import dev.scalingstages.testing.CloudTemplate;
import dev.scalingstages.testing.ReadsTemplates;
import dev.scalingstages.testing.Row;
import dev.scalingstages.testing.StagesFrom;
import dev.scalingstages.testing.Templates;
import dev.scalingstages.testing.Variant;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** G7: the order of a step is CloudFormation's, by what each resource needs. */
@ReadsTemplates
class TimelineTest {
    @StagesFrom(2)
    @Row("G7")
    @DisplayName("nothing begins before what it needs has ended, and the whole ends with the last")
    void nothingBeginsBeforeWhatItNeeds(ScalingStage to) {
        CloudTemplate template = Templates.of(to);
        Timeline timeline = new Timeline(step(to));
        Map<String, Part> parts = timeline.parts().stream()
                .collect(Collectors.toMap(part -> part.change().logicalId(), Function.identity()));
        assertThat(parts).isNotEmpty();
        for (Part part : timeline.parts()) {
            Set<String> needs = template.before(template.resource(part.change().logicalId()));
            int latest = needs.stream()
                    .filter(parts::containsKey)
                    .mapToInt(id -> parts.get(id).end())
                    .max()
                    .orElse(0);
            assertThat(part.start()).as(part.change().logicalId()).isEqualTo(latest);
        }
        assertThat(timeline.minutes())
                .isEqualTo(timeline.parts().stream().mapToInt(Part::end).max().orElseThrow());
    }

    @Test
    @Row("G7")
    @DisplayName("without its dependency on the replicas the read API would begin before them, and the step be shorter")
    void theOrderIsReadFromTheTemplate() {
        CloudTemplate after = Templates.of(ScalingStage.REPLICATED_READS);
        String group = after.resources("AWS::AutoScaling::AutoScalingGroup").stream()
                .map(CloudTemplate.Resource::logicalId)
                .filter(id -> id.startsWith("ReadApi"))
                .findFirst()
                .orElseThrow();
        after.mutate(after.resource(group), resource -> resource.remove("DependsOn"));

        Timeline hasty = new Timeline(
                Growth.plan(Templates.of(ScalingStage.LOAD_BALANCED).json(), after.json()));

        Timeline step = new Timeline(step(ScalingStage.REPLICATED_READS));
        assertThat(hasty.minutes()).isLessThan(step.minutes());
        assertThat(start(hasty, group)).isLessThan(start(step, group));
    }

    private static int start(Timeline timeline, String id) {
        return timeline.parts().stream()
                .filter(part -> part.change().logicalId().equals(id))
                .mapToInt(Part::start)
                .findFirst()
                .orElseThrow();
    }

    private static Plan step(ScalingStage to) {
        return Growth.plan(new Way(Variant.WITH_DOMAIN, ScalingStage.of(to.number() - 1), to));
    }
}
