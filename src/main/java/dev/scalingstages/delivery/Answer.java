package dev.scalingstages.delivery;

import software.amazon.awscdk.services.elasticloadbalancingv2.CfnListener.ActionProperty;
import software.amazon.awscdk.services.elasticloadbalancingv2.CfnListener.FixedResponseConfigProperty;

/** The action of a listener that answers by itself. */
final class Answer {
    private Answer() {}

    /** The same to every request. */
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
