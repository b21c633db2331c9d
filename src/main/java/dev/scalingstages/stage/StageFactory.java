package dev.scalingstages.stage;

import software.constructs.Construct;

/** Builds the stages. {@link ScalingStage} only names them, so that code without the CDK can use it. */
public final class StageFactory {
    private StageFactory() {}

    /** Builds the construct of the stage that the props name. */
    public static Construct create(Construct scope, String id, StageProps props) {
        return switch (props.stage()) {
            case SINGLE_SERVER -> new SingleServer(scope, id, props);
            case SEPARATE_STORAGE -> new SeparateStorage(scope, id, props);
            case LOAD_BALANCED -> new LoadBalanced(scope, id, props);
            case REPLICATED_READS -> new ReplicatedReads(scope, id, props);
            case AUTOSCALED -> new Autoscaled(scope, id, props);
            case DATA_PLATFORM -> new DataPlatform(scope, id, props);
        };
    }
}
