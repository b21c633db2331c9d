package dev.scalingstages.requirements.everystage;

import static dev.scalingstages.requirements.everystage.Hasty.fleet;
import static dev.scalingstages.requirements.everystage.Hasty.hasty;
import static dev.scalingstages.requirements.everystage.Hasty.type;
import static dev.scalingstages.stage.ScalingStage.AUTOSCALED;
import static dev.scalingstages.stage.ScalingStage.LOAD_BALANCED;
import static dev.scalingstages.stage.ScalingStage.REPLICATED_READS;
import static dev.scalingstages.stage.ScalingStage.SINGLE_SERVER;
import static dev.scalingstages.testing.StageMutant.caughtBy;

import dev.scalingstages.requirements.everystage.Hasty.Which;
import dev.scalingstages.stage.ScalingStage;
import dev.scalingstages.testing.Configuration;
import dev.scalingstages.testing.EachConfiguration;
import dev.scalingstages.testing.ReadsTemplates;
import dev.scalingstages.testing.Row;
import dev.scalingstages.testing.StageMutant;
import dev.scalingstages.testing.Variant;
import dev.scalingstages.testing.rules.OpeningOrder;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.TestFactory;

@ReadsTemplates
class EveryStageOpeningTest {
    private static final String WAIT = "Custom::ReplicasServing";

    @EachConfiguration
    @Row({"X10", "S3.1"})
    @DisplayName("addresses wait for the way to the internet, the domain for servers, watchers for what they watch")
    void theDoorOpensInTheRightOrder(Configuration configuration) {
        configuration.meets(OpeningOrder::violations);
    }

    @TestFactory
    @Row("X10")
    DynamicNode theCheckOfTheDoorObjects() {
        Which route = type("AWS::EC2::Route");
        return caughtBy(
                OpeningOrder::violations,
                early(SINGLE_SERVER, type("AWS::EC2::EIP"), route),
                early(LOAD_BALANCED, type("AWS::ElasticLoadBalancingV2::LoadBalancer"), route),
                early(SINGLE_SERVER, route, type("AWS::EC2::VPCGatewayAttachment")),
                early(SINGLE_SERVER, type("AWS::Route53::RecordSet"), type("AWS::CloudFormation::WaitCondition")),
                early(LOAD_BALANCED, type("AWS::Route53::RecordSet"), fleet("web")),
                early(AUTOSCALED, type("AWS::Synthetics::Canary"), type("AWS::Route53::RecordSet")),
                early(AUTOSCALED, type("AWS::CloudWatch::Alarm"), type("AWS::Synthetics::Canary")),
                early(REPLICATED_READS, type("AWS::CloudWatch::Alarm"), type(WAIT)),
                hasty(
                        Variant.WITHOUT_DOMAIN,
                        AUTOSCALED,
                        type("AWS::Synthetics::Canary"),
                        fleet("read-api"),
                        "does not wait"));
    }

    private static StageMutant early(ScalingStage stage, Which later, Which earlier) {
        return hasty(stage, later, earlier, "does not wait");
    }
}
