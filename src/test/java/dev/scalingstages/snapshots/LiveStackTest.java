package dev.scalingstages.snapshots;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scalingstages.stage.ScalingStage;
import dev.scalingstages.testing.Configuration;
import dev.scalingstages.testing.EachConfiguration;
import dev.scalingstages.testing.LiveStack;
import dev.scalingstages.testing.StagesFrom;
import dev.scalingstages.testing.Templates;
import java.util.Map;

/** What is reviewed is what is deployed. */
class LiveStackTest {
    /** The stack's name is filled in by CloudFormation, so that the templates need not differ even there. */
    @StagesFrom(1)
    void theLiveStacksTemplateIsTheReviewStacks(ScalingStage stage) {
        assertThat(TemplateDifferences.between(
                        Templates.of(stage).json(),
                        LiveStack.of(stage, Map.of()).json()))
                .as("differences of the live stack at %s", stage.slug())
                .isEmpty();
    }

    @EachConfiguration
    void noTemplateNamesItsStack(Configuration configuration) {
        assertThat(configuration.template().json().toString())
                .as("the name of the stack in %s", configuration)
                .doesNotContain(configuration.system() + "-stage-");
    }
}
