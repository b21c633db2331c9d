package dev.scalingstages.testing;

import com.fasterxml.jackson.databind.JsonNode;
import dev.scalingstages.testing.CloudTemplate.Resource;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** What policies allow: those of a role, wherever they are attached, and those of a bucket, key or topic. */
public final class RolePermissions {
    private static final List<String> POLICIES =
            List.of("AWS::IAM::Policy", "AWS::IAM::ManagedPolicy", "AWS::IAM::RolePolicy");

    private RolePermissions() {}

    /**
     * One statement.
     *
     * @param principal as it is in the policy; missing in a role's policy
     * @param resources as {@link TemplateText} writes them
     */
    public record Statement(
            boolean allows, Set<String> actions, Set<String> resources, JsonNode principal, JsonNode condition) {
        static Statement of(JsonNode json) {
            return new Statement(
                    json.path("Effect").asText().equals("Allow"),
                    new LinkedHashSet<>(TemplateText.each(json.path("Action"))),
                    new LinkedHashSet<>(TemplateText.each(json.path("Resource"))),
                    json.path("Principal"),
                    json.path("Condition"));
        }

        /** Whether it lets an AWS service do an action. */
        public boolean allowsService(String service, String action) {
            return allows
                    && actions.contains(action)
                    && TemplateText.each(principal.path("Service")).contains(service);
        }
    }

    /** All statements about a role. */
    public static List<Statement> of(CloudTemplate template, Resource role) {
        List<Statement> statements = new ArrayList<>();
        role.at("/Policies").forEach(policy -> statements.addAll(inDocument(policy.path("PolicyDocument"))));
        for (String type : POLICIES) {
            for (Resource policy : template.resources(type)) {
                if (isAttached(policy, role)) {
                    statements.addAll(inDocument(policy.at("/PolicyDocument")));
                }
            }
        }
        return statements;
    }

    /** The resources that a role may do an action on, as {@link TemplateText} writes them. */
    public static Set<String> resources(CloudTemplate template, Resource role, String action) {
        Set<String> resources = new LinkedHashSet<>();
        of(template, role).stream()
                .filter(statement -> statement.allows() && statement.actions().contains(action))
                .forEach(statement -> resources.addAll(statement.resources()));
        return resources;
    }

    /** The policies of AWS's own that a role has, which this template cannot narrow. */
    public static List<String> managedByAws(CloudTemplate template, Resource role) {
        return TemplateText.each(role.at("/ManagedPolicyArns")).stream()
                .filter(policy -> policy.contains(":iam::aws:"))
                .toList();
    }

    /** The statements of a policy document. */
    public static List<Statement> inDocument(JsonNode document) {
        List<Statement> statements = new ArrayList<>();
        document.path("Statement").forEach(statement -> statements.add(Statement.of(statement)));
        return statements;
    }

    private static boolean isAttached(Resource policy, Resource role) {
        return policy.refersTo("/Roles", role)
                || policy.refersTo("/RoleName", role)
                || role.refersTo("/ManagedPolicyArns", policy);
    }
}
