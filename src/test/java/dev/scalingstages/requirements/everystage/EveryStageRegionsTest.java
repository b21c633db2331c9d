package dev.scalingstages.requirements.everystage;

import static dev.scalingstages.testing.Edits.set;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.scalingstages.TestApp;
import dev.scalingstages.settings.InvalidSettingsException;
import dev.scalingstages.stage.ScalingStage;
import dev.scalingstages.testing.CloudTemplate;
import dev.scalingstages.testing.Configuration;
import dev.scalingstages.testing.EachConfiguration;
import dev.scalingstages.testing.Row;
import dev.scalingstages.testing.StagesFrom;
import dev.scalingstages.testing.Templates;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** X1: what servers call is there in each region that has three zones. */
class EveryStageRegionsTest {
    @EachConfiguration
    @Row("X1")
    void nothingAsksForAServiceThatTheNewestRegionsLack(Configuration configuration) {
        assertThat(lacking(configuration.template())).isEmpty();
    }

    @Test
    @Row("X1")
    void theCheckObjectsToAServiceThatTheNewestRegionsLack() {
        CloudTemplate template = Templates.of(ScalingStage.SINGLE_SERVER);
        template.mutate(
                template.resources("AWS::EC2::VPCEndpoint").get(0),
                set("ServiceName", "com.amazonaws.il-central-1.ec2messages"));
        template.mutate(
                template.resources("AWS::IAM::ManagedPolicy").get(0),
                set("PolicyDocument/Statement/0/Action", List.of("ec2messages:GetMessages")));
        assertThat(lacking(template)).hasSize(2);
    }

    /** Source: AWS Systems Manager User Guide: regions of 2024 and later have ssmmessages, and not ec2messages. */
    private static List<String> lacking(CloudTemplate template) {
        return template.resources().stream()
                .filter(resource -> resource.json().toString().contains("ec2messages"))
                .map(CloudTemplate.Resource::logicalId)
                .toList();
    }

    @StagesFrom(1)
    @Row("X1")
    @DisplayName("a region in which the account has two zones is told so, in the words of a setting")
    void aRegionOfTwoZonesIsToldSo(ScalingStage stage) {
        Map<String, Object> context = new HashMap<>(Templates.context(Map.of("stage", stage.number())));
        context.put("availability-zones:account=123456789012:region=us-east-1", List.of("us-east-1a", "us-east-1b"));
        assertThatExceptionOfType(InvalidSettingsException.class)
                .isThrownBy(() -> TestApp.stacks(context))
                .withMessageContaining(
                        "availabilityZones: us-east-1a,us-east-1b are all zones that region us-east-1 has");
    }
}
