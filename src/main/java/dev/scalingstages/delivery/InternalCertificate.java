package dev.scalingstages.delivery;

import dev.scalingstages.monitoring.Metric;
import dev.scalingstages.runtime.NodeFunction;
import dev.scalingstages.runtime.PartContext;
import dev.scalingstages.runtime.WatchedFunction;
import dev.scalingstages.security.Arns;
import dev.scalingstages.security.Statement;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import software.amazon.awscdk.services.cloudformation.CfnCustomResource;
import software.constructs.Construct;

/**
 * The certificate of the internal load balancer, made by a function of ours and imported into ACM. No public authority
 * signs a name inside a VPC and a private authority costs 400 USD a month; the web servers trust exactly this one
 * certificate instead. The private key exists in the function's memory and in ACM only.
 */
public final class InternalCertificate extends Construct {
    /** The name that the certificate is for; nobody resolves it, clients only compare it. */
    static final String NAME = "internal.scaling-stages";

    /** How long the function may wait, in seconds, until ACM lets a certificate go that was in use a moment ago. */
    private static final int TIMEOUT_SECONDS = 600;

    /** An imported certificate is not renewed; months of notice are enough to plan its exchange, in days. */
    private static final int NOTICE_DAYS = 180;

    private final String arn;
    private final String certificateBase64;
    private final WatchedFunction function;

    /**
     * @param system the system's name, which the function writes on its certificate and is held to
     */
    public InternalCertificate(Construct scope, String id, PartContext context, String system) {
        super(scope, id);
        String certificates = Arns.of("acm", "certificate/*");
        NodeFunction maker = new NodeFunction(
                this,
                "Function",
                context,
                new NodeFunction.Props(
                        "internal-certificate",
                        "Certificate of the internal load balancer",
                        TIMEOUT_SECONDS,
                        Map.of(),
                        permissions(system, certificates),
                        1));
        function = maker.watched();
        maker.accept(
                "Resource::arn:<AWS::Partition>:acm:<AWS::Region>:<AWS::AccountId>:certificate/*",
                "ACM names a certificate when it is imported, so its ARN cannot be known before; conditions hold the"
                        + " function to certificates with this system's tag.");
        CfnCustomResource certificate = CfnCustomResource.Builder.create(this, "Resource")
                .serviceToken(maker.arn())
                .serviceTimeout(TIMEOUT_SECONDS + 60)
                .build();
        certificate.addOverride("Type", "Custom::InternalCertificate");
        certificate.addPropertyOverride("DomainName", NAME);
        certificate.addPropertyOverride(
                "Tags", new TreeMap<>(Map.of("system", system, "component", "internal-certificate")));
        arn = certificate.getRef();
        certificateBase64 = certificate.getAtt("CertificateBase64").toString();
        context.alarms()
                .define(
                        this,
                        "ExpiryAlarm",
                        Metric.minimum("AWS/CertificateManager", "DaysToExpiry", Map.of("CertificateArn", arn))
                                .every(86_400)
                                .below(NOTICE_DAYS)
                                .missingIsFine(),
                        "The internal certificate runs out in six months: plan its exchange, see the README of"
                                + " stage 3.");
    }

    /** The certificate's ARN in ACM. */
    String arn() {
        return arn;
    }

    /** The certificate itself, PEM in Base64, for clients that trust exactly this one. */
    public String certificateBase64() {
        return certificateBase64;
    }

    /** The function that makes it. */
    public WatchedFunction function() {
        return function;
    }

    private static List<Statement> permissions(String system, String certificates) {
        return List.of(
                Statement.allow(
                        List.of("acm:ImportCertificate"),
                        List.of(certificates),
                        Map.of("StringEquals", Map.of("aws:RequestTag/system", system))),
                // ACM asks for it also where the tags come with the import. Of another system's certificate it is
                // refused: it could delete one whose tag it may write.
                Statement.allow(
                        List.of("acm:AddTagsToCertificate"),
                        List.of(certificates),
                        Map.of(
                                "ForAllValues:StringEquals",
                                Map.of("aws:TagKeys", List.of("system", "component")),
                                "StringEquals",
                                Map.of("aws:RequestTag/system", system),
                                "StringEqualsIfExists",
                                Map.of("aws:ResourceTag/system", system))),
                Statement.allow(
                        List.of("acm:AddTagsToCertificate"),
                        List.of(certificates),
                        Map.of(
                                "ForAllValues:StringEquals",
                                Map.of("aws:TagKeys", List.of("component")),
                                "StringEquals",
                                Map.of("aws:ResourceTag/system", system))),
                Statement.allow(
                        List.of("acm:DeleteCertificate", "acm:GetCertificate", "acm:RemoveTagsFromCertificate"),
                        List.of(certificates),
                        Map.of("StringEquals", Map.of("aws:ResourceTag/system", system))));
    }
}
