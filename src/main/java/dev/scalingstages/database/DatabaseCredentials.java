package dev.scalingstages.database;

import dev.scalingstages.monitoring.LogGroups;
import dev.scalingstages.runtime.ServerSetup;
import dev.scalingstages.runtime.WatchedFunction;
import dev.scalingstages.security.DataKey;
import java.util.List;
import software.amazon.awscdk.Aws;
import software.amazon.awscdk.RemovalPolicy;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.services.logs.CfnLogGroup;
import software.amazon.awscdk.services.rds.CfnDBInstance;
import software.amazon.awscdk.services.secretsmanager.CfnRotationSchedule;
import software.amazon.awscdk.services.secretsmanager.CfnRotationSchedule.HostedRotationLambdaProperty;
import software.amazon.awscdk.services.secretsmanager.CfnRotationSchedule.RotationRulesProperty;
import software.amazon.awscdk.services.secretsmanager.CfnSecret;
import software.amazon.awscdk.services.secretsmanager.CfnSecret.GenerateSecretStringProperty;
import software.amazon.awscdk.services.secretsmanager.CfnSecretTargetAttachment;
import software.constructs.Construct;

/**
 * The credentials of one database. Secrets Manager makes the password and AWS's own rotation function changes it every
 * month; no template, user data or person sees it. (RDS could manage the secret itself, but refuses read replicas of
 * such a database: decision 0004.) The rules that generate the password must never be edited: Secrets Manager would
 * generate a new one that the database never gets.
 */
final class DatabaseCredentials extends Construct {
    /** The master user; create-only. */
    static final String USER = "administrator";

    /** The macro by which CloudFormation makes AWS's own rotation function. */
    private static final String TRANSFORM = "AWS::SecretsManager-2024-09-16";

    private static final int PASSWORD_LENGTH = 40;
    private static final int ROTATION_DAYS = 30;

    private static final String WHAT_TO_READ = "One that ends in -rotation, a change of a database's password: read the"
            + " log group /aws/lambda/ and its name.";

    private final String secretArn;
    private final DataKey key;

    DatabaseCredentials(Construct scope, String id, String component, DataKey key) {
        super(scope, id);
        this.key = key;
        CfnSecret secret = CfnSecret.Builder.create(this, "Secret")
                .description("Credentials of the " + component)
                .kmsKeyId(key.arn())
                .generateSecretString(GenerateSecretStringProperty.builder()
                        .secretStringTemplate("{\"username\":\"" + USER + "\"}")
                        .generateStringKey("password")
                        .passwordLength(PASSWORD_LENGTH)
                        .excludePunctuation(true)
                        .build())
                .build();
        secret.applyRemovalPolicy(RemovalPolicy.RETAIN);
        secretArn = secret.getRef();
    }

    /** The dynamic reference that CloudFormation resolves while it deploys. */
    String passwordReference() {
        return "{{resolve:secretsmanager:" + secretArn + ":SecretString:password::}}";
    }

    String secretArn() {
        return secretArn;
    }

    void allowReadsFrom(ServerSetup server) {
        server.allow(List.of("secretsmanager:GetSecretValue"), List.of(secretArn));
        server.allowKey("secretsmanager", key, "kms:Decrypt");
    }

    /**
     * Rotates the password every month, with a function in the app subnets that reaches databases and nothing else.
     *
     * @return the function
     */
    WatchedFunction rotate(CfnDBInstance instance, String identifier, DatabaseTier tier) {
        CfnSecretTargetAttachment attachment = CfnSecretTargetAttachment.Builder.create(this, "Attachment")
                .secretId(secretArn)
                .targetId(instance.getRef())
                .targetType("AWS::RDS::DBInstance")
                .build();
        // Made first, because Lambda would make it without a retention.
        String functionName = Aws.STACK_NAME + "-" + identifier + "-rotation";
        CfnLogGroup logGroup = LogGroups.create(
                this, "RotationLogGroup", tier.context().operationsKey(), "/aws/lambda/" + functionName);
        Stack.of(this).addTransform(TRANSFORM);
        CfnRotationSchedule schedule = CfnRotationSchedule.Builder.create(this, "Rotation")
                .secretId(attachment.getRef())
                .rotationRules(RotationRulesProperty.builder()
                        .automaticallyAfterDays(ROTATION_DAYS)
                        .build())
                .rotateImmediatelyOnUpdate(false)
                .hostedRotationLambda(HostedRotationLambdaProperty.builder()
                        .rotationType("MySQLSingleUser")
                        .rotationLambdaName(functionName)
                        .kmsKeyArn(key.arn())
                        .vpcSecurityGroupIds(tier.rotation().securityGroup().groupId())
                        .vpcSubnetIds(String.join(",", tier.context().network().appSubnetIds()))
                        .build())
                .build();
        schedule.addResourceDependency(instance);
        schedule.addResourceDependency(logGroup);
        return new WatchedFunction(functionName, 1, WHAT_TO_READ);
    }
}
