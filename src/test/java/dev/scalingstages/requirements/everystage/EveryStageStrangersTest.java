package dev.scalingstages.requirements.everystage;

import static dev.scalingstages.stage.ScalingStage.AUTOSCALED;
import static dev.scalingstages.stage.ScalingStage.DATA_PLATFORM;
import static dev.scalingstages.stage.ScalingStage.REPLICATED_READS;
import static dev.scalingstages.stage.ScalingStage.SEPARATE_STORAGE;
import static dev.scalingstages.stage.ScalingStage.SINGLE_SERVER;
import static dev.scalingstages.testing.Edits.remove;
import static dev.scalingstages.testing.Edits.set;
import static dev.scalingstages.testing.StageMutant.mutant;
import static dev.scalingstages.testing.TemplateValues.object;
import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.scalingstages.stage.ScalingStage;
import dev.scalingstages.testing.CloudTemplate;
import dev.scalingstages.testing.Configuration;
import dev.scalingstages.testing.EachConfiguration;
import dev.scalingstages.testing.Mutants;
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
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;

/** X5: no policy of any stage names what a stranger can own. */
@ReadsTemplates
class EveryStageStrangersTest {
    @EachConfiguration
    @Row("X5")
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

    @Mutants
    @Row("X5")
    void theCheckObjects(StageMutant mutant) {
        mutant.assertCaughtBy(StrangerRules::violations);
    }

    static Stream<StageMutant> theCheckObjects() {
        return Stream.of(
                download(SINGLE_SERVER, "by a pattern", "arn:aws:s3:::al2023-repos-us-east-1-*/*"),
                download(REPLICATED_READS, "by a pattern", "arn:aws:s3:::*/*"),
                download(DATA_PLATFORM, "by a pattern", "arn:aws:s3:::aws-ssm-us-east-?/*"),
                download(AUTOSCALED, "neither", "arn:aws:s3:::patch-baseline-snapshot-me-south-1/*"),
                endpoint("packages are written", "neither", 1, "Action", List.of("s3:GetObject", "s3:PutObject")),
                endpoint(
                        "everybody's wait conditions",
                        "stranger's wait condition",
                        2,
                        "Resource",
                        List.of(Map.of(
                                "Fn::Sub",
                                "arn:${AWS::Partition}:s3:::cloudformation-waitcondition-${AWS::Region}/*"))),
                endpoint(
                        "all buckets but a stranger's account",
                        "everybody's",
                        0,
                        "Condition",
                        Map.of("StringEquals", Map.of("aws:ResourceAccount", "999999999999"))),
                endpoint("all buckets of every account", "lets everybody in", 0, "Condition", Map.of()),
                endpoint(
                        "all but one account",
                        "everybody's",
                        0,
                        "Condition",
                        Map.of("StringNotEquals", Map.of("aws:ResourceAccount", "123456789012"))),
                mutant(
                        SEPARATE_STORAGE,
                        all -> NetworkRules.interfaceEndpoints(all).get(0),
                        remove("PolicyDocument/Statement/0/Condition"),
                        "lets everybody in"),
                role(
                        "a stranger's queue",
                        "another account's",
                        "sqs:SendMessage",
                        "arn:aws:sqs:us-east-1:999999999999:q"),
                role("queues of all accounts", "another account's", "sqs:SendMessage", "arn:aws:sqs:*:*:*"),
                role("all topics", "everybody's", "sns:Publish", "*"),
                role(
                        "a stranger's key",
                        "another account's",
                        "kms:Encrypt",
                        "arn:aws:kms:us-east-1:999999999999:key/1"),
                role("a stranger's bucket", "neither", "s3:PutObject", "arn:aws:s3:::somebody/*"),
                first("AWS::KMS::Key", "in on behalf", "/Properties/KeyPolicy/Statement/1", "Condition"),
                first("AWS::SNS::TopicPolicy", "in on behalf", "/Properties/PolicyDocument/Statement/1", "Condition"),
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

    private static StageMutant download(ScalingStage stage, String objection, String bucket) {
        return new StageMutant(
                bucket + " at stage " + stage.number(),
                stage,
                objection,
                template -> template.mutate(
                        NetworkRules.endpoint(template, "s3"), set("PolicyDocument/Statement/1/Resource/-", bucket)));
    }

    private static StageMutant endpoint(String name, String objection, int statement, String key, Object value) {
        return new StageMutant(
                name,
                SINGLE_SERVER,
                objection,
                template -> template.mutate(
                        NetworkRules.endpoint(template, "s3"),
                        set("PolicyDocument/Statement/" + statement + "/" + key, value)));
    }

    private static StageMutant role(String name, String objection, String action, String resource) {
        return new StageMutant(
                name,
                DATA_PLATFORM,
                objection,
                template -> template.mutate(
                        template.resources("AWS::IAM::ManagedPolicy").get(0),
                        set(
                                "PolicyDocument/Statement/-",
                                Map.of("Effect", "Allow", "Action", action, "Resource", resource))));
    }

    private static StageMutant first(String type, String objection, String statement, String key) {
        return new StageMutant(
                type + " without its condition",
                SINGLE_SERVER,
                objection,
                template -> template.mutate(
                        template.resources(type).get(0), each -> ((ObjectNode) each.at(statement)).remove(key)));
    }

    private static String bucket(String arn) {
        return arn.substring(arn.indexOf(":s3:::") + 6).replaceAll("/.*", "");
    }
}
