package dev.scalingstages.rehearsal.stack;

import java.util.Locale;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;

/** Resources that are accepted and not played: they have invented physical ids and attributes, and do nothing. */
final class Accepted implements ResourceType {
    /** Types whose {@code Ref} is an ARN. */
    private static final Set<String> REF_IS_ARN = Set.of(
            "AWS::CloudFormation::WaitConditionHandle",
            "AWS::ElasticLoadBalancingV2::Listener",
            "AWS::ElasticLoadBalancingV2::ListenerRule",
            "AWS::ElasticLoadBalancingV2::LoadBalancer",
            "AWS::ElasticLoadBalancingV2::TargetGroup",
            "AWS::IAM::ManagedPolicy",
            "AWS::Logs::LogAnomalyDetector",
            "AWS::SNS::Topic",
            "AWS::SecretsManager::Secret");

    private final Environment environment;
    private final AtomicLong number = new AtomicLong();

    Accepted(Environment environment) {
        this.environment = environment;
    }

    @Override
    public Created create(Declaration declaration) {
        String name =
                "%s-%s-%04x".formatted(environment.stackName(), declaration.logicalId(), number.incrementAndGet());
        return Created.named(REF_IS_ARN.contains(declaration.type()) ? arn(declaration.type(), name) : name);
    }

    @Override
    public Created update(Declaration before, Declaration after, Created created) {
        return created;
    }

    @Override
    public void delete(Declaration declaration, Created created) {
        // There is nothing.
    }

    /** An attribute of such a resource. */
    String attribute(StackState.Entry entry, String name) {
        String physicalId = entry.created().physicalId();
        if (!name.toLowerCase(Locale.ROOT).endsWith("arn")) {
            return physicalId + "-" + name;
        }
        return physicalId.startsWith("arn:")
                ? physicalId
                : arn(entry.declaration().type(), physicalId);
    }

    private String arn(String type, String name) {
        return "arn:%s:%s:%s:%s:%s"
                .formatted(
                        environment.partition(),
                        type.split("::")[1].toLowerCase(Locale.ROOT),
                        environment.region(),
                        environment.accountId(),
                        name);
    }
}
