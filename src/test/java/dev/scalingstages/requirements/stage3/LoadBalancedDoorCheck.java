package dev.scalingstages.requirements.stage3;

import static dev.scalingstages.testing.TemplateMatchers.component;
import static dev.scalingstages.testing.TemplateMatchers.with;
import static dev.scalingstages.testing.TemplateValues.joined;
import static dev.scalingstages.testing.TemplateValues.object;
import static dev.scalingstages.testing.TemplateValues.ref;
import static java.util.Map.entry;

import com.fasterxml.jackson.databind.JsonNode;
import dev.scalingstages.testing.CloudTemplate;
import dev.scalingstages.testing.CloudTemplate.Resource;
import dev.scalingstages.testing.SecurityGroupRules;
import dev.scalingstages.testing.SecurityGroupRules.Rule;
import dev.scalingstages.testing.ServerFleet;
import dev.scalingstages.testing.SubnetRoutes;
import dev.scalingstages.testing.TemplateText;
import dev.scalingstages.testing.TemplateValues;
import dev.scalingstages.testing.Violations;
import java.util.List;
import java.util.Map;
import java.util.Set;
import software.amazon.awscdk.assertions.Capture;
import software.amazon.awscdk.assertions.Match;
import software.amazon.awscdk.assertions.Matcher;
import software.amazon.awscdk.assertions.Template;

/** The public load balancer, and what any application load balancer must have. */
public final class LoadBalancedDoorCheck {
    static final String LOAD_BALANCER = "AWS::ElasticLoadBalancingV2::LoadBalancer";
    static final String LISTENER = "AWS::ElasticLoadBalancingV2::Listener";
    static final String RULE = "AWS::ElasticLoadBalancingV2::ListenerRule";

    private LoadBalancedDoorCheck() {}

    /** The one load balancer that the internet reaches. */
    public static Resource publicLoadBalancer(CloudTemplate template) {
        List<Resource> found = template.resources(LOAD_BALANCER).stream()
                .filter(each -> !each.is("/Scheme", "internal"))
                .toList();
        return CloudTemplate.only(found, "public load balancer");
    }

    /** Its security group. */
    static Resource securityGroup(CloudTemplate template) {
        return template.target(publicLoadBalancer(template).at("/SecurityGroups"));
    }

    /** The logical id of the one application load balancer of a scheme. */
    static String loadBalancer(Template template, String scheme) {
        return template.getResourceId(
                LOAD_BALANCER, Map.of("Properties", Map.of("Scheme", scheme, "Type", "application")));
    }

    /** The logical id of the one target group that a fleet registers with. */
    static String targets(Template template, String fleet) {
        Capture targets = new Capture();
        template.hasResourceProperties(
                "AWS::AutoScaling::AutoScalingGroup",
                Map.of("Tags", component(fleet), "TargetGroupARNs", List.of(ref(targets))));
        return targets.asString();
    }

    /** The actions of a listener or a rule that forward to a target group, and do nothing else. */
    static List<Matcher> forwardTo(String targets) {
        return List.of(Match.objectEquals(Map.of("Type", "forward", "TargetGroupArn", ref(targets))));
    }

    /** TLS 1.2 at least, with forward secrecy and authenticated encryption only; named by the date it was made. */
    static Matcher currentTls() {
        return Match.stringLikeRegexp("^ELBSecurityPolicy-TLS13-1-(2-Res|3)(-FIPS)?(-PQ)?-20[2-9]\\d-\\d{2}$");
    }

    /** S3.1 where there is a domain: it ends TLS and leads to the web servers, and 80 leads to 443. */
    static void endsTls(Template template) {
        Map<String, Object> door = ref(loadBalancer(template, "internet-facing"));
        template.resourcePropertiesCountIs(LISTENER, Map.of("LoadBalancerArn", door), 2);
        Map<String, Object> https = object(
                entry("LoadBalancerArn", door),
                entry("Port", 443),
                entry("Protocol", "HTTPS"),
                entry("SslPolicy", currentTls()),
                entry("Certificates/0/CertificateArn", Match.stringLikeRegexp("^arn:aws:acm:")),
                entry("DefaultActions", forwardTo(targets(template, "web"))));
        template.hasResourceProperties(LISTENER, https);
        String listener = template.getResourceId(LISTENER, Map.of("Properties", https));
        template.resourcePropertiesCountIs(RULE, Map.of("ListenerArn", ref(listener)), 0);
        template.hasResourceProperties(
                LISTENER,
                object(
                        entry("LoadBalancerArn", door),
                        entry("Port", 80),
                        entry("DefaultActions/0/Type", "redirect"),
                        entry("DefaultActions/0/RedirectConfig/Protocol", "HTTPS"),
                        entry("DefaultActions/0/RedirectConfig/Port", "443"),
                        entry("DefaultActions/0/RedirectConfig/StatusCode", "HTTP_301")));
    }

    /** S3.1: a load balancer may write its access logs, and invalid headers go no further. */
    static void isLogged(Template template, String scheme) {
        String logs = template.getResourceId(
                "AWS::S3::Bucket",
                object(
                        entry("Properties/Tags", component("access-logs")),
                        entry(
                                "Properties/LifecycleConfiguration/Rules",
                                with(Map.of("Status", "Enabled", "ExpirationInDays", 365)))));
        Capture prefix = new Capture();
        template.hasResourceProperties(
                LOAD_BALANCER,
                Map.ofEntries(
                        entry("Scheme", scheme),
                        entry("Type", "application"),
                        entry(
                                "LoadBalancerAttributes",
                                with(
                                        Map.of("Key", "access_logs.s3.enabled", "Value", "true"),
                                        Map.of("Key", "access_logs.s3.bucket", "Value", ref(logs)),
                                        Map.of("Key", "access_logs.s3.prefix", "Value", prefix),
                                        object(
                                                entry("Key", "routing.http.drop_invalid_header_fields.enabled"),
                                                entry("Value", "true"))))));
        String folder = "/" + prefix.asString() + "/AWSLogs/";
        template.hasResourceProperties(
                "AWS::S3::BucketPolicy",
                object(
                        entry("Bucket", ref(logs)),
                        entry(
                                "PolicyDocument/Statement",
                                with(object(
                                        entry("Effect", "Allow"),
                                        entry("Principal/Service", "logdelivery.elasticloadbalancing.amazonaws.com"),
                                        entry("Action", "s3:PutObject"),
                                        entry(
                                                "Resource",
                                                joined(
                                                        TemplateValues.attribute(logs, "Arn"),
                                                        folder,
                                                        ref("AWS::AccountId"),
                                                        "/*")))))));
    }

    /** S3.1 in any variant: three zones, and a way to the web servers only. */
    static List<String> misplaced(CloudTemplate template) {
        Resource loadBalancer = publicLoadBalancer(template);
        JsonNode subnets = loadBalancer.at("/Subnets");
        ServerFleet web = new ServerFleet(template, "web");
        Rule toWeb = Rule.tcp(web.targetGroup().number("/Port"), web.securityGroup());
        return new Violations()
                .unless(
                        SubnetRoutes.zones(template, subnets).size() == 3
                                && SubnetRoutes.subnets(template, subnets).size() == 3,
                        "it is not over three zones")
                .unless(SubnetRoutes.allLeadOut(template, subnets), "a subnet has no way to the internet")
                .unless(
                        SecurityGroupRules.egress(template, securityGroup(template))
                                .equals(Set.of(toWeb)),
                        "it reaches more or less than the web servers");
    }

    /** S3.1 where there is a domain: it admits the world on two ports. */
    static List<String> misplacedWithDomain(CloudTemplate template) {
        Set<Rule> ingress = SecurityGroupRules.ingress(template, securityGroup(template));
        return new Violations()
                .and(misplaced(template))
                .unless(
                        ingress.equals(Set.of(Rule.tcp(80, "0.0.0.0/0"), Rule.tcp(443, "0.0.0.0/0"))),
                        "its security group admits " + ingress);
    }

    /** An attribute of a load balancer or target group as text; empty when it is not written. */
    static String attribute(Resource resource, String key) {
        for (String list : List.of("/LoadBalancerAttributes", "/TargetGroupAttributes")) {
            for (JsonNode attribute : resource.at(list)) {
                if (attribute.path("Key").asText().equals(key)) {
                    return TemplateText.of(attribute.path("Value"));
                }
            }
        }
        return "";
    }
}
