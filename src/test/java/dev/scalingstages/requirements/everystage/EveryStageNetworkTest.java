package dev.scalingstages.requirements.everystage;

import static dev.scalingstages.stage.ScalingStage.DATA_PLATFORM;
import static dev.scalingstages.stage.ScalingStage.LOAD_BALANCED;
import static dev.scalingstages.stage.ScalingStage.SEPARATE_STORAGE;
import static dev.scalingstages.stage.ScalingStage.SINGLE_SERVER;
import static dev.scalingstages.testing.Edits.remove;
import static dev.scalingstages.testing.Edits.set;
import static dev.scalingstages.testing.StageMutant.caughtBy;
import static dev.scalingstages.testing.StageMutant.mutant;
import static dev.scalingstages.testing.TemplateResources.each;
import static dev.scalingstages.testing.TemplateResources.every;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.scalingstages.stage.ScalingStage;
import dev.scalingstages.testing.CdkTemplates;
import dev.scalingstages.testing.Check;
import dev.scalingstages.testing.CloudTemplate;
import dev.scalingstages.testing.CloudTemplate.Resource;
import dev.scalingstages.testing.Configuration;
import dev.scalingstages.testing.EachConfiguration;
import dev.scalingstages.testing.RolePermissions;
import dev.scalingstages.testing.Row;
import dev.scalingstages.testing.ServerFleet;
import dev.scalingstages.testing.StageMutant;
import dev.scalingstages.testing.StagesFrom;
import dev.scalingstages.testing.SubnetRoutes;
import dev.scalingstages.testing.Templates;
import dev.scalingstages.testing.Variant;
import dev.scalingstages.testing.rules.NetworkRules;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import software.amazon.awscdk.assertions.Match;
import software.amazon.awscdk.assertions.Template;

class EveryStageNetworkTest {
    private static final String DATABASE = "AWS::RDS::DBInstance";
    private static final Check NETWORK = network(Variant.WITH_DOMAIN);

    private static final String ENDPOINT = "AWS::EC2::VPCEndpoint";
    private static final String SUBNET = "AWS::EC2::Subnet";

    private static final List<String> WAYS_OUT = List.of(
            "AWS::EC2::NatGateway",
            "AWS::EC2::EgressOnlyInternetGateway",
            "AWS::EC2::TransitGatewayAttachment",
            "AWS::EC2::TransitGatewayVpcAttachment",
            "AWS::EC2::VPCPeeringConnection",
            "AWS::EC2::VPNGateway");

    @EachConfiguration
    @Row({"X1", "S2.1", "S3.8", "S4.3", "S6.8"})
    void threeTiersInThreePinnedZonesAndOneWayOut(Configuration configuration) {
        configuration.meets(network(configuration.variant()));
    }

    /** What {@code cdk.context.json} has, unless the setting names others; by alphabet. */
    private static List<String> zones(Variant variant) {
        return variant == Variant.EVERY_OPTION
                ? List.of("us-east-1a", "us-east-1d", "us-east-1f")
                : List.of("us-east-1a", "us-east-1b", "us-east-1c");
    }

    private static Check network(Variant variant) {
        return CdkTemplates.check(EveryStageNetworkTest::isClosed)
                .and(template -> NetworkRules.violations(template, zones(variant)))
                .and(template -> NetworkRules.elsewhere(template, zones(variant)));
    }

    /** One VPC with one way out, its internet gateway, in which nothing gets a public address by default. */
    private static void isClosed(Template template) {
        WAYS_OUT.forEach(type -> template.resourceCountIs(type, 0));
        template.resourceCountIs("AWS::EC2::VPC", 1);
        template.resourceCountIs("AWS::EC2::InternetGateway", 1);
        template.resourceCountIs(SUBNET, 9);
        template.resourcePropertiesCountIs(SUBNET, Map.of("MapPublicIpOnLaunch", true), 0);
        every(template, DATABASE, Map.of("PubliclyAccessible", false));
        every(template, "AWS::RedshiftServerless::Workgroup", Map.of("PubliclyAccessible", false));
    }

    @ParameterizedTest
    @EnumSource(Variant.class)
    @Row("X1")
    void theNetworkIsTheSameInAllSixStages(Variant variant) {
        var first = NetworkRules.layout(Templates.of(variant, SINGLE_SERVER));
        assertThat(first).hasSizeGreaterThan(20);
        for (ScalingStage stage : ScalingStage.values()) {
            assertThat(NetworkRules.layout(Templates.of(variant, stage)))
                    .as(stage.slug())
                    .isEqualTo(first);
        }
    }

    @Test
    @Row("X1")
    void theSettingVpcCidrMovesEverySubnet() {
        Template template = CdkTemplates.of(Variant.EVERY_OPTION, SINGLE_SERVER);
        template.hasResourceProperties("AWS::EC2::VPC", Map.of("CidrBlock", "10.20.0.0/18"));
        template.resourceCountIs(SUBNET, 9);
        for (int third = 0; third < 36; third += 4) {
            template.hasResourceProperties(SUBNET, Map.of("CidrBlock", "10.20." + third + ".0/22"));
        }
    }

    @EachConfiguration
    @Row("X1")
    void eachPartStandsInItsTier(Configuration configuration) {
        CloudTemplate template = configuration.template();
        Map<String, String> tierOfRole = new HashMap<>();
        for (Resource resource : template.resources()) {
            String role = role(resource);
            for (Resource subnet : SubnetRoutes.subnets(template, resource.properties())) {
                if (role.isEmpty()) {
                    continue;
                }
                assertThat(tierOfRole.computeIfAbsent(
                                role,
                                any -> SubnetRoutes.routeTable(template, subnet).logicalId()))
                        .as("the tier of %s, a part of %s", resource.logicalId(), role)
                        .isEqualTo(SubnetRoutes.routeTable(template, subnet).logicalId());
                assertThat(SubnetRoutes.leadsOut(template, subnet))
                        .as("%s is in a public subnet", resource.logicalId())
                        .isEqualTo(role.equals("door"));
            }
        }
        assertThat(new HashSet<>(tierOfRole.values()))
                .as("tiers of %s", tierOfRole)
                .hasSameSizeAs(tierOfRole.keySet());
    }

    @EachConfiguration
    @Row("X1")
    void interfaceEndpointsAreThoseThatThisStagesServersCall(Configuration configuration) {
        CloudTemplate template = configuration.template();
        Set<String> called = new TreeSet<>();
        for (Resource server : ServerFleet.servers(template)) {
            RolePermissions.actions(template, ServerFleet.roleOf(template, server))
                    .forEach(action ->
                            NetworkRules.endpointOf(action.split(":")[0]).ifPresent(called::add));
        }
        // These have gateways.
        called.removeAll(Set.of("s3", "dynamodb"));
        assertThat(NetworkRules.interfaceEndpoints(template))
                .extracting(NetworkRules::service)
                .containsExactlyInAnyOrderElementsOf(called);
    }

    @StagesFrom(1)
    @Row("X1")
    void interfaceEndpointsAreInEachZoneThatHasServersAndNeverLeave(ScalingStage stage) {
        CloudTemplate template = Templates.of(stage);
        int zones = stage.compareTo(LOAD_BALANCED) < 0 ? 1 : 3;
        each(
                CdkTemplates.of(stage),
                ENDPOINT,
                Map.of("VpcEndpointType", "Interface"),
                Map.of("SubnetIds", Collections.nCopies(zones, Match.anyValue()), "PrivateDnsEnabled", true));
        if (stage != SINGLE_SERVER) {
            CloudTemplate before = Templates.of(ScalingStage.of(stage.number() - 1));
            assertThat(NetworkRules.interfaceEndpoints(template))
                    .extracting(Resource::logicalId)
                    .containsAll(NetworkRules.interfaceEndpoints(before).stream()
                            .map(Resource::logicalId)
                            .toList());
        }
    }

    @TestFactory
    @Row("X1")
    DynamicNode theCheckObjects() {
        return caughtBy(
                NETWORK,
                new StageMutant(
                        "a NAT gateway",
                        LOAD_BALANCED,
                        "Expected 0 resources of type AWS::EC2::NatGateway",
                        all -> all.add("Nat", "AWS::EC2::NatGateway", Map.of("ConnectivityType", "public"))),
                new StageMutant("a second tier with a route out", DATA_PLATFORM, "not exactly one tier", all -> {
                    String data = SubnetRoutes.routeTable(
                                    all,
                                    SubnetRoutes.subnets(
                                                    all,
                                                    all.only("AWS::RDS::DBSubnetGroup")
                                                            .at("/SubnetIds"))
                                            .get(0))
                            .logicalId();
                    ObjectNode route = all.only("AWS::EC2::Route").json().deepCopy();
                    set("RouteTableId", Map.of("Ref", data)).accept(route);
                    ((ObjectNode) all.json().path("Resources")).set("Second", route);
                }),
                new StageMutant(
                        "two subnets of a tier in one zone",
                        SINGLE_SERVER,
                        "not in [us-east-1a",
                        all -> all.resources("AWS::EC2::Subnet")
                                .forEach(subnet -> all.mutate(subnet, set("AvailabilityZone", "us-east-1a")))),
                mutant(DATA_PLATFORM, "AWS::EC2::Volume", set("AvailabilityZone", "us-east-1d"), "is in us-east-1d, "),
                mutant(
                        SINGLE_SERVER,
                        all -> NetworkRules.endpoint(all, "s3"),
                        remove("RouteTableIds/0"),
                        "not every tier"),
                mutant(
                        SINGLE_SERVER,
                        "AWS::EC2::Subnet",
                        set("MapPublicIpOnLaunch", true),
                        "resources of type AWS::EC2::Subnet"),
                mutant(SEPARATE_STORAGE, DATABASE, remove("PubliclyAccessible"), "::DBInstance but found"),
                mutant(DATA_PLATFORM, DATABASE, set("PubliclyAccessible", true), "::DBInstance but found"),
                mutant(
                        DATA_PLATFORM,
                        "AWS::RedshiftServerless::Workgroup",
                        set("PubliclyAccessible", true),
                        "::Workgroup but found"));
    }

    private static String role(Resource resource) {
        return switch (resource.type()) {
            case "AWS::EC2::Instance" -> "door";
            case "AWS::ElasticLoadBalancingV2::LoadBalancer" -> loadBalancerRole(resource);
            case "AWS::AutoScaling::AutoScalingGroup",
                    "AWS::EC2::VPCEndpoint",
                    "AWS::SecretsManager::RotationSchedule" -> "application";
            case "AWS::RDS::DBSubnetGroup", "AWS::ElastiCache::SubnetGroup", "AWS::RedshiftServerless::Workgroup" ->
                "data";
            default -> "";
        };
    }

    private static String loadBalancerRole(Resource loadBalancer) {
        if (loadBalancer.is("/Scheme", "internet-facing")) {
            return "door";
        }
        return loadBalancer.is("/Type", "network") ? "data" : "application";
    }
}
