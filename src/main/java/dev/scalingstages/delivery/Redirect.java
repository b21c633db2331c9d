package dev.scalingstages.delivery;

import dev.scalingstages.network.Ports;
import software.amazon.awscdk.services.elasticloadbalancingv2.CfnListener.ActionProperty;
import software.amazon.awscdk.services.elasticloadbalancingv2.CfnListener.RedirectConfigProperty;

/** A listener action that redirects clients. */
final class Redirect {
    private Redirect() {}

    /** Redirects permanently to the same address over HTTPS. */
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
