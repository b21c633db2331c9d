package dev.scalingstages.security;

import java.util.List;
import java.util.Map;
import software.amazon.awscdk.Aws;
import software.amazon.awscdk.RemovalPolicy;
import software.amazon.awscdk.services.kms.CfnKey;
import software.constructs.Construct;

/**
 * Two KMS keys that rotate every year and are kept forever: one for data (volumes, databases, objects, queues, tables,
 * cache, warehouse), one for operations (logs, alarms, audit). Services may use them only on behalf of this account.
 */
public final class Keys extends Construct {
    private static final List<String> ALL = List.of("*");

    private static final List<String> PUBLISH = List.of("kms:Decrypt", "kms:GenerateDataKey*");

    private final DataKey data;
    private final OperationsKey operations;

    public Keys(Construct scope, String id) {
        super(scope, id);
        String distributions = Arns.withoutRegion("cloudfront", "distribution/*");
        data = new DataKey(key(
                "Data",
                "Data at rest",
                List.of(
                        Statement.allowService(
                                "cloudfront.amazonaws.com",
                                List.of("kms:Decrypt"),
                                ALL,
                                Map.of("ArnLike", Map.of("aws:SourceArn", distributions))),
                        // As AWS documents it for notifications to an encrypted queue, without the condition on the
                        // account that it does not document here; the queue's own policy has it.
                        Statement.allowService(
                                "s3.amazonaws.com", List.of("kms:Decrypt", "kms:GenerateDataKey"), ALL, Map.of()))));
        String logGroups = Arns.ofLogGroup("*");
        operations = new OperationsKey(key(
                "Operations",
                "Logs, alarms and audit",
                List.of(
                        Statement.allowService(
                                "logs." + Aws.REGION + ".amazonaws.com",
                                List.of(
                                        "kms:Decrypt*",
                                        "kms:Describe*",
                                        "kms:Encrypt*",
                                        "kms:GenerateDataKey*",
                                        "kms:ReEncrypt*"),
                                ALL,
                                Map.of("ArnLike", Map.of("kms:EncryptionContext:aws:logs:arn", logGroups))),
                        publisher("cloudwatch.amazonaws.com"),
                        // Auto Scaling sends its notifications as its service-linked role.
                        Statement.allowRole(
                                Arns.withoutRegion(
                                        "iam",
                                        "role/aws-service-role/autoscaling.amazonaws.com/AWSServiceRoleForAutoScaling"),
                                PUBLISH,
                                ALL),
                        // Decrypt, because the trail's bucket has a bucket key.
                        Statement.allowServiceForThisAccount(
                                "cloudtrail.amazonaws.com",
                                List.of("kms:Decrypt", "kms:DescribeKey", "kms:GenerateDataKey*"),
                                ALL))));
    }

    /** The key for everything that users entrust to the system. */
    public DataKey data() {
        return data;
    }

    /** The key for everything that the system records about itself. */
    public OperationsKey operations() {
        return operations;
    }

    private static Statement publisher(String service) {
        return Statement.allowServiceForThisAccount(service, PUBLISH, ALL);
    }

    private String key(String id, String description, List<Statement> services) {
        CfnKey key = CfnKey.Builder.create(this, id)
                .description(description)
                .enableKeyRotation(true)
                .keyPolicy(Policies.documentForKey(services))
                .build();
        key.applyRemovalPolicy(RemovalPolicy.RETAIN);
        return key.getAttrArn();
    }
}
