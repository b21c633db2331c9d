package dev.scalingstages.requirements.stage3;

import com.fasterxml.jackson.databind.JsonNode;
import dev.scalingstages.testing.CloudTemplate;
import dev.scalingstages.testing.CloudTemplate.Resource;
import dev.scalingstages.testing.Violations;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** By whose address requests are counted, and what of a viewer's request CloudFront passes on. */
final class LoadBalancedLimitsCheck {
    static final String FUNCTION = "AWS::CloudFront::Function";
    static final String FIREWALL = "AWS::WAFv2::WebACL";

    private static final String HEADER = "X-Viewer-Address";
    private static final Set<String> READS = Set.of("GET", "HEAD", "OPTIONS");

    private LoadBalancedLimitsCheck() {}

    /** Where CloudFront is the door: a header is believed that its function writes over the viewer's. */
    static List<String> withoutDomain(CloudTemplate template) {
        Violations violations = new Violations().and(rules(template));
        for (JsonNode limit : limits(template)) {
            violations.unless(
                    limit.at("/AggregateKeyType").asText().equals("FORWARDED_IP")
                            && limit.at("/ForwardedIPConfig/HeaderName")
                                    .asText()
                                    .equals(HEADER),
                    "a limit goes by what a client may write");
        }
        Resource distribution = template.only("AWS::CloudFront::Distribution");
        return violations
                .unless(
                        function(template)
                                .at("/FunctionCode")
                                .asText()
                                .contains("request.headers[\"x-viewer-address\"] = { value: event.viewer.ip };"),
                        "the function does not write the viewer's address")
                .unless(
                        template.before(template.only(FIREWALL)).contains(distribution.logicalId()),
                        "the firewall believes the header before the distribution has the function")
                .and(behaviors(template));
    }

    /** With a domain the world reaches the load balancer, so no header is believed, and CloudFront is no way around. */
    static List<String> withDomain(CloudTemplate template, String domain) {
        Violations violations = new Violations().and(rules(template));
        for (JsonNode limit : limits(template)) {
            violations.unless(
                    limit.at("/AggregateKeyType").asText().equals("IP") && !limit.has("ForwardedIPConfig"),
                    "a limit believes a header");
        }
        for (JsonNode behavior : all(template)) {
            boolean passesOn = behavior.at("/TargetOriginId").asText().equals("load-balancer");
            violations.unless(
                    !passesOn || !behavior.has("OriginRequestPolicyId") && READS.containsAll(methods(behavior)),
                    "CloudFront passes requests of viewers on");
        }
        return violations
                .unless(
                        methods(template.only("AWS::CloudFront::Distribution")
                                        .at("/DistributionConfig/DefaultCacheBehavior"))
                                .equals(Set.of("GET", "HEAD")),
                        "CloudFront takes writes")
                .unless(
                        function(template).at("/FunctionCode").asText().contains("\"https://" + domain + "\" + path"),
                        "the function does not lead to the domain")
                .and(behaviors(template));
    }

    private static List<String> rules(CloudTemplate template) {
        List<JsonNode> limits = limits(template);
        Violations violations = new Violations()
                .unless(limits.size() == 2, "expected two limits, found " + limits.size())
                .unless(
                        limits.stream().anyMatch(limit -> !limit.has("ScopeDownStatement")),
                        "no limit is for all requests");
        List<JsonNode> narrow =
                limits.stream().filter(limit -> limit.has("ScopeDownStatement")).toList();
        Set<String> searched = new TreeSet<>();
        narrow.forEach(limit -> limit.findValuesAsText("SearchString").forEach(searched::add));
        violations
                .unless(
                        searched.equals(Set.of("POST", "/api/sessions", "/api/accounts")),
                        "the entrance's limit is for " + searched)
                .unless(
                        narrow.stream().allMatch(limit -> limit.at("/Limit").asInt() <= 300),
                        "the entrance is as wide as the rest");
        template.only(FIREWALL).at("/Rules").forEach(rule -> {
            if (rule.at("/Statement").has("RateBasedStatement")) {
                JsonNode response = rule.at("/Action/Block/CustomResponse");
                violations.unless(
                        response.at("/ResponseCode").asInt() == 429
                                && response.findValuesAsText("Name").contains("Retry-After"),
                        "who is refused does not learn that it was too much");
            }
        });
        return violations;
    }

    private static List<String> behaviors(CloudTemplate template) {
        JsonNode association = template.only("AWS::CloudFront::Distribution")
                .at("/DistributionConfig/DefaultCacheBehavior/FunctionAssociations/0");
        return new Violations()
                .unless(
                        association.at("/EventType").asText().equals("viewer-request")
                                && CloudTemplate.references(association)
                                        .contains(function(template).logicalId()),
                        "the function is not asked")
                .unless(function(template).at("/AutoPublish").asBoolean(), "the function is not published");
    }

    private static Resource function(CloudTemplate template) {
        return template.only(FUNCTION);
    }

    private static List<JsonNode> limits(CloudTemplate template) {
        List<JsonNode> limits = new ArrayList<>();
        template.only(FIREWALL).at("/Rules").forEach(rule -> {
            if (rule.at("/Statement").has("RateBasedStatement")) {
                limits.add(rule.at("/Statement/RateBasedStatement"));
            }
        });
        return limits;
    }

    private static List<JsonNode> all(CloudTemplate template) {
        JsonNode config = template.only("AWS::CloudFront::Distribution").at("/DistributionConfig");
        List<JsonNode> behaviors = new ArrayList<>(List.of(config.at("/DefaultCacheBehavior")));
        config.at("/CacheBehaviors").forEach(behaviors::add);
        return behaviors;
    }

    private static Set<String> methods(JsonNode behavior) {
        Set<String> methods = new TreeSet<>();
        behavior.at("/AllowedMethods").forEach(method -> methods.add(method.asText()));
        return methods;
    }
}
