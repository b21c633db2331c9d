package dev.scalingstages.requirements.stage3;

import static dev.scalingstages.stage.ScalingStage.LOAD_BALANCED;
import static dev.scalingstages.testing.Edits.remove;
import static dev.scalingstages.testing.Edits.set;
import static dev.scalingstages.testing.Mutant.caughtBy;
import static dev.scalingstages.testing.Mutant.mutant;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.scalingstages.stage.ScalingStage;
import dev.scalingstages.testing.CloudTemplate;
import dev.scalingstages.testing.CloudTemplate.Resource;
import dev.scalingstages.testing.Configuration;
import dev.scalingstages.testing.Edits.Edit;
import dev.scalingstages.testing.Mutant;
import dev.scalingstages.testing.ReadsTemplates;
import dev.scalingstages.testing.Row;
import dev.scalingstages.testing.StagesFrom;
import dev.scalingstages.testing.Templates;
import dev.scalingstages.testing.Variant;
import dev.scalingstages.testing.Violations;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.TestFactory;

/** Limits count viewers, by an address that they cannot choose, and CloudFront is no way around them. */
@ReadsTemplates
class LoadBalancedLimitsTest {
    static final String FUNCTION = "AWS::CloudFront::Function";
    static final String FIREWALL = "AWS::WAFv2::WebACL";

    private static final String HEADER = "X-Viewer-Address";
    private static final Set<String> READS = Set.of("GET", "HEAD", "OPTIONS");

    private static final String DISTRIBUTION = "AWS::CloudFront::Distribution";
    private static final String DEFAULT = "DistributionConfig/DefaultCacheBehavior";
    private static final String LIMIT = "Rules/0/Statement/RateBasedStatement";

    @StagesFrom(3)
    @Row("S3.1")
    @DisplayName("with a domain limits go by who connects, and CloudFront passes no viewer's request on")
    void limitsCountViewersOfTheDomain(ScalingStage stage) {
        assertThat(withDomain(Templates.of(stage), "example.com")).isEmpty();
        assertThat(withDomain(Templates.of(Variant.EVERY_OPTION, stage), "example.com"))
                .isEmpty();
    }

    @StagesFrom(3)
    @Row("S3.7")
    @DisplayName("without a domain limits go by the address that CloudFront's function writes")
    void limitsCountViewersOfCloudFront(ScalingStage stage) {
        new Configuration(Variant.WITHOUT_DOMAIN, stage).meets(LoadBalancedLimitsTest::withoutDomain);
    }

    @TestFactory
    @Row("S3.7")
    DynamicNode objectsToAnAddressThatClientsChoose() {
        return caughtBy(
                LoadBalancedLimitsTest::withoutDomain,
                Variant.WITHOUT_DOMAIN,
                LOAD_BALANCED,
                on(FIREWALL, set(LIMIT + "/ForwardedIPConfig/HeaderName", "X-Forwarded-For"), "a client may write"),
                on(FIREWALL, set(LIMIT + "/AggregateKeyType", "IP"), "a client may write"),
                on(FIREWALL, set("/DependsOn", List.of()), "before the distribution has the function"),
                on(FUNCTION, set("FunctionCode", "function handler(e) { return e.request; }"), "not write"),
                on(FUNCTION, set("AutoPublish", false), "not published"),
                on(DISTRIBUTION, remove(DEFAULT + "/FunctionAssociations"), "not asked"),
                on(FIREWALL, remove("Rules/4"), "expected two limits"),
                on(FIREWALL, set("Rules/4/Statement/RateBasedStatement/Limit", 30000), "as wide"),
                on(FIREWALL, remove("Rules/0/Action/Block/CustomResponse"), "does not learn"));
    }

    @TestFactory
    @Row("S3.1")
    DynamicNode objectsToAWayAround() {
        return caughtBy(
                template -> withDomain(template, "example.com"),
                LOAD_BALANCED,
                on(
                        FIREWALL,
                        set(
                                LIMIT + "/ForwardedIPConfig",
                                Map.of("HeaderName", "X-Viewer-Address", "FallbackBehavior", "MATCH")),
                        "believes a header"),
                on(DISTRIBUTION, set(DEFAULT + "/AllowedMethods/1", "POST"), "takes writes"),
                on(
                        DISTRIBUTION,
                        set(
                                DEFAULT,
                                Map.of(
                                        "TargetOriginId",
                                        "load-balancer",
                                        "OriginRequestPolicyId",
                                        "any",
                                        "AllowedMethods",
                                        List.of())),
                        "passes requests of viewers on"),
                on(
                        DISTRIBUTION,
                        set("DistributionConfig/CacheBehaviors/3/OriginRequestPolicyId", "any"),
                        "passes requests of viewers on"),
                on(FUNCTION, set("FunctionCode", "https://evil.example"), "not lead to the domain"));
    }

    private static Mutant on(String type, Edit edit, String objection) {
        return mutant(type, edit, objection);
    }

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
                                .text("/FunctionCode")
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
                        function(template).text("/FunctionCode").contains("\"https://" + domain + "\" + path"),
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
