package dev.scalingstages.requirements.stage3;

import static dev.scalingstages.requirements.stage3.LoadBalancedCloudFrontDoorCheck.listener;
import static dev.scalingstages.requirements.stage3.LoadBalancedCloudFrontDoorCheck.rule;
import static dev.scalingstages.requirements.stage3.LoadBalancedDeliveryCheck.distribution;
import static dev.scalingstages.requirements.stage3.LoadBalancedDoorCheck.publicLoadBalancer;
import static dev.scalingstages.requirements.stage3.LoadBalancedDoorCheck.securityGroup;
import static dev.scalingstages.stage.ScalingStage.LOAD_BALANCED;
import static dev.scalingstages.testing.Edits.remove;
import static dev.scalingstages.testing.Edits.set;
import static dev.scalingstages.testing.Mutant.mutant;
import static dev.scalingstages.testing.TemplateValues.object;
import static dev.scalingstages.testing.TemplateValues.ref;
import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import dev.scalingstages.stage.ScalingStage;
import dev.scalingstages.testing.CdkTemplates;
import dev.scalingstages.testing.CloudTemplate;
import dev.scalingstages.testing.CloudTemplate.Resource;
import dev.scalingstages.testing.Configuration;
import dev.scalingstages.testing.Edits.Edit;
import dev.scalingstages.testing.Listeners;
import dev.scalingstages.testing.Mutant;
import dev.scalingstages.testing.Mutants;
import dev.scalingstages.testing.Row;
import dev.scalingstages.testing.ServerFleet;
import dev.scalingstages.testing.StageMutant;
import dev.scalingstages.testing.StagesFrom;
import dev.scalingstages.testing.Templates;
import dev.scalingstages.testing.Variant;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** S3.1 and S3.7: the public load balancer with a domain, and CloudFront's own name without one. */
class LoadBalancedDoorTest {
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

    @Mutants
    @Row("S3.1")
    void objectsToPlainText(Mutant mutant) {
        mutant.assertCaughtBy(LOAD_BALANCED, CdkTemplates.check(LoadBalancedDoorCheck::endsTls));
    }

    static Stream<Mutant> objectsToPlainText() {
        return Stream.of(
                onListener("plain HTTP", 443, set("Protocol", "HTTP"), "Expected HTTPS but received HTTP"),
                onListener(
                        "TLS policy of 2016",
                        443,
                        set("SslPolicy", "ELBSecurityPolicy-2016-08"),
                        "'ELBSecurityPolicy-2016-08' did not match"),
                onListener(
                        "TLS policy with old ciphers",
                        443,
                        set("SslPolicy", "ELBSecurityPolicy-TLS13-1-0-2021-06"),
                        "'ELBSecurityPolicy-TLS13-1-0-2021-06' did not match"),
                onListener("no certificate", 443, remove("Certificates"), "Missing key 'Certificates'"),
                new Mutant(
                        "80 serves instead of redirecting",
                        all -> all.mutate(
                                on(all, 80), set("DefaultActions", on(all, 443).at("/DefaultActions"))),
                        "Expected redirect but received forward"),
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

    @Mutants
    @Row("S3.1")
    void objectsToNoAccessLogs(Mutant mutant) {
        mutant.assertCaughtBy(
                LOAD_BALANCED,
                CdkTemplates.check(template -> LoadBalancedDoorCheck.isLogged(template, "internet-facing")));
    }

    static Stream<Mutant> objectsToNoAccessLogs() {
        return Stream.of(
                mutant(
                        all -> publicLoadBalancer(all),
                        set("LoadBalancerAttributes", List.of()),
                        "Could not match arrayWith pattern 0"),
                mutant(
                        all -> all.only("AWS::S3::Bucket", "access-logs"),
                        set("/DeletionPolicy", "Delete"),
                        "Expected Retain but received Delete"),
                new Mutant(
                        "log bucket closed to the load balancer",
                        all -> all.resources("AWS::S3::BucketPolicy")
                                .forEach(policy -> all.mutate(policy, set("PolicyDocument/Statement", List.of()))),
                        "Could not match arrayWith pattern 0"));
    }

    @Mutants
    @Row("S3.1")
    void objectsToAWeakerDoor(Mutant mutant) {
        mutant.assertCaughtBy(LOAD_BALANCED, LoadBalancedDoorCheck::misplacedWithDomain);
    }

    static Stream<Mutant> objectsToAWeakerDoor() {
        return Stream.of(
                mutant(all -> all.open(securityGroup(all), 8080, "0.0.0.0/0"), "security group admits"),
                mutant(all -> publicLoadBalancer(all), remove("Subnets/0"), "three zones"));
    }

    @StagesFrom(3)
    @Row("S3.1")
    @DisplayName("the domain moves here only when the load balancer listens and each fleet serves")
    void domainMovesWhenTheDoorAnswers(ScalingStage stage) {
        CloudTemplate template = Templates.of(stage);
        Resource domain = template.first(
                "AWS::Route53::RecordSet", each -> each.at("/Name").asText().equals("example.com"));
        assertThat(template.before(domain))
                .contains(on(template, 443).logicalId())
                .containsAll(ServerFleet.behindLoadBalancers(template).stream()
                        .map(fleet -> fleet.group().logicalId())
                        .toList());
    }

    @StagesFrom(3)
    @Row("S3.7")
    @DisplayName("without a domain CloudFront is the HTTPS door and the load balancer answers it alone")
    void withoutDomainCloudFrontIsTheDoor(ScalingStage stage) {
        LoadBalancedCloudFrontDoorCheck.isTheDoor(CdkTemplates.of(Variant.WITHOUT_DOMAIN, stage));
        new Configuration(Variant.WITHOUT_DOMAIN, stage).meets(LoadBalancedCloudFrontDoorCheck::reachable);
    }

    @Mutants
    @Row("S3.7")
    void objectsToAnotherDoorWithoutDomain(StageMutant mutant) {
        mutant.assertCaughtBy(CdkTemplates.check(LoadBalancedCloudFrontDoorCheck::isTheDoor));
    }

    static Stream<StageMutant> objectsToAnotherDoorWithoutDomain() {
        String values = "Conditions/0/HttpHeaderConfig/Values";
        return Stream.of(
                withoutDomain(
                        "CloudFront's header dropped",
                        template -> template.mutate(distribution(template), remove(ORIGIN + "/OriginCustomHeaders")),
                        "Missing key 'OriginCustomHeaders'"),
                withoutDomain(
                        "whoever comes is served",
                        template -> template.mutate(
                                listener(template),
                                set("DefaultActions", rule(template).at("/Actions"))),
                        "Expected fixed-response but received forward"),
                withoutDomain(
                        "the rule asks for a path instead",
                        template -> template.mutate(
                                rule(template),
                                set(
                                        "Conditions/0",
                                        object(
                                                entry("Field", "path-pattern"),
                                                entry("PathPatternConfig/Values", List.of("/*"))))),
                        "Expected http-header but received path-pattern"),
                withoutDomain(
                        "the secret stands in the template",
                        template -> {
                            template.mutate(rule(template), set(values, List.of("open sesame")));
                            template.mutate(
                                    distribution(template),
                                    set(ORIGIN + "/OriginCustomHeaders/0/HeaderValue", "open sesame"));
                        },
                        "Expected type object but received string"),
                withoutDomain(
                        "viewers may use plain HTTP",
                        template -> template.mutate(
                                distribution(template),
                                set("DistributionConfig/DefaultCacheBehavior/ViewerProtocolPolicy", "allow-all")),
                        "Expected redirect-to-https but received allow-all"));
    }

    @Test
    @Row("S3.7")
    void objectsToALoadBalancerThatTheWorldReaches() {
        withoutDomain(
                        "prefix list replaced by the world",
                        template -> {
                            Resource rule = template.first(
                                    "AWS::EC2::SecurityGroupIngress",
                                    each -> template.target(each.at("/GroupId")).equals(securityGroup(template)));
                            template.mutate(rule, remove("SourcePrefixListId"));
                            template.mutate(rule, set("CidrIp", "0.0.0.0/0"));
                        },
                        "security group admits")
                .assertCaughtBy(LoadBalancedCloudFrontDoorCheck::reachable);
    }

    private static StageMutant withoutDomain(String name, Consumer<CloudTemplate> change, String objection) {
        return new StageMutant(name, Variant.WITHOUT_DOMAIN, LOAD_BALANCED, objection, change);
    }

    private static Mutant onListener(String name, int port, Edit change, String objection) {
        return new Mutant(name, template -> template.mutate(on(template, port), change), objection);
    }

    private static Resource on(CloudTemplate template, int port) {
        return Listeners.onPort(template, publicLoadBalancer(template), port);
    }
}
