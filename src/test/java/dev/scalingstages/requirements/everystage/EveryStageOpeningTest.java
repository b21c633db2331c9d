package dev.scalingstages.requirements.everystage;

import static dev.scalingstages.requirements.everystage.Hasty.fleet;
import static dev.scalingstages.requirements.everystage.Hasty.hasty;
import static dev.scalingstages.requirements.everystage.Hasty.type;
import static dev.scalingstages.stage.ScalingStage.AUTOSCALED;
import static dev.scalingstages.stage.ScalingStage.LOAD_BALANCED;
import static dev.scalingstages.stage.ScalingStage.REPLICATED_READS;
import static dev.scalingstages.stage.ScalingStage.SINGLE_SERVER;

import dev.scalingstages.stage.ScalingStage;
import dev.scalingstages.testing.CloudTemplate.Resource;
import dev.scalingstages.testing.Configuration;
import dev.scalingstages.testing.EachConfiguration;
import dev.scalingstages.testing.Mutants;
import dev.scalingstages.testing.ReadsTemplates;
import dev.scalingstages.testing.Row;
import dev.scalingstages.testing.StageMutant;
import dev.scalingstages.testing.Variant;
import dev.scalingstages.testing.rules.OpeningOrder;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;

@ReadsTemplates
class EveryStageOpeningTest {
    private static final String WAIT = "Custom::ReplicasServing";

    @EachConfiguration
    @Row("X10")
    @DisplayName("addresses wait for the way to the internet, the domain for servers, watchers for what they watch")
    void theDoorOpensInTheRightOrder(Configuration configuration) {
        configuration.meets(OpeningOrder::violations);
    }

    @Mutants
    @Row("X10")
    void theCheckOfTheDoorObjects(StageMutant mutant) {
        mutant.assertCaughtBy(OpeningOrder::violations);
    }

    static Stream<StageMutant> theCheckOfTheDoorObjects() {
        Predicate<Resource> route = type("AWS::EC2::Route");
        return Stream.of(
                early("an address ahead of the route", SINGLE_SERVER, type("AWS::EC2::EIP"), route),
                early(
                        "a door ahead of the route",
                        LOAD_BALANCED,
                        type("AWS::ElasticLoadBalancingV2::LoadBalancer"),
                        route),
                early("a route ahead of the gateway", SINGLE_SERVER, route, type("AWS::EC2::VPCGatewayAttachment")),
                early(
                        "a domain ahead of the server",
                        SINGLE_SERVER,
                        type("AWS::Route53::RecordSet"),
                        type("AWS::CloudFormation::WaitCondition")),
                early("a domain ahead of a fleet", LOAD_BALANCED, type("AWS::Route53::RecordSet"), fleet("web")),
                early(
                        "a probe ahead of the domain",
                        AUTOSCALED,
                        type("AWS::Synthetics::Canary"),
                        type("AWS::Route53::RecordSet")),
                early(
                        "a probe's alarm ahead of the probe",
                        AUTOSCALED,
                        type("AWS::CloudWatch::Alarm"),
                        type("AWS::Synthetics::Canary")),
                early(
                        "an alarm on replicas ahead of them",
                        REPLICATED_READS,
                        type("AWS::CloudWatch::Alarm"),
                        type(WAIT)),
                early(
                        Variant.WITHOUT_DOMAIN,
                        "a probe ahead of a fleet",
                        AUTOSCALED,
                        type("AWS::Synthetics::Canary"),
                        fleet("read-api")));
    }

    private static StageMutant early(
            String name, ScalingStage stage, Predicate<Resource> later, Predicate<Resource> earlier) {
        return early(Variant.WITH_DOMAIN, name, stage, later, earlier);
    }

    private static StageMutant early(
            Variant variant, String name, ScalingStage stage, Predicate<Resource> later, Predicate<Resource> earlier) {
        return hasty(variant, name, stage, later, earlier, "does not wait");
    }
}
