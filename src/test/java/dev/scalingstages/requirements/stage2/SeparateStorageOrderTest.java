package dev.scalingstages.requirements.stage2;

import static dev.scalingstages.stage.ScalingStage.SEPARATE_STORAGE;
import static dev.scalingstages.stage.ScalingStage.SINGLE_SERVER;
import static dev.scalingstages.testing.Edits.remove;
import static dev.scalingstages.testing.Edits.replace;
import static dev.scalingstages.testing.Edits.set;
import static dev.scalingstages.testing.StageMutant.caughtBy;
import static dev.scalingstages.testing.StageMutant.mutant;
import static dev.scalingstages.testing.TemplateValues.ref;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.scalingstages.testing.CloudTemplate;
import dev.scalingstages.testing.CloudTemplate.Resource;
import dev.scalingstages.testing.LiveStack;
import dev.scalingstages.testing.ReadsTemplates;
import dev.scalingstages.testing.Row;
import dev.scalingstages.testing.StageMutant;
import dev.scalingstages.testing.Templates;
import dev.scalingstages.testing.Variant;
import dev.scalingstages.testing.Violations;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** G10: the move of the box's data is the last thing in the step to stage 2 that can fail, and has the time that it takes. */
@ReadsTemplates
class SeparateStorageOrderTest {
    /**
     * What leads to the server, and so comes after it. In the step from stage 1 all of these exist and stay as they are, which
     * is looked at as well; at most an alarm gets another tag, in the seconds in which the server starts.
     */
    private static final Set<String> LEADS_TO_THE_SERVER = Set.of(
            "AWS::CloudWatch::Alarm",
            "AWS::EC2::EIPAssociation",
            "AWS::EC2::VolumeAttachment",
            "AWS::Route53::RecordSet");

    @ParameterizedTest
    @EnumSource(Variant.class)
    @Row("G10")
    @DisplayName("the server that moves the data boots when all else is complete, and the deploy waits for it last")
    void theMoveIsTheLastThingThatCanFail(Variant variant) {
        assertThat(outOfOrder(Templates.of(variant, SINGLE_SERVER), Templates.of(variant, SEPARATE_STORAGE)))
                .isEmpty();
    }

    private static List<String> outOfOrder(CloudTemplate stage1, CloudTemplate template) {
        Violations violations = new Violations();
        Resource server = template.only("AWS::EC2::Instance");
        Resource wait = template.only("AWS::CloudFormation::WaitCondition");
        Set<String> before = template.before(server);
        Set<String> beforeTheWait = template.before(wait);
        violations.unless(!before.contains(server.logicalId()), "the server waits for itself");
        for (Resource resource : template.resources()) {
            String id = resource.logicalId();
            if (id.equals(server.logicalId()) || id.equals(wait.logicalId())) {
                continue;
            }
            boolean isHarmless = LEADS_TO_THE_SERVER.contains(resource.type()) && isUnchanged(stage1, resource);
            violations
                    .unless(
                            before.contains(id) || isHarmless,
                            id + " (" + resource.type() + ") can fail when the data has moved")
                    .unless(
                            beforeTheWait.contains(id) || isHarmless,
                            id + " can fail when the deploy has waited for the move");
        }
        return violations;
    }

    /** CloudFormation leaves alone what is the same, but for its tags. */
    private static boolean isUnchanged(CloudTemplate stage1, Resource resource) {
        JsonNode before =
                stage1.json().path("Resources").path(resource.logicalId()).path("Properties");
        return before.isObject() && withoutTags(before).equals(withoutTags(resource.properties()));
    }

    private static JsonNode withoutTags(JsonNode properties) {
        return ((ObjectNode) properties.deepCopy()).without("Tags");
    }

    private static StageMutant forgets(String type) {
        return mutant(
                SEPARATE_STORAGE,
                all -> all.mutate(
                        all.only("AWS::EC2::Instance"),
                        replace(
                                "/DependsOn",
                                all.resources(type).get(0).logicalId(),
                                all.only("AWS::EC2::VPC").logicalId())),
                "(" + type + ") can fail when the data has moved");
    }

    @TestFactory
    DynamicNode eachMutantIsCaught() {
        return caughtBy(
                template -> outOfOrder(Templates.of(SINGLE_SERVER), template),
                forgets("AWS::SecretsManager::RotationSchedule"),
                forgets("AWS::Backup::BackupSelection"),
                mutant(
                        SEPARATE_STORAGE,
                        all -> all.resources("AWS::CloudWatch::Alarm", "server").get(0),
                        set("Threshold", 70),
                        "(AWS::CloudWatch::Alarm) can fail when the data has moved"),
                new StageMutant(
                        "a new part that the server does not wait for",
                        SEPARATE_STORAGE,
                        "Later (AWS::SQS::Queue) can fail when the data has moved",
                        all -> all.add("Later", "AWS::SQS::Queue", Map.of())),
                new StageMutant(
                        "a part that waits for the server without being about it",
                        SEPARATE_STORAGE,
                        "Later (AWS::SQS::Queue) can fail when the data has moved",
                        all -> all.add(
                                "Later", "AWS::SQS::Queue", Map.of("QueueName", ref(all.only("AWS::EC2::Instance"))))),
                mutant(
                        SEPARATE_STORAGE,
                        "AWS::CloudFormation::WaitCondition",
                        remove("/DependsOn"),
                        "can fail when the deploy has waited for the move"));
    }

    /** At 20 MB/s there and back, with a quarter of an hour for the boot; twelve hours are CloudFormation's limit. */
    @ParameterizedTest
    @CsvSource({"10, 1974", "20, 3048", "100, 11638", "393, 43099", "394, 43200", "16384, 43200"})
    @Row("G10")
    void theDeployWaitsAsLongAsAFullVolumeTakesToMove(int volumeGiB, int seconds) {
        CloudTemplate template = LiveStack.of(SEPARATE_STORAGE, Map.of("dataVolumeGiB", volumeGiB));
        assertThat(template.only("AWS::CloudFormation::WaitCondition").number("/Timeout"))
                .isEqualTo(seconds);
    }
}
