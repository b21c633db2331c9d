package dev.scalingstages.requirements.stage3;

import static dev.scalingstages.requirements.stage3.LoadBalancedLimitsCheck.FIREWALL;
import static dev.scalingstages.requirements.stage3.LoadBalancedLimitsCheck.FUNCTION;
import static dev.scalingstages.stage.ScalingStage.LOAD_BALANCED;
import static dev.scalingstages.testing.Edits.remove;
import static dev.scalingstages.testing.Edits.set;
import static dev.scalingstages.testing.Mutant.mutant;
import static org.assertj.core.api.Assertions.assertThat;

import dev.scalingstages.stage.ScalingStage;
import dev.scalingstages.testing.Configuration;
import dev.scalingstages.testing.Edits.Edit;
import dev.scalingstages.testing.Mutant;
import dev.scalingstages.testing.Mutants;
import dev.scalingstages.testing.ReadsTemplates;
import dev.scalingstages.testing.Row;
import dev.scalingstages.testing.StagesFrom;
import dev.scalingstages.testing.Templates;
import dev.scalingstages.testing.Variant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;

/** Limits count viewers, by an address that they cannot choose, and CloudFront is no way around them. */
@ReadsTemplates
class LoadBalancedLimitsTest {
    private static final String DISTRIBUTION = "AWS::CloudFront::Distribution";
    private static final String DEFAULT = "DistributionConfig/DefaultCacheBehavior";
    private static final String LIMIT = "Rules/0/Statement/RateBasedStatement";

    @StagesFrom(3)
    @Row("S3.1")
    @DisplayName("with a domain limits go by who connects, and CloudFront passes no viewer's request on")
    void limitsCountViewersOfTheDomain(ScalingStage stage) {
        assertThat(LoadBalancedLimitsCheck.withDomain(Templates.of(stage), "example.com"))
                .isEmpty();
        assertThat(LoadBalancedLimitsCheck.withDomain(Templates.of(Variant.EVERY_OPTION, stage), "example.com"))
                .isEmpty();
    }

    @StagesFrom(3)
    @Row("S3.7")
    @DisplayName("without a domain limits go by the address that CloudFront's function writes")
    void limitsCountViewersOfCloudFront(ScalingStage stage) {
        new Configuration(Variant.WITHOUT_DOMAIN, stage).meets(LoadBalancedLimitsCheck::withoutDomain);
    }

    @Mutants
    @Row("S3.7")
    void objectsToAnAddressThatClientsChoose(Mutant mutant) {
        mutant.assertCaughtBy(Variant.WITHOUT_DOMAIN, LOAD_BALANCED, LoadBalancedLimitsCheck::withoutDomain);
    }

    static Stream<Mutant> objectsToAnAddressThatClientsChoose() {
        return Stream.of(
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

    @Mutants
    @Row("S3.1")
    void objectsToAWayAround(Mutant mutant) {
        mutant.assertCaughtBy(LOAD_BALANCED, template -> LoadBalancedLimitsCheck.withDomain(template, "example.com"));
    }

    static Stream<Mutant> objectsToAWayAround() {
        return Stream.of(
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
}
