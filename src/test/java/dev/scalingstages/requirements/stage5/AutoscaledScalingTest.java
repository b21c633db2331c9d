package dev.scalingstages.requirements.stage5;

import static dev.scalingstages.requirements.stage5.AutoscaledTriggerCheck.schedule;
import static dev.scalingstages.testing.Edits.remove;
import static dev.scalingstages.testing.Edits.set;
import static dev.scalingstages.testing.Mutant.caughtBy;
import static dev.scalingstages.testing.Mutant.mutant;
import static dev.scalingstages.testing.TemplateMatchers.component;
import static dev.scalingstages.testing.TemplateValues.object;
import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import dev.scalingstages.stage.ScalingStage;
import dev.scalingstages.testing.CdkTemplates;
import dev.scalingstages.testing.CloudTemplate;
import dev.scalingstages.testing.Configuration;
import dev.scalingstages.testing.Row;
import dev.scalingstages.testing.ServerFleet;
import dev.scalingstages.testing.StagesFrom;
import dev.scalingstages.testing.SubnetRoutes;
import dev.scalingstages.testing.Templates;
import dev.scalingstages.testing.Variant;
import dev.scalingstages.testing.Violations;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.TestFactory;
import software.amazon.awscdk.assertions.Match;
import software.amazon.awscdk.assertions.Template;

/** S5.1 and S5.3: groups between a minimum and a maximum, and a capacity that no deploy touches. */
class AutoscaledScalingTest {
    private static final String GROUP = "AWS::AutoScaling::AutoScalingGroup";

    @StagesFrom(5)
    @Row("S5.1")
    void eachKindOfServerHasAGroupOverThreeZones(ScalingStage stage) {
        CloudTemplate template = Templates.of(stage);
        for (String component : ServerFleet.BEHIND_LOAD_BALANCERS) {
            CdkTemplates.of(stage)
                    .resourcePropertiesCountIs(
                            GROUP,
                            Map.ofEntries(
                                    entry("Tags", component(component)),
                                    entry("VPCZoneIdentifier", Collections.nCopies(3, Map.of("Ref", Match.anyValue()))),
                                    entry("MinSize", Match.stringLikeRegexp("^[1-9]\\d*$")),
                                    entry("MaxSize", Match.stringLikeRegexp("^[1-9]\\d*$"))),
                            1);
        }
        for (ServerFleet fleet : ServerFleet.all(template)) {
            assertThat(SubnetRoutes.zones(template, fleet.group().at("/VPCZoneIdentifier")))
                    .as("zones of %s", fleet.component())
                    .hasSize(3);
            assertThat(fleet.minimum()).as("%s", fleet.component()).isLessThan(fleet.maximum());
        }
    }

    @StagesFrom(1)
    @Row("S5.3")
    @DisplayName("no template of any stage says a desired capacity, and a deploy leaves scheduled sizes alone")
    void deployChangesNoRunningCapacity(ScalingStage stage) {
        for (Variant variant : Variant.values()) {
            keepsScheduledSizes(CdkTemplates.of(variant, stage));
            new Configuration(variant, stage).meets(AutoscaledScalingTest::changedCapacity);
        }
    }

    @TestFactory
    @Row("S5.3")
    DynamicNode objectsToFixedCapacity() {
        return caughtBy(
                CdkTemplates.check(AutoscaledScalingTest::keepsScheduledSizes)
                        .and(AutoscaledScalingTest::changedCapacity),
                ScalingStage.AUTOSCALED,
                mutant(all -> readApi(all).group(), set("DesiredCapacity", "3"), "a desired capacity"),
                mutant(all -> schedule(all, readApi(all)).get(0), set("DesiredCapacity", 3), "a desired capacity"),
                mutant(
                        all -> readApi(all).group(),
                        remove("/UpdatePolicy/AutoScalingScheduledAction"),
                        "scheduled sizes"));
    }

    private static void keepsScheduledSizes(Template template) {
        assertThat(template.findResources(
                        GROUP,
                        object("UpdatePolicy/AutoScalingScheduledAction/IgnoreUnmodifiedGroupSizeProperties", true)))
                .as("a deploy leaves alone the scheduled sizes of every group")
                .hasSameSizeAs(template.findResources(GROUP));
    }

    private static List<String> changedCapacity(CloudTemplate template) {
        return Violations.ofEach(template.resources(), (violations, resource) -> {
            violations.unless(
                    resource.properties().findValue("DesiredCapacity") == null, resource + " has a desired capacity");
        });
    }

    private static ServerFleet readApi(CloudTemplate template) {
        return new ServerFleet(template, "read-api");
    }
}
