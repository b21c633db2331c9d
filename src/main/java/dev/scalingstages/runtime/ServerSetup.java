package dev.scalingstages.runtime;

import dev.scalingstages.network.ComponentSecurityGroup;
import dev.scalingstages.network.Connectable;
import dev.scalingstages.security.EncryptionKey;
import dev.scalingstages.security.ServiceRole;
import dev.scalingstages.security.Statement;
import dev.scalingstages.security.Suppressions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import software.amazon.awscdk.services.iam.CfnManagedPolicy;
import software.constructs.IDependable;

/**
 * A kind of server while it is put together: the lines of its environment file, its permissions, its connections, and
 * what has to be complete before it starts. Only the parts that the server may use see it ({@link ServerAccess}); the
 * result is a {@link ServerIdentity}, to which nothing can be added.
 */
public final class ServerSetup implements Connectable {
    private record Wide(String rule, String reason) {}

    private record KeyUse(EncryptionKey key, String action) {}

    private final ComponentSecurityGroup securityGroup;
    private final List<IDependable> needs = new ArrayList<>();
    private final List<Statement> statements = new ArrayList<>();
    private final Map<Statement, Wide> wide = new LinkedHashMap<>();
    private final Map<KeyUse, Set<String>> keys = new LinkedHashMap<>();
    private final Map<String, String> environment = new LinkedHashMap<>();

    ServerSetup(ComponentSecurityGroup securityGroup) {
        this.securityGroup = securityGroup;
    }

    @Override
    public ComponentSecurityGroup securityGroup() {
        return securityGroup;
    }

    /** Writes a line into the servers' environment file. */
    public void configure(String name, String value) {
        environment.put(name, value);
    }

    /** Allows the servers some actions on some resources. */
    public void allow(List<String> actions, List<String> resources) {
        statements.add(Statement.allow(actions, resources));
    }

    /**
     * Allows the servers some actions on more than one resource.
     *
     * @param finding the policy pack's finding, such as {@code Resource::*}
     * @param reason why it cannot be narrower
     */
    public void allowWide(List<String> actions, List<String> resources, String finding, String reason) {
        allowWide(Statement.allow(actions, resources), finding, reason);
    }

    void allowWide(Statement statement, String finding, String reason) {
        statements.add(statement);
        wide.put(statement, new Wide("AwsSolutions-IAM5[" + finding + "]", reason));
    }

    /**
     * Allows a service to use a key for the servers, to decrypt or encrypt data.
     *
     * @param service such as {@code s3}
     * @param actions such as {@code kms:Decrypt}
     */
    public void allowKey(String service, EncryptionKey key, String... actions) {
        for (String action : actions) {
            keys.computeIfAbsent(new KeyUse(key, action), each -> new TreeSet<>())
                    .add(service);
        }
    }

    /**
     * Makes the servers start only when these resources are complete too. For those that readiness needs but the
     * environment file doesn't refer to, such as the replicas behind a load balancer whose name it contains.
     */
    public void startAfter(IDependable... more) {
        needs.addAll(Arrays.asList(more));
    }

    /** The lines of the environment file, in the order they were written. */
    Map<String, String> environment() {
        return environment;
    }

    /** The resources passed to {@link #startAfter}. */
    List<IDependable> needs() {
        return needs;
    }

    /** Writes the permissions into policies of a role. */
    void grantTo(ServiceRole role, String policies) {
        keys.forEach((use, services) -> statements.add(Statement.allowKey(List.of(use.action), use.key, services)));
        role.grant(policies, merged());
        Set<List<Object>> accepted = new HashSet<>();
        wide.forEach((statement, width) -> {
            CfnManagedPolicy policy = role.policyOf(statement);
            if (accepted.add(List.of(policy, width.rule))) {
                Suppressions.accept(policy, width.rule, width.reason);
            }
        });
    }

    /** Merges statements with the same actions and conditions; wide ones stay separate, each with its finding. */
    private List<Statement> merged() {
        Map<List<Object>, Statement> merged = new LinkedHashMap<>();
        for (Statement statement : statements) {
            Object apart = wide.containsKey(statement) ? statement : "";
            merged.merge(
                    List.of(statement.actions(), statement.conditions(), apart), statement, Statement::withResourcesOf);
        }
        return List.copyOf(merged.values());
    }
}
