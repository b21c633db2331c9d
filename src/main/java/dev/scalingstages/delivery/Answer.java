package dev.scalingstages.delivery;

import software.amazon.awscdk.services.elasticloadbalancingv2.CfnListener.ActionProperty;
import software.amazon.awscdk.services.elasticloadbalancingv2.CfnListener.FixedResponseConfigProperty;

/** A listener action that returns a fixed response. */
final class Answer {
    private Answer() {}

    /** Returns the same response to every request. */
    static ActionProperty with(int status, String contentType, String body) {
        return ActionProperty.builder()
                .type("fixed-response")
                .fixedResponseConfig(FixedResponseConfigProperty.builder()
                        .statusCode(String.valueOf(status))
                        .contentType(contentType)
                        .messageBody(body)
                        .build())
                .build();
    }
}
