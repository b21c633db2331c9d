package dev.scalingstages.rows;

import static dev.scalingstages.rows.LoadBalancedCloudFrontDoorCheck.distribution;
import static dev.scalingstages.rows.LoadBalancedCloudFrontDoorCheck.listener;
import static dev.scalingstages.rows.LoadBalancedCloudFrontDoorCheck.rule;
import static dev.scalingstages.rows.LoadBalancedDoorCheck.publicLoadBalancer;
import static dev.scalingstages.rows.LoadBalancedDoorCheck.securityGroup;
import static org.assertj.core.api.Assertions.assertThat;

import dev.scalingstages.stage.ScalingStage;
import dev.scalingstages.testing.CloudTemplate;
import dev.scalingstages.testing.CloudTemplate.Resource;
import dev.scalingstages.testing.Dependencies;
import dev.scalingstages.testing.Listeners;
import dev.scalingstages.testing.Mutant;
import dev.scalingstages.testing.Row;
import dev.scalingstages.testing.ServerFleet;
import dev.scalingstages.testing.StagesFrom;
import dev.scalingstages.testing.Templates;
import dev.scalingstages.testing.Variant;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** S3.1 and S3.7: the public load balancer with a domain, and CloudFront's own name without one. */
class LoadBalancedDoorTest {
    private static final String FORWARD = "[{\"Type\":\"forward\",\"TargetGroupArn\":{\"Ref\":\"%s\"}}]";

    @StagesFrom(3)
    @Row("S3.1")
    @DisplayName("a load balancer over three zones ends TLS and sends 80 to 443")
    void publicLoadBalancerEndsTls(ScalingStage stage) {
        assertThat(LoadBalancedDoorCheck.withDomain(Templates.of(stage))).isEmpty();
        assertThat(LoadBalancedDoorCheck.withDomain(Templates.of(Variant.EVERY_OPTION, stage)))
                .as("with every option")
                .isEmpty();
        assertThat(LoadBalancedDoorCheck.anyVariant(Templates.of(Variant.WITHOUT_DOMAIN, stage)))
                .as("without a domain")
                .isEmpty();
    }

    @ParameterizedTest
    @MethodSource
    @Row("S3.1")
    @DisplayName("the check objects to a weaker door")
    void objectsToAWeakerDoor(Mutant mutant) {
        mutant.assertCaught(() -> Templates.of(ScalingStage.LOAD_BALANCED), LoadBalancedDoorCheck::withDomain);
    }

    static Stream<Mutant> objectsToAWeakerDoor() {
        return Stream.of(
                new Mutant(
                        "listener takes plain HTTP",
                        template -> Mutant.put(template, on(template, 443), "/Properties/Protocol", "\"HTTP\""),
                        "plain HTTP"),
                new Mutant(
                        "TLS policy of 2016",
                        template -> Mutant.put(
                                template, on(template, 443), "/Properties/SslPolicy", "\"ELBSecurityPolicy-2016-08\""),
                        "TLS policy"),
                new Mutant(
                        "TLS policy with old ciphers",
                        template -> Mutant.put(
                                template,
                                on(template, 443),
                                "/Properties/SslPolicy",
                                "\"ELBSecurityPolicy-TLS13-1-0-2021-06\""),
                        "TLS policy"),
                new Mutant(
                        "no certificate",
                        template -> Mutant.remove(template, on(template, 443), "/Properties/Certificates"),
                        "no certificate"),
                new Mutant(
                        "80 serves instead of redirecting",
                        template -> Mutant.put(
                                template,
                                on(template, 80),
                                "/Properties/DefaultActions",
                                FORWARD.formatted(
                                        Listeners.forwards(on(template, 443).at("/DefaultActions"))
                                                .iterator()
                                                .next())),
                        "80 is not redirected"),
                new Mutant(
                        "another port is open",
                        template -> Mutant.open(template, securityGroup(template), 8080, "0.0.0.0/0"),
                        "security group admits"),
                new Mutant(
                        "another port listens",
                        template -> Mutant.add(
                                template,
                                "MutantListener",
                                "AWS::ElasticLoadBalancingV2::Listener",
                                "{\"Port\":8080,\"LoadBalancerArn\":{\"Ref\":\""
                                        + publicLoadBalancer(template).logicalId() + "\"}}"),
                        "it listens on"),
                new Mutant(
                        "one zone fewer",
                        template -> Mutant.remove(template, publicLoadBalancer(template), "/Properties/Subnets/0"),
                        "three zones"),
                new Mutant(
                        "no access logs",
                        template -> Mutant.put(
                                template, publicLoadBalancer(template), "/Properties/LoadBalancerAttributes", "[]"),
                        "access logs are off"),
                new Mutant(
                        "log bucket closed to the load balancer",
                        template -> template.resources("AWS::S3::BucketPolicy")
                                .forEach(policy ->
                                        Mutant.put(template, policy, "/Properties/PolicyDocument/Statement", "[]")),
                        "does not let it write"));
    }

    @StagesFrom(3)
    @Row("S3.1")
    @DisplayName("the domain moves here only when the load balancer listens and each fleet serves")
    void domainMovesWhenTheDoorAnswers(ScalingStage stage) {
        CloudTemplate template = Templates.of(stage);
        Resource domain = template.resources("AWS::Route53::RecordSet").stream()
                .filter(each -> each.at("/Name").asText().equals("example.com"))
                .findFirst()
                .orElseThrow();
        assertThat(Dependencies.of(template, domain))
                .contains(on(template, 443).logicalId())
                .containsAll(ServerFleet.behindLoadBalancers(template).stream()
                        .map(fleet -> fleet.group().logicalId())
                        .toList());
    }

    @StagesFrom(3)
    @Row("S3.7")
    @DisplayName("without a domain CloudFront is the HTTPS door and the load balancer answers it alone")
    void withoutDomainCloudFrontIsTheDoor(ScalingStage stage) {
        assertThat(LoadBalancedCloudFrontDoorCheck.violations(Templates.of(Variant.WITHOUT_DOMAIN, stage)))
                .isEmpty();
    }

    @ParameterizedTest
    @MethodSource
    @Row("S3.7")
    @DisplayName("the check objects to a way around CloudFront")
    void objectsToAnotherDoorWithoutDomain(Mutant mutant) {
        mutant.assertCaught(
                () -> Templates.of(Variant.WITHOUT_DOMAIN, ScalingStage.LOAD_BALANCED),
                LoadBalancedCloudFrontDoorCheck::violations);
    }

    static Stream<Mutant> objectsToAnotherDoorWithoutDomain() {
        return Stream.of(
                new Mutant(
                        "CloudFront's header dropped",
                        template -> Mutant.remove(
                                template, distribution(template), origin(template) + "/OriginCustomHeaders"),
                        "does not send the header"),
                new Mutant(
                        "prefix list replaced by the world",
                        template -> {
                            Resource rule = template.resources("AWS::EC2::SecurityGroupIngress").stream()
                                    .filter(each ->
                                            template.target(each.at("/GroupId")).equals(securityGroup(template)))
                                    .findFirst()
                                    .orElseThrow();
                            Mutant.remove(template, rule, "/Properties/SourcePrefixListId");
                            Mutant.put(template, rule, "/Properties/CidrIp", "\"0.0.0.0/0\"");
                        },
                        "security group admits"),
                new Mutant(
                        "whoever comes is served",
                        template -> Mutant.put(
                                template,
                                listener(template),
                                "/Properties/DefaultActions",
                                FORWARD.formatted(
                                        Listeners.forwards(rule(template).at("/Actions"))
                                                .iterator()
                                                .next())),
                        "does not know the header"),
                new Mutant(
                        "the rule asks for a path instead",
                        template -> Mutant.put(
                                template,
                                rule(template),
                                "/Properties/Conditions/0",
                                "{\"Field\":\"path-pattern\",\"PathPatternConfig\":{\"Values\":[\"/*\"]}}"),
                        "does not ask for the header"),
                new Mutant(
                        "the secret stands in the template",
                        template -> {
                            Mutant.put(
                                    template,
                                    rule(template),
                                    "/Properties/Conditions/0/HttpHeaderConfig/Values",
                                    "[\"open sesame\"]");
                            Mutant.put(
                                    template,
                                    distribution(template),
                                    origin(template) + "/OriginCustomHeaders/0/HeaderValue",
                                    "\"open sesame\"");
                        },
                        "no secret"),
                new Mutant(
                        "viewers may use plain HTTP",
                        template -> Mutant.put(
                                template,
                                distribution(template),
                                "/Properties/DistributionConfig/DefaultCacheBehavior/ViewerProtocolPolicy",
                                "\"allow-all\""),
                        "plain HTTP"));
    }

    private static Resource on(CloudTemplate template, int port) {
        return Listeners.onPort(template, publicLoadBalancer(template), port);
    }

    /** Where the load balancer's origin stands in the distribution. */
    private static String origin(CloudTemplate template) {
        var origins = distribution(template).at("/DistributionConfig/Origins");
        for (int index = 0; index < origins.size(); index++) {
            if (origins.get(index).equals(LoadBalancedCloudFrontDoorCheck.origin(template))) {
                return "/Properties/DistributionConfig/Origins/" + index;
            }
        }
        throw new AssertionError("CloudFront has no origin for the load balancer");
    }
}
