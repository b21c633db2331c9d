package dev.scalingstages.stage;

import software.amazon.awscdk.CfnOutput;
import software.constructs.Construct;

/** The outputs of a stack: what an operator needs to reach each component. */
final class Outputs {
    private final Construct scope;

    Outputs(Construct scope) {
        this.scope = scope;
    }

    /** Adds an output; it returns itself, so that a stage's outputs read as one list. */
    Outputs add(String name, String description, String value) {
        CfnOutput.Builder.create(scope, name)
                .description(description)
                .value(value)
                .build();
        return this;
    }
}
