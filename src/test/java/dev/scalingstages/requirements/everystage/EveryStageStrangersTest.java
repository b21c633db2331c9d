package dev.scalingstages.requirements.everystage;

import static dev.scalingstages.stage.ScalingStage.AUTOSCALED;
import static dev.scalingstages.stage.ScalingStage.DATA_PLATFORM;
import static dev.scalingstages.stage.ScalingStage.REPLICATED_READS;
import static dev.scalingstages.stage.ScalingStage.SEPARATE_STORAGE;
import static dev.scalingstages.stage.ScalingStage.SINGLE_SERVER;
import static dev.scalingstages.testing.Edits.remove;
import static dev.scalingstages.testing.Edits.set;
import static dev.scalingstages.testing.StageMutant.caughtBy;
import static dev.scalingstages.testing.StageMutant.mutant;
import static dev.scalingstages.testing.TemplateValues.joined;
import static dev.scalingstages.testing.TemplateValues.object;
import static dev.scalingstages.testing.TemplateValues.ref;
import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import dev.scalingstages.stage.ScalingStage;
import dev.scalingstages.testing.CloudTemplate;
import dev.scalingstages.testing.Configuration;
import dev.scalingstages.testing.EachConfiguration;
import dev.scalingstages.testing.Edits.Edit;
import dev.scalingstages.testing.ReadsTemplates;
import dev.scalingstages.testing.RolePermissions;
import dev.scalingstages.testing.RolePermissions.Statement;
import dev.scalingstages.testing.Row;
import dev.scalingstages.testing.StageMutant;
import dev.scalingstages.testing.StagesFrom;
import dev.scalingstages.testing.Templates;
import dev.scalingstages.testing.rules.NetworkRules;
import dev.scalingstages.testing.rules.StrangerRules;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.TestFactory;

/** X5: no policy of any stage names what a stranger can own. */
@ReadsTemplates
class EveryStageStrangersTest {
    private static final String OWNER = "PolicyDocument/Statement/0/Condition/StringEquals/aws:ResourceAccount";

    @EachConfiguration
    @Row({"X5", "S6.2"})
    @DisplayName("no statement reaches what a stranger can own, or lets a stranger in")
    void noStatementReachesAStranger(Configuration configuration) {
        configuration.meets(StrangerRules::violations);
    }

    @StagesFrom(1)
    @Row("X5")
    @DisplayName("of AWS's buckets the S3 endpoint opens those that the stage uses: packages, signals, patch baselines")
    void theEndpointOpensWhatTheStageUses(ScalingStage stage) {
        CloudTemplate template = Templates.of(stage);
        Set<String> written = new TreeSet<>();
        Set<String> read = new TreeSet<>();
        for (Statement statement :
                RolePermissions.inDocument(NetworkRules.endpoint(template, "s3").at("/PolicyDocument"))) {
            statement.resources().stream().filter(each -> !each.equals("*")).forEach(each -> {
                (statement.actions().contains("s3:PutObject") ? written : read).add(bucket(each));
            });
        }
        boolean signals =
                !template.resources("AWS::CloudFormation::WaitCondition").isEmpty();
        boolean scans = !template.resources("AWS::SSM::Association").isEmpty();
        assertThat(signals).isEqualTo(stage.compareTo(SEPARATE_STORAGE) <= 0);
        assertThat(scans).isEqualTo(stage.compareTo(AUTOSCALED) >= 0);
        assertThat(written).isEqualTo(signals ? Set.of("cloudformation-waitcondition-${AWS::Region}") : Set.of());
        assertThat(read)
                .isEqualTo(
                        scans
                                ? Set.of(
                                        "al2023-repos-${AWS::Region}-de612dc2",
                                        "aws-patch-manager-us-east-1-1970c647d",
                                        "aws-ssm-us-east-1",
                                        "patch-baseline-snapshot-us-east-1")
                                : Set.of("al2023-repos-${AWS::Region}-de612dc2"));
    }

    @TestFactory
    @Row("X5")
    DynamicNode theCheckObjects() {
        return caughtBy(
                StrangerRules::violations,
                download(SINGLE_SERVER, "arn:aws:s3:::al2023-repos-us-east-1-*/*", "by a pattern"),
                download(REPLICATED_READS, "arn:aws:s3:::*/*", "by a pattern"),
                download(DATA_PLATFORM, "arn:aws:s3:::aws-ssm-us-east-?/*", "by a pattern"),
                download(AUTOSCALED, "arn:aws:s3:::patch-baseline-snapshot-me-south-1/*", "neither"),
                endpoint(set("PolicyDocument/Statement/1/Action", List.of("s3:GetObject", "s3:PutObject")), "neither"),
                endpoint(
                        set(
                                "PolicyDocument/Statement/2/Resource",
                                joined("arn:aws:s3:::cloudformation-waitcondition-", ref("AWS::Region"), "/*")),
                        "stranger's wait condition"),
                endpoint(set(OWNER, "999999999999"), "everybody's"),
                endpoint(remove("PolicyDocument/Statement/0/Condition"), "lets everybody in"),
                endpoint(
                        remove(OWNER)
                                .and(set(
                                        "PolicyDocument/Statement/0/Condition/StringNotEquals",
                                        Map.of("aws:ResourceAccount", "123456789012"))),
                        "everybody's"),
                mutant(
                        SEPARATE_STORAGE,
                        all -> NetworkRules.interfaceEndpoints(all).get(0),
                        remove("PolicyDocument/Statement/0/Condition"),
                        "lets everybody in"),
                role("sqs:SendMessage", "arn:aws:sqs:us-east-1:999999999999:q", "another account's"),
                role("sqs:SendMessage", "arn:aws:sqs:*:*:*", "another account's"),
                role("sns:Publish", "*", "everybody's"),
                role("kms:Encrypt", "arn:aws:kms:us-east-1:999999999999:key/1", "another account's"),
                role("s3:PutObject", "arn:aws:s3:::somebody/*", "neither"),
                mutant(
                        DATA_PLATFORM,
                        "AWS::SQS::QueuePolicy",
                        set("PolicyDocument/Statement/0/Effect", "Allow"),
                        "lets everybody in"),
                mutant(SINGLE_SERVER, "AWS::KMS::Key", remove("KeyPolicy/Statement/1/Condition"), "on behalf"),
                mutant(
                        SINGLE_SERVER,
                        "AWS::SNS::TopicPolicy",
                        remove("PolicyDocument/Statement/1/Condition"),
                        "on behalf"),
                mutant(
                        SEPARATE_STORAGE,
                        "AWS::S3::BucketPolicy",
                        set(
                                "PolicyDocument/Statement/-",
                                object(
                                        entry("Effect", "Allow"),
                                        entry("Principal/AWS", "arn:aws:iam::999999999999:root"),
                                        entry("Action", "s3:GetObject"),
                                        entry("Resource", "*"))),
                        "lets arn:aws:iam::999999999999:root in"));
    }

    private static StageMutant download(ScalingStage stage, String bucket, String objection) {
        Edit edit = set("PolicyDocument/Statement/1/Resource/-", bucket);
        return mutant(stage, all -> NetworkRules.endpoint(all, "s3"), edit, objection);
    }

    private static StageMutant endpoint(Edit edit, String objection) {
        return mutant(SINGLE_SERVER, all -> NetworkRules.endpoint(all, "s3"), edit, objection);
    }

    private static StageMutant role(String action, String resource, String objection) {
        return mutant(
                DATA_PLATFORM, all -> all.allow(all.resources("AWS::IAM::Role").get(0), action, resource), objection);
    }

    private static String bucket(String arn) {
        return arn.substring(arn.indexOf(":s3:::") + 6).replaceAll("/.*", "");
    }
}
