package dev.scalingstages.rows;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.scalingstages.testing.CloudTemplate;
import dev.scalingstages.testing.CloudTemplate.Resource;
import dev.scalingstages.testing.Listeners;
import dev.scalingstages.testing.RolePermissions;
import dev.scalingstages.testing.SecurityGroupRules;
import dev.scalingstages.testing.SecurityGroupRules.Rule;
import dev.scalingstages.testing.ServerFleet;
import dev.scalingstages.testing.SubnetRoutes;
import dev.scalingstages.testing.TemplateText;
import dev.scalingstages.testing.Violations;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** What is wrong with the public load balancer, and with what any application load balancer must have. */
final class LoadBalancedDoorCheck {
    /** TLS 1.2 at least, with forward secrecy and authenticated encryption only; named by the date it was made. */
    private static final Pattern CURRENT_TLS =
            Pattern.compile("ELBSecurityPolicy-TLS13-1-(2-Res|3)(-FIPS)?(-PQ)?-20[2-9]\\d-\\d{2}");

    private static final String LOG_DELIVERY = "logdelivery.elasticloadbalancing.amazonaws.com";
    private static final int LEAST_DAYS_KEPT = 90;

    private LoadBalancedDoorCheck() {}

    /** The one load balancer that the internet reaches. */
    static Resource publicLoadBalancer(CloudTemplate template) {
        List<Resource> found = template.resources("AWS::ElasticLoadBalancingV2::LoadBalancer").stream()
                .filter(each -> !each.at("/Scheme").asText().equals("internal"))
                .toList();
        if (found.size() != 1) {
            throw new AssertionError("expected one public load balancer, found " + found.size());
        }
        return found.get(0);
    }

    /** Its security group. */
    static Resource securityGroup(CloudTemplate template) {
        return template.target(publicLoadBalancer(template).at("/SecurityGroups"));
    }

    /** S3.1 where there is a domain: it ends TLS for the world. */
    static List<String> withDomain(CloudTemplate template) {
        Resource loadBalancer = publicLoadBalancer(template);
        Violations violations = new Violations().and(anyVariant(template));
        Set<Integer> ports = Listeners.of(template, loadBalancer).stream()
                .map(listener -> listener.at("/Port").asInt())
                .collect(Collectors.toSet());
        violations.unless(ports.equals(Set.of(80, 443)), "it listens on " + ports);
        Resource https = Listeners.onPort(template, loadBalancer, 443);
        violations
                .and(tls(https))
                .unless(
                        Listeners.rules(template, https).isEmpty()
                                && Listeners.forwards(https.at("/DefaultActions"))
                                        .equals(Set.of(webServers(template).logicalId())),
                        "443 does not lead to the web servers");
        JsonNode redirect = Listeners.onPort(template, loadBalancer, 80).at("/DefaultActions/0/RedirectConfig");
        violations.unless(
                redirect.path("Protocol").asText().equals("HTTPS")
                        && redirect.path("Port").asText().equals("443")
                        && redirect.path("StatusCode").asText().equals("HTTP_301"),
                "80 is not redirected to 443");
        Set<Rule> ingress = SecurityGroupRules.ingress(template, securityGroup(template));
        violations.unless(
                ingress.equals(Set.of(Rule.tcp(80, "0.0.0.0/0"), Rule.tcp(443, "0.0.0.0/0"))),
                "its security group admits " + ingress);
        return violations.found();
    }

    /** S3.1 in any variant: three zones, kept access logs, and a way to the web servers only. */
    static List<String> anyVariant(CloudTemplate template) {
        Resource loadBalancer = publicLoadBalancer(template);
        JsonNode subnets = loadBalancer.at("/Subnets");
        int port = webServers(template).at("/Port").asInt();
        Resource web = new ServerFleet(template, "web").securityGroup();
        return new Violations()
                .unless(loadBalancer.at("/Scheme").asText().equals("internet-facing"), "it is not internet-facing")
                .unless(loadBalancer.at("/Type").asText().equals("application"), "it is no application load balancer")
                .unless(
                        SubnetRoutes.zones(template, subnets).size() == 3
                                && SubnetRoutes.subnets(template, subnets).size() == 3,
                        "it is not over three zones")
                .unless(SubnetRoutes.allLeadOut(template, subnets), "a subnet has no way to the internet")
                .and(accessLogs(template, loadBalancer))
                .unless(
                        attribute(loadBalancer, "routing.http.drop_invalid_header_fields.enabled")
                                .equals("true"),
                        "it passes invalid headers on")
                .unless(
                        SecurityGroupRules.egress(template, securityGroup(template))
                                .equals(Set.of(Rule.tcp(port, web))),
                        "it reaches more or less than the web servers")
                .found();
    }

    /** That a listener takes TLS only, by a current policy, with a certificate of ACM. */
    static List<String> tls(Resource listener) {
        String policy = listener.at("/SslPolicy").asText();
        JsonNode certificate = listener.at("/Certificates/0/CertificateArn");
        return new Violations()
                .unless(listener.at("/Protocol").asText().equals("HTTPS"), "the listener takes plain HTTP")
                .unless(CURRENT_TLS.matcher(policy).matches(), "the TLS policy is not a current one: " + policy)
                .unless(
                        TemplateText.of(certificate).startsWith("arn:aws:acm:")
                                || certificate.has("Ref")
                                || certificate.has("Fn::GetAtt"),
                        "the listener has no certificate")
                .found();
    }

    /** That requests are written to a bucket that lets the load balancer write, and keeps what was written. */
    static List<String> accessLogs(CloudTemplate template, Resource loadBalancer) {
        JsonNode bucketName = attributeNode(loadBalancer, "access_logs.s3.bucket");
        if (!attribute(loadBalancer, "access_logs.s3.enabled").equals("true") || bucketName.isMissingNode()) {
            return List.of("access logs are off");
        }
        Resource bucket = template.target(bucketName);
        String objects = "${" + bucket.logicalId() + ".Arn}/" + attribute(loadBalancer, "access_logs.s3.prefix")
                + "/AWSLogs/${AWS::AccountId}/*";
        boolean mayWrite = template.resources("AWS::S3::BucketPolicy").stream()
                .filter(policy -> template.target(policy.at("/Bucket")).equals(bucket))
                .flatMap(policy -> RolePermissions.inDocument(policy.at("/PolicyDocument")).stream())
                .anyMatch(statement -> statement.allowsService(LOG_DELIVERY, "s3:PutObject")
                        && statement.resources().contains(objects));
        int keptDays = 0;
        for (JsonNode rule : bucket.at("/LifecycleConfiguration/Rules")) {
            keptDays = Math.max(keptDays, rule.path("ExpirationInDays").asInt());
        }
        return new Violations()
                .unless(mayWrite, "the bucket does not let it write access logs")
                .unless(keptDays >= LEAST_DAYS_KEPT, "access logs are kept for " + keptDays + " days")
                .unless(
                        bucket.json().path("DeletionPolicy").asText().equals("Retain"),
                        "access logs go when the stack goes")
                .found();
    }

    /** An attribute of a load balancer or target group as text; empty when it is not written. */
    static String attribute(Resource resource, String key) {
        return TemplateText.of(attributeNode(resource, key));
    }

    private static JsonNode attributeNode(Resource resource, String key) {
        for (String list : List.of("/LoadBalancerAttributes", "/TargetGroupAttributes")) {
            for (JsonNode attribute : resource.at(list)) {
                if (attribute.path("Key").asText().equals(key)) {
                    return attribute.path("Value");
                }
            }
        }
        return MissingNode.getInstance();
    }

    private static Resource webServers(CloudTemplate template) {
        return new ServerFleet(template, "web").targetGroup();
    }
}
