package dev.scalingstages.rows;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.scalingstages.stage.ScalingStage;
import dev.scalingstages.testing.CloudTemplate;
import dev.scalingstages.testing.CloudTemplate.Resource;
import dev.scalingstages.testing.Listeners;
import dev.scalingstages.testing.Mutant;
import dev.scalingstages.testing.RolePermissions;
import dev.scalingstages.testing.Row;
import dev.scalingstages.testing.ServerFleet;
import dev.scalingstages.testing.StagesFrom;
import dev.scalingstages.testing.SubnetRoutes;
import dev.scalingstages.testing.Templates;
import dev.scalingstages.testing.Variant;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

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

        assertThat(SubnetRoutes.zones(template, web.group().at("/VPCZoneIdentifier")))
                .as("zones")
                .hasSize(3);
        assertThat(web.minimum()).as("servers").isGreaterThanOrEqualTo(2);
        assertThat(Listeners.loadBalancerOf(template, web.targetGroup()))
                .as("in front")
                .isEqualTo(LoadBalancedDoorCheck.publicLoadBalancer(template));
        assertThat(LoadBalancedRoutingCheck.targets(web.targetGroup(), "web")).isEmpty();
        assertThat(web.environment())
                .as("behind")
                .containsEntry("INTERNAL_HOST", "${" + internal.logicalId() + ".DNSName}")
                .containsEntry(
                        "INTERNAL_CERTIFICATE",
                        "${" + template.target(certificate).logicalId() + ".CertificateBase64}");
    }

    @Test
    @Row("S3.2")
    @DisplayName("web servers compress, cache and serve static content")
    void webServersCompressCacheAndServe() throws IOException {
        assertThat(resource("/boot/nginx/nginx.conf")).contains("gzip on;").contains("gzip_types ");
        assertThat(resource("/boot/nginx/web.conf"))
                .contains("proxy_cache_path ")
                .contains("proxy_cache api;")
                .contains("try_files $uri")
                .contains("proxy_pass https://internal;")
                .contains("proxy_ssl_verify on;");
    }

    @StagesFrom(3)
    @Row("S3.2")
    @DisplayName("web servers are told all that their boot script requires, and who calls the load balancer")
    void webServersAreToldWhatTheyRequire(ScalingStage stage) throws IOException {
        List<String> required = new ArrayList<>();
        for (String script : List.of("/boot/boot.sh", "/boot/roles/web.sh")) {
            Matcher line = REQUIRED.matcher(resource(script));
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
    @DisplayName("a failed server is replaced by itself, in each group")
    void failedServerIsReplaced(ScalingStage stage) {
        assertThat(LoadBalancedPlacementCheck.unhealed(Templates.of(stage))).isEmpty();
    }

    @ParameterizedTest
    @MethodSource
    @Row("S3.4")
    @DisplayName("the check objects to a group that does not heal")
    void objectsToServersThatStayBroken(Mutant mutant) {
        mutant.assertCaught(() -> Templates.of(ScalingStage.LOAD_BALANCED), LoadBalancedPlacementCheck::unhealed);
    }

    static Stream<Mutant> objectsToServersThatStayBroken() {
        return Stream.of(
                new Mutant(
                        "only EC2's own checks",
                        template ->
                                Mutant.put(template, group(template, "web"), "/Properties/HealthCheckType", "\"EC2\""),
                        "not replaced"),
                new Mutant(
                        "one server",
                        template -> Mutant.put(template, group(template, "read-api"), "/Properties/MinSize", "\"1\""),
                        "no second server"),
                new Mutant(
                        "one zone",
                        template -> Mutant.put(
                                template,
                                group(template, "write-api"),
                                "/Properties/VPCZoneIdentifier",
                                "[" + group(template, "write-api").at("/VPCZoneIdentifier/0") + "]"),
                        "fails with its zone"));
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
        CloudTemplate template = Templates.of(stage);
        List<Resource> primaries = template.resources("AWS::RDS::DBInstance").stream()
                .filter(instance -> instance.at("/SourceDBInstanceIdentifier").isMissingNode())
                .toList();
        assertThat(primaries).isNotEmpty().allSatisfy(primary -> {
            Resource subnetGroup = template.target(primary.at("/DBSubnetGroupName"));
            assertThat(primary.at("/MultiAZ").asBoolean()).isTrue();
            assertThat(primary.at("/AvailabilityZone").isMissingNode()).isTrue();
            assertThat(SubnetRoutes.zones(template, subnetGroup.at("/SubnetIds")))
                    .hasSize(3);
        });
    }

    @StagesFrom(3)
    @Row("S3.8")
    @DisplayName("servers are private; only the load balancer and CloudFront face the internet")
    void onlyTheDoorFacesTheInternet(ScalingStage stage) {
        for (Variant variant : Variant.values()) {
            assertThat(LoadBalancedPlacementCheck.exposed(Templates.of(variant, stage)))
                    .as("%s", variant)
                    .isEmpty();
        }
    }

    @ParameterizedTest
    @MethodSource
    @Row("S3.8")
    @DisplayName("the check objects to another way in")
    void objectsToServersInTheOpen(Mutant mutant) {
        mutant.assertCaught(() -> Templates.of(ScalingStage.LOAD_BALANCED), LoadBalancedPlacementCheck::exposed);
    }

    static Stream<Mutant> objectsToServersInTheOpen() {
        return Stream.of(
                new Mutant(
                        "servers in public subnets",
                        template -> Mutant.put(
                                template,
                                group(template, "web"),
                                "/Properties/VPCZoneIdentifier",
                                LoadBalancedDoorCheck.publicLoadBalancer(template)
                                        .at("/Subnets")
                                        .toString()),
                        "in public subnets"),
                new Mutant(
                        "servers with public addresses",
                        template -> Mutant.put(
                                template,
                                new ServerFleet(template, "web").launchTemplate(),
                                "/Properties/LaunchTemplateData/NetworkInterfaces",
                                "[{\"DeviceIndex\":0,\"AssociatePublicIpAddress\":true}]"),
                        "may get public addresses"),
                new Mutant(
                        "a second door",
                        template -> Mutant.put(
                                template,
                                LoadBalancedRoutingCheck.loadBalancer(template),
                                "/Properties/Scheme",
                                "\"internet-facing\""),
                        "load balancers face the internet"),
                new Mutant(
                        "the database for everybody",
                        template -> Mutant.put(
                                template,
                                template.only("AWS::RDS::DBInstance", "database"),
                                "/Properties/PubliclyAccessible",
                                "true"),
                        "public address"),
                new Mutant(
                        "servers open to the world",
                        template -> Mutant.open(
                                template, new ServerFleet(template, "read-api").securityGroup(), 22, "0.0.0.0/0"),
                        "the world reaches"));
    }

    private static Resource group(CloudTemplate template, String fleet) {
        return new ServerFleet(template, fleet).group();
    }

    private static String resource(String name) throws IOException {
        try (InputStream stream = LoadBalancedTest.class.getResourceAsStream(name)) {
            assertThat(stream).as(name).isNotNull();
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
