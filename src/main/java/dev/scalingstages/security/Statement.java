package dev.scalingstages.security;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import software.amazon.awscdk.Aws;

/**
 * One statement of a policy that allows something.
 *
 * @param principal who is allowed, in a resource's policy; empty in a role's policy
 * @param actions such as {@code s3:GetObject}
 * @param resources ARNs
 * @param conditions operator to key to value; none by default
 */
public record Statement(
        Map<String, String> principal,
        List<String> actions,
        List<String> resources,
        Map<String, ? extends Object> conditions) {
    public Statement {
        principal = Map.copyOf(principal);
        actions = List.copyOf(actions);
        resources = List.copyOf(resources);
        // Sorted: a template must not differ from one run to the next.
        conditions = new TreeMap<>(conditions);
    }

    /** Allows a role some actions on some resources. */
    public static Statement allow(List<String> actions, List<String> resources) {
        return new Statement(Map.of(), actions, resources, Map.of());
    }

    /** Allows a role some actions on some resources under conditions. */
    public static Statement allow(
            List<String> actions, List<String> resources, Map<String, ? extends Object> conditions) {
        return new Statement(Map.of(), actions, resources, conditions);
    }

    /**
     * Allows a role to use a key through other services, but not directly.
     *
     * @param services such as {@code s3}, whose calls on behalf of the role count
     */
    public static Statement allowKey(List<String> actions, EncryptionKey key, Collection<String> services) {
        List<String> names = services.stream()
                .distinct()
                .sorted()
                .map(service -> service + "." + Aws.REGION + ".amazonaws.com")
                .toList();
        return allow(actions, List.of(key.arn()), Map.of("StringEquals", Map.of("kms:ViaService", names)));
    }

    /** Allows a service of AWS some actions on the resource that the policy is on. */
    public static Statement allowService(
            String service, List<String> actions, List<String> resources, Map<String, ? extends Object> conditions) {
        return new Statement(Map.of("Service", service), actions, resources, conditions);
    }

    /** Allows a service of AWS some actions, only on behalf of this account. */
    public static Statement allowServiceForThisAccount(String service, List<String> actions, List<String> resources) {
        return allowService(
                service, actions, resources, Map.of("StringEquals", Map.of("aws:SourceAccount", Aws.ACCOUNT_ID)));
    }

    /** Allows one role of this account, which need not exist yet, some actions on the resource of the policy. */
    public static Statement allowRole(String roleArn, List<String> actions, List<String> resources) {
        return new Statement(
                Map.of("AWS", "*"),
                actions,
                resources,
                new TreeMap<>(Map.of(
                        "StringEquals",
                        Map.of("aws:PrincipalAccount", Aws.ACCOUNT_ID),
                        "ArnEquals",
                        Map.of("aws:PrincipalArn", roleArn))));
    }

    /** The same statement, also on the resources of another. */
    public Statement withResourcesOf(Statement other) {
        return new Statement(
                principal,
                actions,
                Stream.concat(resources.stream(), other.resources.stream())
                        .distinct()
                        .toList(),
                conditions);
    }

    /** The statement in IAM's JSON form. */
    Map<String, Object> json() {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("Effect", "Allow");
        if (!principal.isEmpty()) {
            json.put("Principal", principal);
        }
        json.put("Action", oneOrMore(actions));
        json.put("Resource", oneOrMore(resources));
        if (!conditions.isEmpty()) {
            json.put("Condition", conditions);
        }
        return json;
    }

    private static Object oneOrMore(List<String> values) {
        return values.size() == 1 ? values.get(0) : values;
    }
}
