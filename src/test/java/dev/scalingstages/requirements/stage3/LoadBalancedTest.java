package dev.scalingstages.requirements.stage3;

import static dev.scalingstages.runtime.ClasspathFile.text;
import static dev.scalingstages.stage.ScalingStage.LOAD_BALANCED;
import static dev.scalingstages.testing.Edits.remove;
import static dev.scalingstages.testing.Edits.set;
import static dev.scalingstages.testing.Mutant.mutant;
import static dev.scalingstages.testing.TemplateMatchers.component;
import static dev.scalingstages.testing.TemplateValues.ref;
import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.scalingstages.stage.ScalingStage;
import dev.scalingstages.testing.CdkTemplates;
import dev.scalingstages.testing.CloudTemplate;
import dev.scalingstages.testing.CloudTemplate.Resource;
import dev.scalingstages.testing.Configuration;
import dev.scalingstages.testing.Listeners;
import dev.scalingstages.testing.Mutant;
import dev.scalingstages.testing.Mutants;
import dev.scalingstages.testing.RolePermissions;
import dev.scalingstages.testing.Row;
import dev.scalingstages.testing.ServerFleet;
import dev.scalingstages.testing.StagesFrom;
import dev.scalingstages.testing.SubnetRoutes;
import dev.scalingstages.testing.Templates;
import dev.scalingstages.testing.Variant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import software.amazon.awscdk.assertions.Match;
import software.amazon.awscdk.assertions.Template;

/** S3.2, S3.4, S3.5 and S3.8: fleets in private subnets that heal, and a database with a standby. */
class LoadBalancedTest {
    private static final Pattern REQUIRED = Pattern.compile("^require_settings ((?:[A-Z_]+ ?)+)$", Pattern.MULTILINE);

    @StagesFrom(3)
    @Row("S3.2")
    @DisplayName("web servers in several zones are the one face of the internal services, by TLS")
    void webServersAreReverseProxies(ScalingStage stage) {
        CloudTemplate template = Templates.of(stage);
        ServerFleet web = new ServerFleet(template, "web");
        Resource internal = LoadBalancedRoutingCheck.loadBalancer(template);
        JsonNode certificate = LoadBalancedRoutingCheck.listener(template).at("/Certificates/0/CertificateArn");

        LoadBalancedRoutingCheck.asksForHealth(CdkTemplates.of(stage));
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
        LoadBalancedPlacementCheck.heals(CdkTemplates.of(stage));
        assertThat(LoadBalancedPlacementCheck.unhealed(Templates.of(stage))).isEmpty();
    }

    @Mutants
    @Row("S3.4")
    void objectsToServersThatStayBroken(Mutant mutant) {
        mutant.assertCaughtBy(LOAD_BALANCED, CdkTemplates.check(LoadBalancedPlacementCheck::heals));
    }

    static Stream<Mutant> objectsToServersThatStayBroken() {
        return Stream.of(
                onGroup("web", set("HealthCheckType", "EC2"), "Expected ELB but received EC2"),
                onGroup("read-api", set("MinSize", "1"), "but only 2 match as expected"),
                onGroup("write-api", set("HealthCheckGracePeriod", 0), "but only 2 match as expected"));
    }

    @Test
    @Row("S3.4")
    void objectsToAGroupInOneZone() {
        onGroup(
                        "write-api",
                        remove("VPCZoneIdentifier/2").andThen(remove("VPCZoneIdentifier/1")),
                        "fails with its zone")
                .assertCaughtBy(LOAD_BALANCED, LoadBalancedPlacementCheck::unhealed);
    }

    @StagesFrom(3)
    @Row("S3.4")
    @DisplayName("a new server finds its group's name and may tell CloudFormation that it serves")
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
    @Row("S3.5")
    @DisplayName("each primary has a standby in another zone")
    void databaseHasStandby(ScalingStage stage) {
        Template cdk = CdkTemplates.of(stage);
        Map<String, Object> primary = Map.of("SourceDBInstanceIdentifier", Match.absent());
        CloudTemplate template = Templates.of(stage);
        Resource subnets = template.only("AWS::RDS::DBSubnetGroup");
        int primaries = cdk.findResources("AWS::RDS::DBInstance", Map.of("Properties", primary))
                .size();
        assertThat(primaries).isPositive();
        cdk.resourcePropertiesCountIs(
                "AWS::RDS::DBInstance",
                Map.ofEntries(
                        entry("SourceDBInstanceIdentifier", Match.absent()),
                        entry("MultiAZ", true),
                        entry("AvailabilityZone", Match.absent()),
                        entry("DBSubnetGroupName", ref(subnets))),
                primaries);
        assertThat(SubnetRoutes.zones(template, subnets.at("/SubnetIds"))).hasSize(3);
    }

    @StagesFrom(3)
    @Row("S3.8")
    @DisplayName("servers are private; only the load balancer and CloudFront face the internet")
    void onlyTheDoorFacesTheInternet(ScalingStage stage) {
        for (Variant variant : Variant.values()) {
            LoadBalancedPlacementCheck.facesTheInternetOnce(CdkTemplates.of(variant, stage));
            new Configuration(variant, stage).meets(LoadBalancedPlacementCheck::exposed);
        }
    }

    @Mutants
    @Row("S3.8")
    void objectsToServersInTheOpen(Mutant mutant) {
        mutant.assertCaughtBy(LOAD_BALANCED, LoadBalancedPlacementCheck::exposed);
    }

    static Stream<Mutant> objectsToServersInTheOpen() {
        return Stream.of(
                new Mutant(
                        "servers in public subnets",
                        all -> all.mutate(
                                new ServerFleet(all, "web").group(),
                                set(
                                        "VPCZoneIdentifier",
                                        LoadBalancedDoorCheck.publicLoadBalancer(all)
                                                .at("/Subnets"))),
                        "in public subnets"),
                new Mutant(
                        "servers open to the world",
                        all -> all.open(new ServerFleet(all, "read-api").securityGroup(), 22, "0.0.0.0/0"),
                        "the world reaches"));
    }

    @Mutants
    @Row("S3.8")
    void objectsToAnotherPublicAddress(Mutant mutant) {
        mutant.assertCaughtBy(LOAD_BALANCED, CdkTemplates.check(LoadBalancedPlacementCheck::facesTheInternetOnce));
    }

    static Stream<Mutant> objectsToAnotherPublicAddress() {
        return Stream.of(
                mutant(
                        all -> new ServerFleet(all, "web").launchTemplate(),
                        set("LaunchTemplateData/NetworkInterfaces", List.of(Map.of("AssociatePublicIpAddress", true))),
                        "type AWS::EC2::LaunchTemplate, but only 2 match"),
                new Mutant(
                        "a server outside of the fleets",
                        all -> all.add("MutantServer", "AWS::EC2::Instance", Map.of()),
                        "Expected 0 resources of type AWS::EC2::Instance but found 1"),
                mutant(
                        all -> LoadBalancedRoutingCheck.loadBalancer(all),
                        set("Scheme", "internet-facing"),
                        "Expected 1 resources of type AWS::ElasticLoadBalancingV2::LoadBalancer but found 2"),
                mutant(
                        all -> all.only("AWS::RDS::DBInstance", "database"),
                        set("PubliclyAccessible", true),
                        "type AWS::RDS::DBInstance, but none match"));
    }

    private static Mutant onGroup(String fleet, Consumer<ObjectNode> change, String objection) {
        return new Mutant(
                fleet + ", " + objection,
                template -> template.mutate(new ServerFleet(template, fleet).group(), change),
                objection);
    }
}
