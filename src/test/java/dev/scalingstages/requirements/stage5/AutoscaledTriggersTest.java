package dev.scalingstages.requirements.stage5;

import static dev.scalingstages.requirements.stage5.AutoscaledTriggerCheck.custom;
import static dev.scalingstages.requirements.stage5.AutoscaledTriggerCheck.network;
import static dev.scalingstages.requirements.stage5.AutoscaledTriggerCheck.policies;
import static dev.scalingstages.requirements.stage5.AutoscaledTriggerCheck.predefined;
import static dev.scalingstages.requirements.stage5.AutoscaledTriggerCheck.schedule;
import static dev.scalingstages.runtime.ClasspathFile.text;
import static dev.scalingstages.testing.Edits.set;
import static dev.scalingstages.testing.Mutant.caughtBy;
import static dev.scalingstages.testing.Mutant.copied;
import static dev.scalingstages.testing.Mutant.mutant;
import static dev.scalingstages.testing.TemplateMatchers.component;
import static dev.scalingstages.testing.TemplateResources.areWithin;
import static dev.scalingstages.testing.TemplateValues.object;
import static dev.scalingstages.testing.TemplateValues.ref;
import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.scalingstages.stage.ScalingStage;
import dev.scalingstages.testing.CdkTemplates;
import dev.scalingstages.testing.CloudTemplate;
import dev.scalingstages.testing.CloudTemplate.Resource;
import dev.scalingstages.testing.Configuration;
import dev.scalingstages.testing.Listeners;
import dev.scalingstages.testing.Mutant;
import dev.scalingstages.testing.Row;
import dev.scalingstages.testing.ServerFleet;
import dev.scalingstages.testing.StagesFrom;
import dev.scalingstages.testing.Templates;
import dev.scalingstages.testing.Variant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.TestFactory;
import software.amazon.awscdk.assertions.Capture;
import software.amazon.awscdk.assertions.Match;
import software.amazon.awscdk.assertions.Template;

/** S5.2: what makes a fleet grow and shrink. */
class AutoscaledTriggersTest {
    private static final String GROUP = "AWS::AutoScaling::AutoScalingGroup";
    private static final List<String> TRACKED = List.of("ASGAverageCPUUtilization", "ALBRequestCountPerTarget");
    private static final String METRIC = "TargetTrackingConfiguration";
    private static final String NO_NETWORK = "the read-api does not scale by its network traffic";

    @StagesFrom(5)
    @Row("S5.2")
    @DisplayName("each fleet grows by its own CPU, requests, latency, network, custom metric and time of day")
    void eachFleetHasEachTrigger(ScalingStage stage) {
        for (Variant variant : Variant.values()) {
            tracksEachMetric(CdkTemplates.of(variant, stage));
            new Configuration(variant, stage).meets(AutoscaledTriggerCheck::violations);
        }
    }

    @StagesFrom(5)
    @Row("S5.2")
    void serversPublishTheCustomMetric(ScalingStage stage) {
        CloudTemplate template = Templates.of(stage);
        for (ServerFleet fleet : ServerFleet.behindLoadBalancers(template)) {
            JsonNode metric = custom(template, fleet).at("/TargetTrackingConfiguration/CustomizedMetricSpecification");
            assertThat(text("boot/bin/publish-requests-active.sh"))
                    .as("%s", fleet.component())
                    .contains("--metric-name " + metric.path("MetricName").asText() + " ")
                    .contains("--namespace \"$METRIC_NAMESPACE\"")
                    .contains("--dimensions \"AutoScalingGroupName=$GROUP_NAME\"");
        }
        for (String role : List.of("web", "application")) {
            assertThat(text("boot/roles/" + role + ".sh")).contains("start_requests_active_metric");
        }
    }

    @StagesFrom(5)
    @Row("S5.2")
    void requestsAreCountedOnlyWhenAListenerLeadsThere(ScalingStage stage) {
        for (Variant variant : Variant.values()) {
            CloudTemplate template = Templates.of(variant, stage);
            for (ServerFleet fleet : ServerFleet.behindLoadBalancers(template)) {
                assertThat(template.before(requests(template, fleet.component())))
                        .as("%s %s", variant, fleet.component())
                        .containsAnyElementsOf(Listeners.leadingTo(template, fleet.targetGroup()));
            }
        }
    }

    @TestFactory
    @Row("S5.2")
    DynamicNode objectsToMissingTriggers() {
        return caughtBy(
                CdkTemplates.check(AutoscaledTriggersTest::tracksEachMetric).and(AutoscaledTriggerCheck::violations),
                ScalingStage.AUTOSCALED,
                copied(
                        "AutoScalingGroupName",
                        all -> predefined(all, fleet(all, "write-api"), TRACKED.get(0)),
                        all -> predefined(all, readApi(all), TRACKED.get(0)),
                        "but received WriteApiGroup"),
                copied(
                        METRIC + "/PredefinedMetricSpecification/ResourceLabel",
                        all -> requests(all, "write-api"),
                        all -> requests(all, "read-api"),
                        "the read-api does not scale by its requests"),
                copied(
                        "Dimensions",
                        all -> slowAlarm(all, "read-api"),
                        all -> slowAlarm(all, "web"),
                        "the web does not scale by its"),
                copied(
                        METRIC + "/CustomizedMetricSpecification/Dimensions",
                        all -> custom(all, readApi(all)),
                        all -> custom(all, fleet(all, "web")),
                        "the web does not scale by a metric of its own"),
                mutant(
                        all -> custom(all, fleet(all, "web")),
                        set(METRIC + "/CustomizedMetricSpecification/Namespace", "elsewhere"),
                        "the web does not scale by a metric of its own"),
                mutant(all -> all.drop(network(all, readApi(all))), NO_NETWORK),
                mutant(
                        all -> network(all, readApi(all)),
                        set(METRIC + "/CustomizedMetricSpecification/Metrics/2/Expression", "MAX([received])"),
                        NO_NETWORK),
                new Mutant(
                        "what servers send is the write API's",
                        all -> all.mutate(
                                network(all, readApi(all)),
                                set(
                                        METRIC
                                                + "/CustomizedMetricSpecification/Metrics/1/MetricStat/Metric/Dimensions/0/Value",
                                        ref(fleet(all, "write-api").group()))),
                        NO_NETWORK),
                mutant(all -> network(all, readApi(all)), set(METRIC + "/DisableScaleIn", true), NO_NETWORK),
                mutant(
                        all -> predefined(all, readApi(all), "ASGAverageCPUUtilization"),
                        set(METRIC + "/DisableScaleIn", true),
                        "Received true, but key should be absent"),
                mutant(all -> schedule(all, readApi(all)).get(0), set("TimeZone", "UTC"), "but only 5 match"),
                mutant(
                        all -> schedule(all, readApi(all)).stream()
                                .filter(each ->
                                        each.number("/MinSize") == readApi(all).minimum())
                                .findFirst()
                                .orElseThrow(),
                        set("MinSize", 5),
                        "does not shrink"));
    }

    /** Each fleet tracks what AWS measures of it, and changes its size by the clock of the United States. */
    private static void tracksEachMetric(Template template) {
        for (String component : ServerFleet.BEHIND_LOAD_BALANCERS) {
            Map<String, Object> group =
                    ref(template.getResourceId(GROUP, Map.of("Properties", Map.of("Tags", component(component)))));
            Capture target = new Capture();
            for (String metric : TRACKED) {
                template.hasResourceProperties(
                        "AWS::AutoScaling::ScalingPolicy",
                        object(
                                entry("AutoScalingGroupName", group),
                                entry("PolicyType", "TargetTrackingScaling"),
                                entry(
                                        "TargetTrackingConfiguration/PredefinedMetricSpecification/PredefinedMetricType",
                                        metric),
                                entry("TargetTrackingConfiguration/TargetValue", target),
                                entry("TargetTrackingConfiguration/DisableScaleIn", Match.absent())));
            }
            areWithin(1, Integer.MAX_VALUE, target);
        }
        template.allResourcesProperties(
                "AWS::AutoScaling::ScheduledAction",
                Map.ofEntries(
                        entry("TimeZone", Match.stringLikeRegexp("^America/(New_York|Chicago|Denver|Los_Angeles)$")),
                        entry("Recurrence", Match.stringLikeRegexp("^\\d+ \\d+ \\* \\* (MON-FRI|1-5)$"))));
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
}
