package dev.scalingstages.testing.rules;

import com.fasterxml.jackson.databind.JsonNode;
import dev.scalingstages.testing.CloudTemplate;
import dev.scalingstages.testing.CloudTemplate.Resource;
import dev.scalingstages.testing.RolePermissions;
import dev.scalingstages.testing.TemplateText;
import dev.scalingstages.testing.Violations;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * X3, in transit: TLS is required by the server, not only offered. The one exception is the hop from CloudFront to the
 * load balancer of a system without a domain, for which no certificate can be had (decision 0005): there the listener
 * wants a secret, and the security group admits CloudFront alone.
 */
public final class EncryptionInTransit {
    private final CloudTemplate template;
    private final Violations violations = new Violations();

    private EncryptionInTransit(CloudTemplate template) {
        this.template = template;
    }

    /** What answers without TLS. */
    public static List<String> violations(CloudTemplate template) {
        EncryptionInTransit check = new EncryptionInTransit(template);
        template.resources().forEach(check::check);
        return check.violations;
    }

    private void check(Resource resource) {
        switch (resource.type()) {
            case "AWS::S3::Bucket" -> checkBucket(resource);
            case "AWS::SQS::Queue" ->
                require(
                        RolePermissions.about(template, "AWS::SQS::QueuePolicy", "/Queues", resource).stream()
                                .anyMatch(each -> each.deniesPlainText(Set.of("sqs:*"))),
                        resource,
                        "takes requests without TLS");
            case "AWS::SNS::Topic" ->
                require(
                        RolePermissions.about(template, "AWS::SNS::TopicPolicy", "/Topics", resource).stream()
                                .anyMatch(each -> each.deniesPlainText(Set.of("sns:Publish"))),
                        resource,
                        "takes messages without TLS");
            case "AWS::SNS::Subscription" ->
                require(
                        Set.of("https", "email").contains(resource.text("/Protocol")),
                        resource,
                        "sends messages by " + resource.text("/Protocol"));
            case "AWS::RDS::DBInstance" -> checkDatabase(resource);
            case "AWS::ElastiCache::ReplicationGroup" -> checkCache(resource);
            case "AWS::ElastiCache::User" ->
                require(
                        resource.is("/AuthenticationMode/Type", "iam")
                                && !resource.at("/NoPasswordRequired").asBoolean(),
                        resource,
                        "signs in without proof");
            case "AWS::RedshiftServerless::Workgroup" -> checkWarehouse(resource);
            case "AWS::ElasticLoadBalancingV2::Listener" -> checkListener(resource);
            case "AWS::ElasticLoadBalancingV2::ListenerRule" -> checkListenerRule(resource);
            case "AWS::ElasticLoadBalancingV2::TargetGroup" -> checkTargets(resource);
            case "AWS::CloudFront::Distribution" -> checkDistribution(resource);
            default -> {
                // AWS's own APIs and endpoints know nothing but TLS; the other types listen on nothing.
            }
        }
    }

    private void checkBucket(Resource bucket) {
        Set<String> everything = Set.of("${" + bucket.logicalId() + ".Arn}", "${" + bucket.logicalId() + ".Arn}/*");
        require(
                RolePermissions.about(template, "AWS::S3::BucketPolicy", "/Bucket", bucket).stream()
                        .anyMatch(each -> each.deniesPlainText(Set.of("s3:*"))
                                && each.resources().equals(everything)),
                bucket,
                "answers plain HTTP");
    }

    private void checkDatabase(Resource database) {
        JsonNode parameters =
                template.target(database.at("/DBParameterGroupName")).at("/Parameters");
        require(
                Set.of("ON", "1")
                        .contains(parameters.path("require_secure_transport").asText()),
                database,
                "accepts connections without TLS");
        require(
                // MySQL 8.4 knows no older ones, so it need not be said.
                Set.of("TLSv1.2,TLSv1.3", "TLSv1.3", "")
                        .contains(parameters.path("tls_version").asText()),
                database,
                "accepts an old version of TLS");
    }

    private void checkCache(Resource cache) {
        require(
                cache.at("/TransitEncryptionEnabled").asBoolean() && cache.is("/TransitEncryptionMode", "required"),
                cache,
                "accepts connections without TLS");
        require(!cache.at("/UserGroupIds").isEmpty(), cache, "lets everybody in");
    }

    private void checkWarehouse(Resource workgroup) {
        boolean required = false;
        for (JsonNode parameter : workgroup.at("/ConfigParameters")) {
            required |= parameter.path("ParameterKey").asText().equals("require_ssl")
                    && parameter.path("ParameterValue").asText().equals("true");
        }
        require(required, workgroup, "accepts connections without TLS");
    }

    private void checkListener(Resource listener) {
        JsonNode action = listener.at("/DefaultActions/0");
        switch (listener.text("/Protocol")) {
            case "HTTPS" ->
                require(
                        listener.text("/SslPolicy").startsWith("ELBSecurityPolicy-TLS13-1-2-")
                                && listener.at("/Certificates").size() == 1,
                        listener,
                        "has no current TLS policy");
            case "HTTP" ->
                require(
                        action.at("/RedirectConfig/Protocol").asText().equals("HTTPS")
                                || action.path("Type").asText().equals("fixed-response"),
                        listener,
                        "answers plain HTTP");
            case "TCP" ->
                require(
                        template.resources("AWS::RDS::DBInstance").stream()
                                .anyMatch(database -> database.is(
                                        "/Port",
                                        template.target(action.path("TargetGroupArn"))
                                                .text("/Port"))),
                        listener,
                        "passes plain TCP to something that is no database");
            default -> require(false, listener, "speaks " + listener.at("/Protocol"));
        }
    }

    private void checkListenerRule(Resource rule) {
        Resource listener = template.target(rule.at("/ListenerArn"));
        if (listener.is("/Protocol", "HTTPS") || !rule.is("/Actions/0/Type", "forward")) {
            return;
        }
        JsonNode header = rule.at("/Conditions/0/HttpHeaderConfig/Values/0");
        require(TemplateText.of(header).startsWith("{{resolve:secretsmanager:"), rule, "forwards plain HTTP");
        Resource group = new SecurityGroups(template).of(template.target(listener.at("/LoadBalancerArn")));
        for (Resource ingress : template.resources(SecurityGroups.INGRESS)) {
            if (template.target(ingress.at("/GroupId")).equals(group)) {
                require(ingress.has("SourcePrefixListId"), rule, "forwards plain HTTP from others than CloudFront");
            }
        }
    }

    private void checkTargets(Resource targets) {
        Set<String> protocols = new TreeSet<>(List.of(targets.text("/Protocol"), targets.text("/HealthCheckProtocol")));
        boolean databases = targets.is("/TargetType", "ip") && protocols.equals(Set.of("TCP"));
        require(databases || protocols.equals(Set.of("HTTPS")), targets, "is sent requests by " + protocols);
    }

    private void checkDistribution(Resource distribution) {
        JsonNode configuration = distribution.at("/DistributionConfig");
        List<JsonNode> behaviors = new ArrayList<>(List.of(configuration.path("DefaultCacheBehavior")));
        configuration.path("CacheBehaviors").forEach(behaviors::add);
        for (JsonNode behavior : behaviors) {
            require(
                    Set.of("redirect-to-https", "https-only")
                            .contains(behavior.path("ViewerProtocolPolicy").asText()),
                    distribution,
                    "answers plain HTTP for " + behavior.path("PathPattern").asText("all else"));
        }
        JsonNode certificate = configuration.path("ViewerCertificate");
        if (certificate.has("AcmCertificateArn")) {
            require(
                    certificate.path("MinimumProtocolVersion").asText().startsWith("TLSv1.2_")
                            || certificate
                                    .path("MinimumProtocolVersion")
                                    .asText()
                                    .startsWith("TLSv1.3_"),
                    distribution,
                    "accepts an old version of TLS");
        }
        for (JsonNode origin : configuration.path("Origins")) {
            checkOrigin(distribution, origin);
        }
    }

    private void checkOrigin(Resource distribution, JsonNode origin) {
        String name = origin.path("Id").asText();
        if (origin.has("S3OriginConfig")) {
            require(
                    !CloudTemplate.references(origin.path("OriginAccessControlId"))
                            .isEmpty(),
                    distribution,
                    "does not sign requests to " + name);
            return;
        }
        JsonNode custom = origin.path("CustomOriginConfig");
        boolean https = custom.path("OriginProtocolPolicy").asText().equals("https-only")
                && TemplateText.each(custom.path("OriginSSLProtocols")).equals(List.of("TLSv1.2"));
        boolean secret =
                TemplateText.of(origin.at("/OriginCustomHeaders/0/HeaderValue")).startsWith("{{resolve:secretsmanager:")
                        && template.resources("AWS::Route53::RecordSet").isEmpty();
        require(https || secret, distribution, "asks " + name + " by plain HTTP");
    }

    private void require(boolean met, Resource resource, String objection) {
        violations.unless(met, resource + " " + objection);
    }
}
