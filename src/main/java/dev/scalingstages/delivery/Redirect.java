package dev.scalingstages.delivery;

import dev.scalingstages.network.Ports;
import software.amazon.awscdk.services.elasticloadbalancingv2.CfnListener.ActionProperty;
import software.amazon.awscdk.services.elasticloadbalancingv2.CfnListener.RedirectConfigProperty;

/** The action of a listener that sends clients elsewhere. */
final class Redirect {
    private Redirect() {}

    /** To the same address over TLS, for good. */
    static ActionProperty toHttps() {
        return ActionProperty.builder()
                .type("redirect")
                .redirectConfig(RedirectConfigProperty.builder()
                        .protocol("HTTPS")
                        .port(String.valueOf(Ports.HTTPS))
                        .statusCode("HTTP_301")
                        .build())
                .build();
    }
}
