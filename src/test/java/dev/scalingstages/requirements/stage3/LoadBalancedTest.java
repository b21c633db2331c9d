package dev.scalingstages.requirements.stage3;

import static dev.scalingstages.runtime.ClasspathFile.text;
import static dev.scalingstages.stage.ScalingStage.DATA_PLATFORM;
import static dev.scalingstages.stage.ScalingStage.LOAD_BALANCED;
import static dev.scalingstages.testing.Edits.remove;
import static dev.scalingstages.testing.Edits.set;
import static dev.scalingstages.testing.Mutant.caughtBy;
import static dev.scalingstages.testing.Mutant.mutant;
import static dev.scalingstages.testing.StageMutant.caughtBy;
import static dev.scalingstages.testing.StageMutant.mutant;
import static dev.scalingstages.testing.TemplateMatchers.component;
import static dev.scalingstages.testing.TemplateResources.each;
import static dev.scalingstages.testing.TemplateValues.ref;
import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.scalingstages.requirements.stage6.DataPlatformParts;
import dev.scalingstages.stage.ScalingStage;
import dev.scalingstages.testing.CdkTemplates;
import dev.scalingstages.testing.CloudTemplate;
import dev.scalingstages.testing.CloudTemplate.Resource;
import dev.scalingstages.testing.Configuration;
import dev.scalingstages.testing.Edits.Edit;
import dev.scalingstages.testing.Listeners;
import dev.scalingstages.testing.Mutant;
import dev.scalingstages.testing.RolePermissions;
import dev.scalingstages.testing.Row;
import dev.scalingstages.testing.ServerFleet;
import dev.scalingstages.testing.StagesFrom;
import dev.scalingstages.testing.SubnetRoutes;
import dev.scalingstages.testing.Templates;
import dev.scalingstages.testing.Variant;
import dev.scalingstages.testing.Violations;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import software.amazon.awscdk.assertions.Match;
import software.amazon.awscdk.assertions.Template;

/** S3.2, S3.4, S3.5 and S3.8: fleets in private subnets that heal, and a database with a standby. */
class LoadBalancedTest {
    private static final String GROUP = "AWS::AutoScaling::AutoScalingGroup";

    private static final String DATABASE = "AWS::RDS::DBInstance";

    private static final Pattern REQUIRED = Pattern.compile("^require_settings ((?:[A-Z_]+ ?)+)$", Pattern.MULTILINE);

    @StagesFrom(3)
    @Row("S3.2")
    @DisplayName("web servers in several zones are the one face of the internal services, by TLS")
    void webServersAreReverseProxies(ScalingStage stage) {
        CloudTemplate template = Templates.of(stage);
        ServerFleet web = new ServerFleet(template, "web");
        Resource internal = LoadBalancedRoutingTest.loadBalancer(template);
        JsonNode certificate = LoadBalancedRoutingTest.listener(template).at("/Certificates/0/CertificateArn");

        LoadBalancedRoutingTest.asksForHealth(CdkTemplates.of(stage));
        CdkTemplates.of(stage)
                .hasResourceProperties(
                        "AWS::AutoScaling::AutoScalingGroup",
                        Map.of("Tags", component("web"), "MinSize", Match.stringLikeRegexp("^([2-9]|[1-9]\\d+)$")));
        assertThat(SubnetRoutes.zones(template, web.group().at("/VPCZoneIdentifier")))
                .as("zones")
                .hasSize(3);
        assertThat(Listeners.loadBalancerOf(template, web.targetGroup()))
                .as("in front")
                .isEqualTo(LoadBalancedDoorCheck.publicLoadBalancer(template));
        assertThat(web.environment())
                .as("behind")
                .containsEntry("INTERNAL_HOST", "${" + internal.logicalId() + ".DNSName}")
                .containsEntry(
                        "INTERNAL_CERTIFICATE",
                        "${" + template.target(certificate).logicalId() + ".CertificateBase64}");
    }

    @Test
    @Row("S3.2")
    void webServersCompressCacheAndServe() {
        assertThat(text("boot/nginx/nginx.conf")).contains("gzip on;").contains("gzip_types ");
        assertThat(text("boot/nginx/web.conf"))
                .contains("proxy_cache_path ")
                .contains("proxy_cache api;")
                .contains("try_files $uri")
                .contains("proxy_pass https://internal/api/;");
        assertThat(text("boot/nginx/snippets/internal.conf")).contains("proxy_ssl_verify on;");
    }

    @StagesFrom(3)
    @Row("S3.2")
    @DisplayName("web servers are told all that their boot script requires, and who calls the load balancer")
    void webServersAreToldWhatTheyRequire(ScalingStage stage) {
        List<String> required = new ArrayList<>();
        for (String script : List.of("boot/boot.sh", "boot/roles/web.sh")) {
            Matcher line = REQUIRED.matcher(text(script));
            assertThat(line.find()).as("%s requires settings", script).isTrue();
            required.addAll(List.of(line.group(1).trim().split(" ")));
        }
        for (Variant variant : Variant.values()) {
            Map<String, String> environment = new ServerFleet(Templates.of(variant, stage), "web").environment();
            assertThat(environment).as("%s", variant).containsKeys(required.toArray(String[]::new));
            assertThat(environment.get("ORIGIN").equals("cdn"))
                    .as("%s: only CloudFront calls the load balancer", variant)
                    .isEqualTo(variant == Variant.WITHOUT_DOMAIN);
        }
    }

    @StagesFrom(3)
    @Row("S3.4")
    void failedServerIsReplaced(ScalingStage stage) {
        heals(CdkTemplates.of(stage));
        assertThat(unhealed(Templates.of(stage))).isEmpty();
    }

    @TestFactory
    @Row("S3.4")
    DynamicNode objectsToServersThatStayBroken() {
        return caughtBy(
                CdkTemplates.check(LoadBalancedTest::heals),
                LOAD_BALANCED,
                onGroup("web", set("HealthCheckType", "EC2"), "Expected ELB but received EC2"),
                onGroup("read-api", set("MinSize", "1"), "but only 2 match as expected"),
                onGroup("write-api", set("HealthCheckGracePeriod", 0), "but only 2 match as expected"));
    }

    @Test
    @Row("S3.4")
    void objectsToAGroupInOneZone() {
        onGroup("write-api", remove("VPCZoneIdentifier/2").and(remove("VPCZoneIdentifier/1")), "fails with its zone")
                .assertCaughtBy(LOAD_BALANCED, LoadBalancedTest::unhealed);
    }

    @StagesFrom(3)
    @Row("S3.4")
    void newServerFindsItsGroupAndMaySignal(ScalingStage stage) {
        CloudTemplate template = Templates.of(stage);
        for (ServerFleet fleet : ServerFleet.all(template)) {
            assertThat(fleet.server()
                            .at("/MetadataOptions/InstanceMetadataTags")
                            .asText())
                    .as("%s reads its group's name from its tags", fleet.component())
                    .isEqualTo("enabled");
            assertThat(fleet.environment())
                    .as("%s", fleet.component())
                    .containsEntry("SIGNAL_RESOURCE", fleet.group().logicalId());
            assertThat(RolePermissions.resources(template, fleet.role(), "cloudformation:SignalResource"))
                    .as("%s", fleet.component())
                    .containsExactly("${AWS::StackId}");
        }
    }

    @StagesFrom(3)
    @Row({"S3.5", "S6.5", "S6.6"})
    void eachPrimaryHasAStandbyInAnotherZone(ScalingStage stage) {
        CloudTemplate template = Templates.of(stage);
        primariesHaveStandbys(CdkTemplates.of(stage));
        assertThat(SubnetRoutes.zones(
                        template, template.only("AWS::RDS::DBSubnetGroup").at("/SubnetIds")))
                .hasSize(3);
    }

    @TestFactory
    @Row({"S3.5", "S6.5", "S6.6"})
    DynamicNode objectsToADatabaseWithoutStandby() {
        return caughtBy(
                CdkTemplates.check(LoadBalancedTest::primariesHaveStandbys),
                mutant(LOAD_BALANCED, DATABASE, set("MultiAZ", false), "type AWS::RDS::DBInstance but found 0"),
                mutant(LOAD_BALANCED, DATABASE, set("AvailabilityZone", "us-east-1a"), "but found 0"),
                mutant(DATA_PLATFORM, all -> primary(all, "ACCOUNTS_DATABASE_HOST"), remove("MultiAZ"), "but found 4"),
                mutant(DATA_PLATFORM, all -> primary(all, "SHARD_4_HOST"), set("MultiAZ", false), "but found 4"));
    }

    private static Resource primary(CloudTemplate template, String variable) {
        return DataPlatformParts.toldResource(template, DataPlatformParts.WORKER, variable);
    }

    private static void primariesHaveStandbys(Template template) {
        each(
                template,
                DATABASE,
                Map.of("SourceDBInstanceIdentifier", Match.absent()),
                Map.ofEntries(
                        entry("MultiAZ", true),
                        entry("AvailabilityZone", Match.absent()),
                        entry("DBSubnetGroupName", ref(template.getResourceId("AWS::RDS::DBSubnetGroup")))));
    }

    @StagesFrom(3)
    @Row("S3.8")
    @DisplayName("servers are private; only the load balancer and CloudFront face the internet")
    void onlyTheDoorFacesTheInternet(ScalingStage stage) {
        for (Variant variant : Variant.values()) {
            facesTheInternetOnce(CdkTemplates.of(variant, stage));
            new Configuration(variant, stage).meets(LoadBalancedTest::exposed);
        }
    }

    @TestFactory
    @Row("S3.8")
    DynamicNode objectsToServersInTheOpen() {
        return caughtBy(
                LoadBalancedTest::exposed,
                LOAD_BALANCED,
                new Mutant(
                        "servers in public subnets",
                        all -> all.mutate(
                                new ServerFleet(all, "web").group(),
                                set(
                                        "VPCZoneIdentifier",
                                        LoadBalancedDoorCheck.publicLoadBalancer(all)
                                                .at("/Subnets"))),
                        "in public subnets"));
    }

    @TestFactory
    @Row("S3.8")
    DynamicNode objectsToAnotherPublicAddress() {
        return caughtBy(
                CdkTemplates.check(LoadBalancedTest::facesTheInternetOnce),
                LOAD_BALANCED,
                mutant(
                        all -> new ServerFleet(all, "web").launchTemplate(),
                        set("LaunchTemplateData/NetworkInterfaces", List.of(Map.of("AssociatePublicIpAddress", true))),
                        "type AWS::EC2::LaunchTemplate, but only 2 match"),
                new Mutant(
                        "a server outside of the fleets",
                        all -> all.add("MutantServer", "AWS::EC2::Instance", Map.of()),
                        "Expected 0 resources of type AWS::EC2::Instance but found 1"),
                mutant(
                        all -> LoadBalancedRoutingTest.loadBalancer(all),
                        set("Scheme", "internet-facing"),
                        "Expected 1 resources of type AWS::ElasticLoadBalancingV2::LoadBalancer but found 2"));
    }

    private static Mutant onGroup(String fleet, Edit change, String objection) {
        return mutant(all -> new ServerFleet(all, fleet).group(), change, objection);
    }

    /** S3.8: one load balancer faces the internet, and no server has a public address; of subnets and databases X1 says so. */
    static void facesTheInternetOnce(Template template) {
        template.resourceCountIs("AWS::EC2::Instance", 0);
        template.resourceCountIs("AWS::EC2::EIP", 0);
        template.allResourcesProperties(
                "AWS::EC2::LaunchTemplate", Map.of("LaunchTemplateData", Map.of("NetworkInterfaces", Match.absent())));
        template.allResourcesProperties(
                LoadBalancedDoorCheck.LOAD_BALANCER,
                Map.of("Scheme", Match.stringLikeRegexp("^(internal|internet-facing)$")));
        template.resourcePropertiesCountIs(LoadBalancedDoorCheck.LOAD_BALANCER, Map.of("Scheme", "internet-facing"), 1);
    }

    /** S3.8: which servers face the internet and must not; X2 says so of security groups. */
    static List<String> exposed(CloudTemplate template) {
        return Violations.ofEach(ServerFleet.all(template), (violations, fleet) -> {
            JsonNode subnets = fleet.group().at("/VPCZoneIdentifier");
            violations.unless(
                    !SubnetRoutes.subnets(template, subnets).isEmpty() && !SubnetRoutes.leadOut(template, subnets),
                    "the " + fleet.component() + " is in public subnets");
        });
    }

    /** S3.4: each group has a second server, and replaces one that fails its load balancer's check. */
    static void heals(Template template) {
        template.allResourcesProperties(
                GROUP,
                Map.ofEntries(
                        entry("HealthCheckType", Match.stringLikeRegexp("^(ELB|EC2)$")),
                        entry("HealthCheckGracePeriod", Match.not(0)),
                        entry("MinSize", Match.stringLikeRegexp("^([2-9]|[1-9]\\d+)$"))));
        ServerFleet.BEHIND_LOAD_BALANCERS.forEach(fleet ->
                template.hasResourceProperties(GROUP, Map.of("Tags", component(fleet), "HealthCheckType", "ELB")));
        template.resourcePropertiesCountIs(
                GROUP, Map.of("HealthCheckType", "ELB"), ServerFleet.BEHIND_LOAD_BALANCERS.size());
    }

    /** S3.4: which group fails with its zone; X7 says who is told when it stays short of servers. */
    static List<String> unhealed(CloudTemplate template) {
        return Violations.ofEach(ServerFleet.all(template), (violations, fleet) -> {
            int zones = SubnetRoutes.zones(template, fleet.group().at("/VPCZoneIdentifier"))
                    .size();
            violations.unless(zones >= 2, "the " + fleet.component() + " fails with its zone");
        });
    }
}
