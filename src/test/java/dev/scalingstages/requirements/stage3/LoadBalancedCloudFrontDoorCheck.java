package dev.scalingstages.requirements.stage3;

import static dev.scalingstages.requirements.stage3.LoadBalancedDoorCheck.LISTENER;
import static dev.scalingstages.requirements.stage3.LoadBalancedDoorCheck.RULE;
import static dev.scalingstages.requirements.stage3.LoadBalancedDoorCheck.forwardTo;
import static dev.scalingstages.testing.TemplateMatchers.component;
import static dev.scalingstages.testing.TemplateMatchers.with;
import static dev.scalingstages.testing.TemplateValues.attribute;
import static dev.scalingstages.testing.TemplateValues.joined;
import static dev.scalingstages.testing.TemplateValues.object;
import static dev.scalingstages.testing.TemplateValues.ref;
import static java.util.Map.entry;

import dev.scalingstages.testing.CloudTemplate;
import dev.scalingstages.testing.CloudTemplate.Resource;
import dev.scalingstages.testing.Listeners;
import dev.scalingstages.testing.SecurityGroupRules;
import dev.scalingstages.testing.SecurityGroupRules.Rule;
import dev.scalingstages.testing.Violations;
import java.util.List;
import java.util.Map;
import java.util.Set;
import software.amazon.awscdk.assertions.Match;
import software.amazon.awscdk.assertions.Template;

/** CloudFront's own name as the door, where there is no domain (S3.7). */
final class LoadBalancedCloudFrontDoorCheck {
    private static final String DISTRIBUTION = "AWS::CloudFront::Distribution";
    private static final String HEADER = "X-Origin-Verify";

    private LoadBalancedCloudFrontDoorCheck() {}

    /** The rule of the listener that CloudFront calls. */
    static Resource rule(CloudTemplate template) {
        return CloudTemplate.only(Listeners.rules(template, listener(template)), "rule");
    }

    /** The one listener of the load balancer. */
    static Resource listener(CloudTemplate template) {
        return CloudTemplate.only(
                Listeners.of(template, LoadBalancedDoorCheck.publicLoadBalancer(template)), "listener");
    }

    /** S3.7: CloudFront is the HTTPS door, and the load balancer serves nobody who doesn't know its secret. */
    static void isTheDoor(Template template) {
        String door = LoadBalancedDoorCheck.loadBalancer(template, "internet-facing");
        String distribution = template.getResourceId(DISTRIBUTION);
        String listener = template.getResourceId(LISTENER, Map.of("Properties", Map.of("LoadBalancerArn", ref(door))));
        String secret = template.getResourceId(
                "AWS::SecretsManager::Secret",
                object(
                        entry("Properties/Tags", component("front-door")),
                        entry("Properties/SecretString", Match.absent()),
                        entry("Properties/GenerateSecretString/PasswordLength", 48)));
        Map<String, Object> known = joined("{{resolve:secretsmanager:", ref(secret), ":SecretString:::}}");
        template.hasResourceProperties(
                LISTENER,
                object(
                        entry("LoadBalancerArn", ref(door)),
                        entry("DefaultActions/0/Type", "fixed-response"),
                        entry("DefaultActions/0/FixedResponseConfig/StatusCode", Match.stringLikeRegexp("^4"))));
        template.resourcePropertiesCountIs(RULE, Map.of("ListenerArn", ref(listener)), 1);
        template.hasResourceProperties(
                RULE,
                object(
                        entry("ListenerArn", ref(listener)),
                        entry("Conditions/0/Field", "http-header"),
                        entry("Conditions/0/HttpHeaderConfig/HttpHeaderName", HEADER),
                        entry("Conditions/0/HttpHeaderConfig/Values", List.of(known)),
                        entry("Actions", forwardTo(LoadBalancedDoorCheck.targets(template, "web")))));
        template.hasResourceProperties(
                DISTRIBUTION,
                object(
                        entry("DistributionConfig/Enabled", true),
                        entry(
                                "DistributionConfig/Origins",
                                with(object(
                                        entry("Id", "load-balancer"),
                                        entry("DomainName", attribute(door, "DNSName")),
                                        entry("OriginCustomHeaders/0/HeaderName", HEADER),
                                        entry("OriginCustomHeaders/0/HeaderValue", known)))),
                        entry("DistributionConfig/DefaultCacheBehavior/TargetOriginId", "load-balancer"),
                        entry("DistributionConfig/DefaultCacheBehavior/ViewerProtocolPolicy", "redirect-to-https"),
                        entry(
                                "DistributionConfig/DefaultCacheBehavior/AllowedMethods",
                                List.of("GET", "HEAD", "OPTIONS", "PUT", "PATCH", "POST", "DELETE"))));
        template.hasOutput("Url", Map.of("Value", joined("https://", attribute(distribution, "DomainName"))));
        template.resourceCountIs("AWS::Route53::RecordSet", 0);
        template.resourceCountIs("AWS::CertificateManager::Certificate", 0);
    }

    /** S3.7: who else than CloudFront reaches the load balancer. */
    static List<String> reachable(CloudTemplate template) {
        Set<Rule> ingress = SecurityGroupRules.ingress(template, LoadBalancedDoorCheck.securityGroup(template));
        Rule fromCloudFront = Rule.tcp(
                listener(template).at("/Port").asInt(),
                SecurityGroupRules.prefixList("com.amazonaws.global.cloudfront.origin-facing"));
        return new Violations()
                .and(LoadBalancedDoorCheck.misplaced(template))
                .unless(ingress.equals(Set.of(fromCloudFront)), "its security group admits " + ingress);
    }
}
