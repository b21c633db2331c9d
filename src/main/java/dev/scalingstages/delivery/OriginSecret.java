package dev.scalingstages.delivery;

import dev.scalingstages.security.DataKey;
import dev.scalingstages.security.Suppressions;
import java.util.List;
import software.amazon.awscdk.RemovalPolicy;
import software.amazon.awscdk.services.secretsmanager.CfnSecret;
import software.amazon.awscdk.services.secretsmanager.CfnSecret.GenerateSecretStringProperty;
import software.constructs.Construct;

/**
 * The secret that the system's CloudFront distribution sends in each request, so that the load balancer can tell it
 * from other people's distributions. No template contains it: CloudFormation resolves the reference while it deploys.
 */
public final class OriginSecret extends Construct {
    /** The header that carries it. */
    static final String HEADER = "X-Origin-Verify";

    private static final int LENGTH = 48;

    private final CfnSecret secret;

    public OriginSecret(Construct scope, String id, DataKey key) {
        super(scope, id);
        secret = CfnSecret.Builder.create(this, "Resource")
                .description("Header by which the load balancer knows its CloudFront distribution")
                .kmsKeyId(key.arn())
                .generateSecretString(GenerateSecretStringProperty.builder()
                        .passwordLength(LENGTH)
                        .excludePunctuation(true)
                        .build())
                .build();
        secret.applyRemovalPolicy(RemovalPolicy.RETAIN);
        String reason = "It opens no data: it only tells one CloudFront distribution from another, behind a security"
                + " group that admits CloudFront alone. A rotation must change both ends in one deploy.";
        Suppressions.accept(
                secret, List.of("AwsSolutions-SMG4", "NIST.800.53.R5-SecretsManagerRotationEnabled"), reason);
    }

    /** The dynamic reference that CloudFormation resolves. */
    String reference() {
        return "{{resolve:secretsmanager:" + secret.getRef() + ":SecretString:::}}";
    }
}
