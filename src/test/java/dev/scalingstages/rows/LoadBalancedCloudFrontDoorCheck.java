package dev.scalingstages.rows;

import com.fasterxml.jackson.databind.JsonNode;
import dev.scalingstages.testing.CloudTemplate;
import dev.scalingstages.testing.CloudTemplate.Resource;
import dev.scalingstages.testing.Listeners;
import dev.scalingstages.testing.SecurityGroupRules;
import dev.scalingstages.testing.SecurityGroupRules.Rule;
import dev.scalingstages.testing.ServerFleet;
import dev.scalingstages.testing.TemplateText;
import dev.scalingstages.testing.Templates;
import dev.scalingstages.testing.Violations;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** What is wrong with CloudFront's own name as the door, where there is no domain (S3.7). */
final class LoadBalancedCloudFrontDoorCheck {
    private static final Pattern SECRET =
            Pattern.compile("\\{\\{resolve:secretsmanager:\\$\\{(\\w+)}:SecretString:::}}");

    private LoadBalancedCloudFrontDoorCheck() {}

    /** The distribution. */
    static Resource distribution(CloudTemplate template) {
        return template.only("AWS::CloudFront::Distribution");
    }

    /** The rule of the listener that CloudFront calls. */
    static Resource rule(CloudTemplate template) {
        List<Resource> rules = Listeners.rules(template, listener(template));
        if (rules.size() != 1) {
            throw new AssertionError("expected one rule, found " + rules.size());
        }
        return rules.get(0);
    }

    /** The one listener of the load balancer. */
    static Resource listener(CloudTemplate template) {
        List<Resource> listeners = Listeners.of(template, LoadBalancedDoorCheck.publicLoadBalancer(template));
        if (listeners.size() != 1) {
            throw new AssertionError("expected one listener, found " + listeners.size());
        }
        return listeners.get(0);
    }

    /** The origin that stands for the load balancer. */
    static JsonNode origin(CloudTemplate template) {
        String name = "${" + LoadBalancedDoorCheck.publicLoadBalancer(template).logicalId() + ".DNSName}";
        for (JsonNode origin : distribution(template).at("/DistributionConfig/Origins")) {
            if (TemplateText.of(origin.path("DomainName")).equals(name)) {
                return origin;
            }
        }
        throw new AssertionError("CloudFront has no origin " + name);
    }

    static List<String> violations(CloudTemplate template) {
        return new Violations()
                .and(LoadBalancedDoorCheck.anyVariant(template))
                .and(answersCloudFrontOnly(template))
                .and(isTheDoor(template))
                .found();
    }

    private static List<String> answersCloudFrontOnly(CloudTemplate template) {
        Resource listener = listener(template);
        Resource rule = rule(template);
        JsonNode condition = rule.at("/Conditions/0");
        String header = condition.at("/HttpHeaderConfig/HttpHeaderName").asText();
        List<String> wanted = TemplateText.each(condition.at("/HttpHeaderConfig/Values"));
        List<String> sent = new ArrayList<>();
        origin(template).path("OriginCustomHeaders").forEach(each -> {
            if (each.path("HeaderName").asText().equalsIgnoreCase(header)) {
                sent.add(TemplateText.of(each.path("HeaderValue")));
            }
        });
        Set<Rule> ingress = SecurityGroupRules.ingress(template, LoadBalancedDoorCheck.securityGroup(template));
        Rule fromCloudFront = Rule.tcp(listener.at("/Port").asInt(), cloudFrontPrefixList());
        String web = new ServerFleet(template, "web").targetGroup().logicalId();
        return new Violations()
                .unless(ingress.equals(Set.of(fromCloudFront)), "its security group admits " + ingress)
                .unless(
                        listener.at("/DefaultActions/0/Type").asText().equals("fixed-response")
                                && listener.at("/DefaultActions/0/FixedResponseConfig/StatusCode")
                                        .asText()
                                        .startsWith("4"),
                        "it answers whoever does not know the header")
                .unless(
                        rule.at("/Conditions").size() == 1
                                && condition.path("Field").asText().equals("http-header"),
                        "a rule does not ask for the header")
                .unless(
                        Listeners.forwards(rule.at("/Actions")).equals(Set.of(web)),
                        "the rule does not lead to the web servers")
                .unless(wanted.size() == 1 && sent.equals(wanted), "CloudFront does not send the header: " + header)
                .unless(
                        wanted.stream().allMatch(value -> isGenerated(template, value)),
                        "the header's value is no secret")
                .found();
    }

    private static List<String> isTheDoor(CloudTemplate template) {
        Resource distribution = distribution(template);
        JsonNode config = distribution.at("/DistributionConfig");
        JsonNode everything = config.path("DefaultCacheBehavior");
        String url = TemplateText.of(template.json().at("/Outputs/Url/Value"));
        return new Violations()
                .unless(config.path("Enabled").asBoolean(), "the distribution is off")
                .unless(
                        everything
                                .path("TargetOriginId")
                                .equals(origin(template).path("Id")),
                        "CloudFront does not pass requests on to the load balancer")
                .unless(
                        TemplateText.each(everything.path("AllowedMethods"))
                                .containsAll(Set.of("GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE")),
                        "CloudFront does not pass all methods on")
                .unless(
                        Set.of("redirect-to-https", "https-only")
                                .contains(
                                        everything.path("ViewerProtocolPolicy").asText()),
                        "viewers may use plain HTTP")
                .unless(
                        url.equals("https://${" + distribution.logicalId() + ".DomainName}"),
                        "the system's address is " + url)
                .unless(template.resources("AWS::Route53::RecordSet").isEmpty(), "there is a record without a domain")
                .unless(
                        template.resources("AWS::CertificateManager::Certificate")
                                .isEmpty(),
                        "there is a public certificate without a domain")
                .found();
    }

    private static boolean isGenerated(CloudTemplate template, String value) {
        var secret = SECRET.matcher(value);
        return secret.matches()
                && template.resource(secret.group(1))
                                .at("/GenerateSecretString/PasswordLength")
                                .asInt()
                        >= 32
                && template.resource(secret.group(1)).at("/SecretString").isMissingNode();
    }

    /** The list's identifier, as looked up for the demonstration account. */
    private static String cloudFrontPrefixList() {
        return Templates.context(Map.of()).entrySet().stream()
                .filter(entry -> entry.getKey().contains("com.amazonaws.global.cloudfront.origin-facing"))
                .map(entry -> entry.getValue().toString())
                .map(found -> found.replaceAll(".*(pl-[0-9a-f]+).*", "$1"))
                .findFirst()
                .orElseThrow(() -> new AssertionError("the context does not know CloudFront's prefix list"));
    }
}
