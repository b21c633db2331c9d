package dev.scalingstages.requirements.stage3;

import static dev.scalingstages.requirements.stage3.LoadBalancedDeliveryCheck.distribution;
import static dev.scalingstages.requirements.stage3.LoadBalancedDoorCheck.LISTENER;
import static dev.scalingstages.requirements.stage3.LoadBalancedDoorCheck.RULE;
import static dev.scalingstages.requirements.stage3.LoadBalancedDoorCheck.forwardTo;
import static dev.scalingstages.requirements.stage3.LoadBalancedDoorCheck.publicLoadBalancer;
import static dev.scalingstages.requirements.stage3.LoadBalancedDoorCheck.securityGroup;
import static dev.scalingstages.stage.ScalingStage.LOAD_BALANCED;
import static dev.scalingstages.testing.Edits.remove;
import static dev.scalingstages.testing.Edits.set;
import static dev.scalingstages.testing.Mutant.caughtBy;
import static dev.scalingstages.testing.Mutant.copied;
import static dev.scalingstages.testing.Mutant.mutant;
import static dev.scalingstages.testing.StageMutant.caughtBy;
import static dev.scalingstages.testing.StageMutant.mutant;
import static dev.scalingstages.testing.TemplateMatchers.component;
import static dev.scalingstages.testing.TemplateMatchers.with;
import static dev.scalingstages.testing.TemplateValues.attribute;
import static dev.scalingstages.testing.TemplateValues.joined;
import static dev.scalingstages.testing.TemplateValues.object;
import static dev.scalingstages.testing.TemplateValues.ref;
import static java.util.Map.entry;

import dev.scalingstages.stage.ScalingStage;
import dev.scalingstages.testing.CdkTemplates;
import dev.scalingstages.testing.CloudTemplate;
import dev.scalingstages.testing.CloudTemplate.Resource;
import dev.scalingstages.testing.Configuration;
import dev.scalingstages.testing.Edits.Edit;
import dev.scalingstages.testing.Listeners;
import dev.scalingstages.testing.Mutant;
import dev.scalingstages.testing.Row;
import dev.scalingstages.testing.SecurityGroupRules;
import dev.scalingstages.testing.SecurityGroupRules.Rule;
import dev.scalingstages.testing.StageMutant;
import dev.scalingstages.testing.StagesFrom;
import dev.scalingstages.testing.Variant;
import dev.scalingstages.testing.Violations;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import software.amazon.awscdk.assertions.Match;
import software.amazon.awscdk.assertions.Template;

/** S3.1 and S3.7: the public load balancer with a domain, and CloudFront's own name without one. */
class LoadBalancedDoorTest {
    private static final String DISTRIBUTION = "AWS::CloudFront::Distribution";
    private static final String HEADER = "X-Origin-Verify";

    /** The load balancer, among what the distribution fetches from. */
    private static final String ORIGIN = "DistributionConfig/Origins/1";

    @StagesFrom(3)
    @Row("S3.1")
    @DisplayName("a load balancer over three zones ends TLS and sends 80 to 443")
    void publicLoadBalancerEndsTls(ScalingStage stage) {
        for (Variant variant : Variant.values()) {
            LoadBalancedDoorCheck.isLogged(CdkTemplates.of(variant, stage), "internet-facing");
        }
        for (Variant variant : List.of(Variant.WITH_DOMAIN, Variant.EVERY_OPTION)) {
            LoadBalancedDoorCheck.endsTls(CdkTemplates.of(variant, stage));
            new Configuration(variant, stage).meets(LoadBalancedDoorCheck::misplacedWithDomain);
        }
        new Configuration(Variant.WITHOUT_DOMAIN, stage).meets(LoadBalancedDoorCheck::misplaced);
    }

    @TestFactory
    @Row("S3.1")
    DynamicNode objectsToPlainText() {
        return caughtBy(
                CdkTemplates.check(LoadBalancedDoorCheck::endsTls),
                LOAD_BALANCED,
                onListener(443, set("Protocol", "HTTP"), "Expected HTTPS but received HTTP"),
                onListener(443, set("SslPolicy", "ELBSecurityPolicy-2016-08"), "-2016-08' did not match"),
                onListener(443, set("SslPolicy", "ELBSecurityPolicy-TLS13-1-0-2021-06"), "-2021-06' did not match"),
                onListener(443, remove("Certificates"), "Missing key 'Certificates'"),
                copied("DefaultActions", all -> on(all, 443), all -> on(all, 80), "redirect but received forward"),
                new Mutant(
                        "443 serves something else by a path",
                        all -> all.add(
                                "MutantRule", LoadBalancedDoorCheck.RULE, Map.of("ListenerArn", ref(on(all, 443)))),
                        "Expected 0 resources of type AWS::ElasticLoadBalancingV2::ListenerRule but found 1"),
                new Mutant(
                        "another port listens",
                        all -> all.add(
                                "MutantListener",
                                LoadBalancedDoorCheck.LISTENER,
                                Map.of("Port", 8080, "LoadBalancerArn", ref(publicLoadBalancer(all)))),
                        "Expected 2 resources of type AWS::ElasticLoadBalancingV2::Listener but found 3"));
    }

    @TestFactory
    @Row("S3.1")
    DynamicNode objectsToNoAccessLogs() {
        return caughtBy(
                CdkTemplates.check(template -> LoadBalancedDoorCheck.isLogged(template, "internet-facing")),
                LOAD_BALANCED,
                mutant(all -> publicLoadBalancer(all), set("LoadBalancerAttributes", List.of()), "match arrayWith"),
                new Mutant(
                        "log bucket closed to the load balancer",
                        all -> all.resources("AWS::S3::BucketPolicy")
                                .forEach(policy -> all.mutate(policy, set("PolicyDocument/Statement", List.of()))),
                        "match arrayWith"));
    }

    @TestFactory
    @Row("S3.1")
    DynamicNode objectsToAWeakerDoor() {
        return caughtBy(
                LoadBalancedDoorCheck::misplacedWithDomain,
                LOAD_BALANCED,
                mutant(all -> all.open(securityGroup(all), 8080, "0.0.0.0/0"), "security group admits"),
                mutant(all -> publicLoadBalancer(all), remove("Subnets/0"), "three zones"));
    }

    @StagesFrom(3)
    @Row("S3.7")
    @DisplayName("without a domain CloudFront is the HTTPS door and the load balancer answers it alone")
    void withoutDomainCloudFrontIsTheDoor(ScalingStage stage) {
        isTheDoor(CdkTemplates.of(Variant.WITHOUT_DOMAIN, stage));
        new Configuration(Variant.WITHOUT_DOMAIN, stage).meets(LoadBalancedDoorTest::reachable);
    }

    @TestFactory
    @Row("S3.7")
    DynamicNode objectsToAnotherDoorWithoutDomain() {
        String values = "Conditions/0/HttpHeaderConfig/Values";
        return caughtBy(
                CdkTemplates.check(LoadBalancedDoorTest::isTheDoor),
                withoutDomain(
                        all -> all.mutate(distribution(all), remove(ORIGIN + "/OriginCustomHeaders")), "Missing key"),
                withoutDomain(
                        all -> all.mutate(
                                listener(all), set("DefaultActions", rule(all).at("/Actions"))),
                        "Expected fixed-response but received forward"),
                withoutDomain(
                        all -> all.mutate(
                                rule(all),
                                set(
                                        "Conditions/0",
                                        object(
                                                entry("Field", "path-pattern"),
                                                entry("PathPatternConfig/Values", List.of("/*"))))),
                        "Expected http-header but received path-pattern"),
                withoutDomain(
                        all -> {
                            all.mutate(rule(all), set(values, List.of("open sesame")));
                            all.mutate(
                                    distribution(all),
                                    set(ORIGIN + "/OriginCustomHeaders/0/HeaderValue", "open sesame"));
                        },
                        "Expected type object but received string"),
                withoutDomain(
                        all -> all.mutate(
                                distribution(all),
                                set("DistributionConfig/DefaultCacheBehavior/ViewerProtocolPolicy", "allow-all")),
                        "Expected redirect-to-https but received allow-all"));
    }

    @Test
    @Row("S3.7")
    void objectsToALoadBalancerThatTheWorldReaches() {
        mutant(
                        Variant.WITHOUT_DOMAIN,
                        LOAD_BALANCED,
                        all -> all.first(
                                "AWS::EC2::SecurityGroupIngress",
                                rule -> rule.refersTo("/GroupId", securityGroup(all))),
                        remove("SourcePrefixListId").and(set("CidrIp", "0.0.0.0/0")),
                        "security group admits")
                .assertCaughtBy(LoadBalancedDoorTest::reachable);
    }

    private static StageMutant withoutDomain(Consumer<CloudTemplate> change, String objection) {
        return new StageMutant(objection, Variant.WITHOUT_DOMAIN, LOAD_BALANCED, objection, change);
    }

    private static Mutant onListener(int port, Edit change, String objection) {
        return mutant(all -> on(all, port), change, objection);
    }

    private static Resource on(CloudTemplate template, int port) {
        return Listeners.onPort(template, publicLoadBalancer(template), port);
    }

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
                listener(template).number("/Port"),
                SecurityGroupRules.prefixList("com.amazonaws.global.cloudfront.origin-facing"));
        return new Violations()
                .and(LoadBalancedDoorCheck.misplaced(template))
                .unless(ingress.equals(Set.of(fromCloudFront)), "its security group admits " + ingress);
    }
}
