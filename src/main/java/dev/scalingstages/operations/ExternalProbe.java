package dev.scalingstages.operations;

import dev.scalingstages.monitoring.Metric;
import dev.scalingstages.runtime.ClasspathFile;
import dev.scalingstages.runtime.PartContext;
import dev.scalingstages.security.Arns;
import dev.scalingstages.security.OperationsKey;
import dev.scalingstages.security.ServiceRole;
import dev.scalingstages.security.Statement;
import dev.scalingstages.security.Suppressions;
import dev.scalingstages.storage.AccessLogs;
import dev.scalingstages.storage.ProbeStore;
import dev.scalingstages.versions.PinnedVersion;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import software.amazon.awscdk.Aws;
import software.amazon.awscdk.CfnResource;
import software.amazon.awscdk.services.cloudwatch.CfnAlarm;
import software.amazon.awscdk.services.synthetics.CfnCanary;
import software.amazon.awscdk.services.synthetics.CfnCanary.ArtifactConfigProperty;
import software.amazon.awscdk.services.synthetics.CfnCanary.CodeProperty;
import software.amazon.awscdk.services.synthetics.CfnCanary.RunConfigProperty;
import software.amazon.awscdk.services.synthetics.CfnCanary.S3EncryptionProperty;
import software.amazon.awscdk.services.synthetics.CfnCanary.ScheduleProperty;
import software.constructs.Construct;
import software.constructs.IDependable;

/**
 * A CloudWatch Synthetics canary that requests the system's public address each minute, from outside the VPC: it sees
 * what users see, even when everything inside reports healthy. Synthetics creates its function's log group itself,
 * under a name that isn't known in advance, so this is the one log group without the stack's retention and key.
 */
public final class ExternalProbe extends Construct {
    private static final String SCRIPT = "functions/probe/index.js";

    private final CfnAlarm alarm;

    /**
     * @param url the system's public address
     * @param open resources that are complete once the address answers: a probe that starts earlier reports a failure
     *     that isn't one
     */
    public record Props(PartContext context, String url, List<CfnResource> open, AccessLogs accessLogs) {
        public Props {
            Objects.requireNonNull(context, "context");
            Objects.requireNonNull(url, "url");
            open = List.copyOf(open);
            Objects.requireNonNull(accessLogs, "accessLogs");
        }
    }

    public ExternalProbe(Construct scope, String id, Props props) {
        super(scope, id);
        String name = Aws.STACK_NAME + "-probe";
        OperationsKey key = props.context().operationsKey();
        ProbeStore store = new ProbeStore(this, "Store", key, props.accessLogs());
        ServiceRole role = role(name, store, key);
        CfnCanary canary = CfnCanary.Builder.create(this, "Resource")
                .name(name)
                .runtimeVersion(PinnedVersion.CANARY_RUNTIME.value())
                .artifactS3Location("s3://" + store.bucketName())
                .artifactConfig(ArtifactConfigProperty.builder()
                        .s3Encryption(S3EncryptionProperty.builder()
                                .encryptionMode("SSE_KMS")
                                .kmsKeyArn(key.arn())
                                .build())
                        .build())
                .executionRoleArn(role.arn())
                .code(CodeProperty.builder()
                        .handler("index.handler")
                        .script(ClasspathFile.text(SCRIPT))
                        .build())
                .schedule(
                        ScheduleProperty.builder().expression("rate(1 minute)").build())
                .runConfig(RunConfigProperty.builder()
                        .timeoutInSeconds(30)
                        .environmentVariables(Map.of("URL", props.url()))
                        .build())
                .resourcesToReplicateTags(List.of("lambda-function"))
                .startCanaryAfterCreation(true)
                .provisionedResourceCleanup("AUTOMATIC")
                .successRetentionPeriod(7)
                .failureRetentionPeriod(31)
                .build();
        canary.getNode()
                .addDependency(Stream.of(role.policies(), props.open())
                        .flatMap(List::stream)
                        .toArray(IDependable[]::new));
        alarm = props.context()
                .alarms()
                .define(
                        this,
                        "FailedAlarm",
                        Metric.average("CloudWatchSynthetics", "SuccessPercent", Map.of("CanaryName", name))
                                .below(90)
                                .forMinutes(3)
                                .missingIsBreaching(),
                        "The system does not answer from outside: look at the load balancer first, then at DNS.");
        // Missing data counts as bad, so the alarm is created only when there is something to watch.
        alarm.addResourceDependency(canary);
    }

    /** The alarm that goes off when users get no answer. */
    public CfnAlarm alarm() {
        return alarm;
    }

    private ServiceRole role(String canaryName, ProbeStore store, OperationsKey key) {
        String logs = Arns.ofLogGroup("/aws/lambda/cwsyn-" + canaryName + "-*");
        ServiceRole role = new ServiceRole(
                this,
                "Role",
                new ServiceRole.Props("lambda.amazonaws.com", "Probe from outside"),
                List.of(
                        Statement.allow(List.of("s3:PutObject"), List.of(store.bucketArn() + "/*")),
                        Statement.allow(List.of("s3:GetBucketLocation"), List.of(store.bucketArn())),
                        // CloudWatch's user guide lists it among the permissions that a canary needs.
                        Statement.allow(List.of("s3:ListAllMyBuckets"), List.of("*")),
                        Statement.allowKey(List.of("kms:Decrypt", "kms:GenerateDataKey"), key, List.of("s3")),
                        Statement.allow(
                                List.of("logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents"),
                                List.of(logs)),
                        Statement.allow(
                                List.of("cloudwatch:PutMetricData"),
                                List.of("*"),
                                Map.of("StringEquals", Map.of("cloudwatch:namespace", "CloudWatchSynthetics")))));
        accept(
                role,
                "Resource::*",
                "PutMetricData and ListAllMyBuckets know no narrower resource. A condition holds the first to the"
                        + " canaries' namespace; the second tells names of buckets and nothing of what is in them.");
        accept(
                role,
                store.allObjectsFinding(),
                "The canary writes any object of this one bucket; runs are filed by time.");
        accept(
                role,
                "Resource::arn:<AWS::Partition>:logs:<AWS::Region>:<AWS::AccountId>:log-group:"
                        + "/aws/lambda/cwsyn-<AWS::StackName>-probe-*",
                "Synthetics puts an identifier of its own at the end of the log group's name.");
        return role;
    }

    private static void accept(ServiceRole role, String finding, String reason) {
        role.policies().forEach(policy -> Suppressions.accept(policy, "AwsSolutions-IAM5[" + finding + "]", reason));
    }
}
