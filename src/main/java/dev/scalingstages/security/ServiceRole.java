package dev.scalingstages.security;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import software.amazon.awscdk.services.iam.CfnManagedPolicy;
import software.amazon.awscdk.services.iam.CfnRole;
import software.constructs.Construct;

/**
 * A role that one AWS service assumes. Its permissions are in managed policies that the stack owns; a role that
 * collects statements writes them with {@link #grant}.
 */
public final class ServiceRole extends Construct {
    /** IAM allows 6,144 characters for a managed policy; this many statements stay below, which a test verifies. */
    private static final int STATEMENTS_OF_ONE_POLICY = 20;

    /**
     * A role with more statements has them in policies of this size. Never change it: a statement that moves from one
     * policy of a running stack to another may be missing in between.
     */
    private static final int STATEMENTS_PER_POLICY = 16;

    private final CfnRole role;
    private final String arn;
    private final String name;
    private final List<CfnManagedPolicy> policies = new ArrayList<>();
    private List<Statement> distinct = List.of();
    private int perPolicy = STATEMENTS_OF_ONE_POLICY;

    /**
     * @param services who assumes the role, such as {@code ec2.amazonaws.com}; one, unless a service has two names
     * @param description what the role is for
     */
    public record Props(List<String> services, String description) {
        public Props {
            services = List.copyOf(services);
            Objects.requireNonNull(description, "description");
        }

        public Props(String service, String description) {
            this(List.of(service), description);
        }
    }

    public ServiceRole(Construct scope, String id, Props props) {
        super(scope, id);
        role = CfnRole.Builder.create(this, "Resource")
                .description(props.description())
                .assumeRolePolicyDocument(Policies.assumedBy(props.services()))
                .build();
        arn = role.getAttrArn();
        name = role.getRef();
    }

    /**
     * Makes a role for a service that AWS writes the permissions for.
     *
     * @param managedPolicies the names of AWS's policies, such as
     *     {@code service-role/AWSBackupServiceRolePolicyForBackup}
     * @param reason why a policy that AWS maintains is right here
     */
    public static ServiceRole withManagedPolicies(
            Construct scope, String id, Props props, List<String> managedPolicies, String reason) {
        ServiceRole result = new ServiceRole(scope, id, props);
        result.role.setManagedPolicyArns(
                managedPolicies.stream().map(Arns::ofManagedPolicy).toList());
        for (String policy : managedPolicies) {
            Suppressions.accept(
                    result.role,
                    "AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/" + policy + "]",
                    reason);
        }
        return result;
    }

    /** Makes a role with all its permissions at once. */
    public ServiceRole(Construct scope, String id, Props props, List<Statement> statements) {
        this(scope, id, props);
        grant(statements);
    }

    /** Writes permissions; once for each role. */
    public void grant(List<Statement> statements) {
        grant("Policy", statements);
    }

    /**
     * The same in policies with another name. A changed policy takes effect before the role's servers are replaced; one
     * with another name is created beside the old one, which is deleted once they are.
     *
     * @param name the prefix of the policies' ids
     */
    public void grant(String name, List<Statement> statements) {
        distinct = statements.stream().distinct().toList();
        perPolicy = distinct.size() <= STATEMENTS_OF_ONE_POLICY ? STATEMENTS_OF_ONE_POLICY : STATEMENTS_PER_POLICY;
        for (int from = 0; from < distinct.size(); from += perPolicy) {
            policies.add(CfnManagedPolicy.Builder.create(this, name + (policies.size() + 1))
                    .roles(List.of(this.name))
                    .policyDocument(
                            Policies.document(distinct.subList(from, Math.min(from + perPolicy, distinct.size()))))
                    .build());
        }
    }

    /** The policy that holds a statement, for a finding about it. */
    public CfnManagedPolicy policyOf(Statement statement) {
        return policies.get(distinct.indexOf(statement) / perPolicy);
    }

    /** The role's ARN. */
    public String arn() {
        return arn;
    }

    /** The role's name. */
    public String name() {
        return name;
    }

    /**
     * The permissions: resources that use the role must wait for them, and findings about them are accepted on them.
     */
    public List<CfnManagedPolicy> policies() {
        return List.copyOf(policies);
    }
}
