package dev.scalingstages.rows;

import static dev.scalingstages.rows.AutoscaledTriggerCheck.custom;
import static dev.scalingstages.rows.AutoscaledTriggerCheck.policies;
import static dev.scalingstages.rows.AutoscaledTriggerCheck.predefined;
import static dev.scalingstages.rows.AutoscaledTriggerCheck.schedule;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.scalingstages.stage.ScalingStage;
import dev.scalingstages.testing.CloudTemplate;
import dev.scalingstages.testing.CloudTemplate.Resource;
import dev.scalingstages.testing.Dependencies;
import dev.scalingstages.testing.Listeners;
import dev.scalingstages.testing.Mutant;
import dev.scalingstages.testing.Row;
import dev.scalingstages.testing.ServerFleet;
import dev.scalingstages.testing.StagesFrom;
import dev.scalingstages.testing.SubnetRoutes;
import dev.scalingstages.testing.Templates;
import dev.scalingstages.testing.Variant;
import dev.scalingstages.testing.Violations;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** S5.1 to S5.3: groups between a minimum and a maximum, what makes them grow, and a capacity that no deploy touches. */
class AutoscaledScalingTest {
    private static final String METRIC = "/Properties/TargetTrackingConfiguration";

    @StagesFrom(5)
    @Row("S5.1")
    @DisplayName("web servers and each kind of application server have a group over three zones")
    void eachKindOfServerHasGroup(ScalingStage stage) {
        CloudTemplate template = Templates.of(stage);
        Set<String> groups = ServerFleet.behindLoadBalancers(template).stream()
                .map(fleet -> fleet.group().logicalId())
                .collect(Collectors.toSet());
        assertThat(groups).hasSize(3);
        for (ServerFleet fleet : ServerFleet.all(template)) {
            assertThat(SubnetRoutes.zones(template, fleet.group().at("/VPCZoneIdentifier")))
                    .as("zones of %s", fleet.component())
                    .hasSize(3);
            assertThat(fleet.minimum()).as("%s", fleet.component()).isPositive().isLessThan(fleet.maximum());
        }
    }

    @StagesFrom(5)
    @Row("S5.2")
    @DisplayName("each fleet grows by its own CPU, requests, latency, network, custom metric and time of day")
    void eachFleetHasEachTrigger(ScalingStage stage) {
        for (Variant variant : Variant.values()) {
            assertThat(AutoscaledTriggerCheck.violations(Templates.of(variant, stage)))
                    .as("%s", variant)
                    .isEmpty();
        }
    }

    @StagesFrom(5)
    @Row("S5.2")
    @DisplayName("servers publish the custom metric that the policy reads")
    void serversPublishTheCustomMetric(ScalingStage stage) throws IOException {
        CloudTemplate template = Templates.of(stage);
        for (ServerFleet fleet : ServerFleet.behindLoadBalancers(template)) {
            JsonNode metric = custom(template, fleet).at("/TargetTrackingConfiguration/CustomizedMetricSpecification");
            assertThat(resource("/boot/bin/publish-requests-active.sh"))
                    .as("%s", fleet.component())
                    .contains("--metric-name " + metric.path("MetricName").asText() + " ")
                    .contains("--namespace \"$METRIC_NAMESPACE\"")
                    .contains("--dimensions \"AutoScalingGroupName=$GROUP_NAME\"");
        }
        for (String role : List.of("web", "application")) {
            assertThat(resource("/boot/roles/" + role + ".sh")).contains("start_requests_active_metric");
        }
    }

    @StagesFrom(5)
    @Row("S5.2")
    @DisplayName("Auto Scaling refuses to count a target group's requests before a listener leads to it")
    void requestsAreCountedWhenListenerLeadsThere(ScalingStage stage) {
        for (Variant variant : Variant.values()) {
            CloudTemplate template = Templates.of(variant, stage);
            for (ServerFleet fleet : ServerFleet.behindLoadBalancers(template)) {
                assertThat(Dependencies.of(template, requests(template, fleet.component())))
                        .as("%s %s", variant, fleet.component())
                        .containsAnyElementsOf(Listeners.leadingTo(template, fleet.targetGroup()));
            }
        }
    }

    @ParameterizedTest
    @MethodSource
    @Row("S5.2")
    @DisplayName("the check objects to a trigger that watches something else")
    void objectsToMissingTriggers(Mutant mutant) {
        mutant.assertCaught(() -> Templates.of(ScalingStage.AUTOSCALED), AutoscaledTriggerCheck::violations);
    }

    static Stream<Mutant> objectsToMissingTriggers() {
        return Stream.of(
                new Mutant(
                        "the read API's CPU policy moves the write API",
                        template -> Mutant.put(
                                template,
                                predefined(template, readApi(template), "ASGAverageCPUUtilization"),
                                "/Properties/AutoScalingGroupName",
                                "{\"Ref\":\""
                                        + fleet(template, "write-api").group().logicalId() + "\"}"),
                        "the read-api does not scale by CPU"),
                new Mutant(
                        "the read API counts the write API's requests",
                        template -> Mutant.put(
                                template,
                                requests(template, "read-api"),
                                METRIC + "/PredefinedMetricSpecification/ResourceLabel",
                                requests(template, "write-api")
                                        .at("/TargetTrackingConfiguration/PredefinedMetricSpecification/ResourceLabel")
                                        .toString()),
                        "the read-api does not scale by its requests"),
                new Mutant(
                        "the web servers' latency is the read API's",
                        template -> Mutant.put(
                                template,
                                slowAlarm(template, "web"),
                                "/Properties/Dimensions",
                                slowAlarm(template, "read-api")
                                        .at("/Dimensions")
                                        .toString()),
                        "the web does not scale by its latency"),
                new Mutant(
                        "the custom metric is another group's",
                        template -> Mutant.put(
                                template,
                                custom(template, fleet(template, "web")),
                                METRIC + "/CustomizedMetricSpecification/Dimensions",
                                custom(template, readApi(template))
                                        .at("/TargetTrackingConfiguration/CustomizedMetricSpecification/Dimensions")
                                        .toString()),
                        "the web does not scale by a metric of its own"),
                new Mutant(
                        "the custom metric is in a namespace that no server may write to",
                        template -> Mutant.put(
                                template,
                                custom(template, fleet(template, "web")),
                                METRIC + "/CustomizedMetricSpecification/Namespace",
                                "\"elsewhere\""),
                        "the web does not scale by a metric of its own"),
                new Mutant(
                        "no network trigger",
                        template ->
                                Mutant.drop(template, predefined(template, readApi(template), "ASGAverageNetworkIn")),
                        "the read-api does not scale by network"),
                new Mutant(
                        "business hours in UTC",
                        template -> Mutant.put(
                                template,
                                schedule(template, readApi(template)).get(0),
                                "/Properties/TimeZone",
                                "\"UTC\""),
                        "business hours of the United States"),
                new Mutant(
                        "business hours that never end",
                        template -> Mutant.put(
                                template,
                                schedule(template, readApi(template)).stream()
                                        .filter(each -> each.at("/MinSize").asInt()
                                                == readApi(template).minimum())
                                        .findFirst()
                                        .orElseThrow(),
                                "/Properties/MinSize",
                                "5"),
                        "does not shrink"));
    }

    @StagesFrom(1)
    @Row("S5.3")
    @DisplayName("no template of any stage says a desired capacity, and a deploy leaves scheduled sizes alone")
    void deployChangesNoRunningCapacity(ScalingStage stage) {
        for (Variant variant : Variant.values()) {
            assertThat(changedCapacity(Templates.of(variant, stage)))
                    .as("%s", variant)
                    .isEmpty();
        }
    }

    @ParameterizedTest
    @MethodSource
    @Row("S5.3")
    @DisplayName("the check objects to a capacity in the template")
    void objectsToFixedCapacity(Mutant mutant) {
        mutant.assertCaught(() -> Templates.of(ScalingStage.AUTOSCALED), AutoscaledScalingTest::changedCapacity);
    }

    static Stream<Mutant> objectsToFixedCapacity() {
        return Stream.of(
                new Mutant(
                        "desired capacity of a group",
                        template ->
                                Mutant.put(template, readApi(template).group(), "/Properties/DesiredCapacity", "\"3\""),
                        "a desired capacity"),
                new Mutant(
                        "desired capacity of a scheduled action",
                        template -> Mutant.put(
                                template,
                                schedule(template, readApi(template)).get(0),
                                "/Properties/DesiredCapacity",
                                "3"),
                        "a desired capacity"),
                new Mutant(
                        "a deploy undoes business hours",
                        template -> Mutant.remove(
                                template, readApi(template).group(), "/UpdatePolicy/AutoScalingScheduledAction"),
                        "scheduled sizes"));
    }

    private static List<String> changedCapacity(CloudTemplate template) {
        Violations violations = new Violations();
        for (Resource resource : template.resources()) {
            violations.unless(
                    resource.properties().findValue("DesiredCapacity") == null,
                    resource.logicalId() + " has a desired capacity");
        }
        for (Resource group : template.resources("AWS::AutoScaling::AutoScalingGroup")) {
            violations.unless(
                    group.json()
                            .at("/UpdatePolicy/AutoScalingScheduledAction/IgnoreUnmodifiedGroupSizeProperties")
                            .asBoolean(),
                    group.logicalId() + " loses its scheduled sizes in a deploy");
        }
        return violations.found();
    }

    private static ServerFleet fleet(CloudTemplate template, String component) {
        return new ServerFleet(template, component);
    }

    private static ServerFleet readApi(CloudTemplate template) {
        return fleet(template, "read-api");
    }

    private static Resource requests(CloudTemplate template, String component) {
        return predefined(template, fleet(template, component), "ALBRequestCountPerTarget");
    }

    private static Resource slowAlarm(CloudTemplate template, String component) {
        return policies(template, fleet(template, component)).stream()
                .flatMap(policy -> AutoscaledTriggerCheck.alarms(template, policy).stream())
                .findFirst()
                .orElseThrow(() -> new AssertionError("no alarm makes the " + component + " grow"));
    }

    private static String resource(String name) throws IOException {
        try (InputStream stream = AutoscaledScalingTest.class.getResourceAsStream(name)) {
            assertThat(stream).as(name).isNotNull();
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
