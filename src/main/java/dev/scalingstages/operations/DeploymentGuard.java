package dev.scalingstages.operations;

import java.util.List;
import java.util.stream.Collectors;
import software.amazon.awscdk.Aws;
import software.amazon.awscdk.services.cloudwatch.CfnAlarm;
import software.amazon.awscdk.services.cloudwatch.CfnCompositeAlarm;
import software.constructs.Construct;

/**
 * One alarm for "users are hurt": CloudFormation watches it while it deploys and rolls back when it goes off. A
 * template cannot ask for that; {@code bin/release} does, with the ARN from the stack's outputs.
 */
public final class DeploymentGuard extends Construct {
    private final CfnCompositeAlarm alarm;

    /**
     * @param alarms any of which means that users are hurt
     * @param topicArn the topic that it notifies
     */
    public DeploymentGuard(Construct scope, String id, List<CfnAlarm> alarms, String topicArn) {
        super(scope, id);
        alarm = CfnCompositeAlarm.Builder.create(this, "Resource")
                .alarmName(Aws.STACK_NAME + "-deployment-guard")
                .alarmDescription("Users get errors, slow answers or none: a deploy that is under way rolls back.")
                .alarmRule(alarms.stream()
                        .map(each -> "ALARM(\"" + each.getRef() + "\")")
                        .collect(Collectors.joining(" OR ")))
                .alarmActions(List.of(topicArn))
                .build();
    }

    /** The ARN that a deploy's rollback triggers name. */
    public String arn() {
        return alarm.getAttrArn();
    }
}
