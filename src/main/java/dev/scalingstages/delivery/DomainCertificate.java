package dev.scalingstages.delivery;

import java.util.List;
import software.amazon.awscdk.RemovalPolicy;
import software.amazon.awscdk.services.certificatemanager.CfnCertificate;
import software.amazon.awscdk.services.certificatemanager.CfnCertificate.DomainValidationOptionProperty;
import software.constructs.Construct;

/**
 * The domain's certificate, validated by a record in its hosted zone. A deploy waits for the validation, for hours if
 * the zone is not delegated; users who already have a certificate name it instead ({@code certificateArn}).
 */
public final class DomainCertificate extends Construct {
    private final CfnCertificate certificate;

    public DomainCertificate(Construct scope, String id, String domainName, String hostedZoneId) {
        super(scope, id);
        certificate = CfnCertificate.Builder.create(this, "Resource")
                .domainName(domainName)
                .validationMethod("DNS")
                .domainValidationOptions(List.of(DomainValidationOptionProperty.builder()
                        .domainName(domainName)
                        .hostedZoneId(hostedZoneId)
                        .build()))
                .build();
        certificate.applyRemovalPolicy(RemovalPolicy.DESTROY);
    }

    /** The certificate's ARN. */
    public String arn() {
        return certificate.getRef();
    }
}
