package dev.scalingstages;

import dev.scalingstages.settings.Settings;
import dev.scalingstages.stage.Components;
import dev.scalingstages.stage.ScalingStage;
import dev.scalingstages.stage.StageFactory;
import dev.scalingstages.stage.StageProps;
import software.amazon.awscdk.Environment;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.StackProps;
import software.constructs.Construct;

/** One system at one stage: the stack that is deployed, and deployed again at the next stage. */
public final class SystemStack extends Stack {
    /** CDK leaves this id out of logical ids and their hashes, so that they do not name the stage. */
    private static final String STAGE_ID = "Default";

    /**
     * @param stackName the stack's name, which distinguishes the resources of two stacks
     * @param stage the stage that it is deployed at
     * @param settings the user's settings
     */
    public SystemStack(Construct scope, String stackName, ScalingStage stage, Settings settings) {
        super(
                scope,
                stackName,
                StackProps.builder()
                        .stackName(stackName)
                        .description("Stage %d of %d: %s"
                                .formatted(stage.number(), ScalingStage.values().length, stage.purpose()))
                        .env(Environment.builder()
                                .account(settings.environment().account())
                                .region(settings.environment().region())
                                .build())
                        .build());
        Construct construct = StageFactory.create(this, STAGE_ID, new StageProps(stage, settings));
        Components.tagAll(construct, settings.system(), stage);
    }
}
