package dev.scalingstages.testing;

import com.fasterxml.jackson.databind.JsonNode;
import dev.scalingstages.testing.CloudTemplate.Resource;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** What policies allow: those of a role, wherever they are attached, and those of a bucket, key, queue or topic. */
public final class RolePermissions {
    private RolePermissions() {}

    /** One statement of a policy. */
    public record Statement(JsonNode json) {
        /** Whether it allows, and does not deny. */
        public boolean allows() {
            return json.path("Effect").asText().equals("Allow");
        }

        /** The actions that it is about. */
        public Set<String> actions() {
            return texts(json.path("Action"));
        }

        /** The resources that it is about, as {@link TemplateText} writes them. */
        public Set<String> resources() {
            return texts(json.path("Resource"));
        }

        /** Whom it is about, as it is in the policy; missing in a role's policy. */
        public JsonNode principal() {
            return json.path("Principal");
        }

        /** The services that it is about. */
        public Set<String> services() {
            return texts(principal().path("Service"));
        }

        /** What must hold besides. */
        public JsonNode condition() {
            return json.path("Condition");
        }

        /** Whether it is about everybody. */
        public boolean isEverybody() {
            return principal().asText().equals("*")
                    || texts(principal().path("AWS")).contains("*");
        }

        /** Whether it lets an AWS service do an action. */
        public boolean allowsService(String service, String action) {
            return allows() && actions().contains(action) && services().contains(service);
        }

        /** Whether it denies some actions to everybody who comes without TLS. */
        public boolean deniesPlainText(Set<String> denied) {
            return json.path("Effect").asText().equals("Deny")
                    && isEverybody()
                    && actions().equals(denied)
                    && condition().at("/Bool/aws:SecureTransport").asText().equals("false")
                    && condition().size() == 1;
        }

        @Override
        public String toString() {
            return json.toString();
        }

        private static Set<String> texts(JsonNode value) {
            return new LinkedHashSet<>(TemplateText.each(value));
        }
    }

    /** All statements about a role. */
    public static List<Statement> of(CloudTemplate template, Resource role) {
        List<Statement> statements = new ArrayList<>();
        role.at("/Policies").forEach(policy -> statements.addAll(inDocument(policy.path("PolicyDocument"))));
        policies(template, role).forEach(policy -> statements.addAll(inDocument(policy.at("/PolicyDocument"))));
        return statements;
    }

    /** The policies beside a role that are attached to it. */
    public static List<Resource> policies(CloudTemplate template, Resource role) {
        return Stream.of("AWS::IAM::ManagedPolicy", "AWS::IAM::Policy", "AWS::IAM::RolePolicy")
                .flatMap(type -> template.resources(type).stream())
                .filter(policy -> policy.refersTo("/Roles", role)
                        || policy.refersTo("/RoleName", role)
                        || role.refersTo("/ManagedPolicyArns", policy))
                .toList();
    }

    /** The resources that a role may do an action on, as {@link TemplateText} writes them. */
    public static Set<String> resources(CloudTemplate template, Resource role, String action) {
        Set<String> resources = new LinkedHashSet<>();
        of(template, role).stream()
                .filter(statement -> statement.allows() && statement.actions().contains(action))
                .forEach(statement -> resources.addAll(statement.resources()));
        return resources;
    }

    /** All actions that a role's policies are about. */
    public static Set<String> actions(CloudTemplate template, Resource role) {
        Set<String> actions = new TreeSet<>();
        of(template, role).forEach(statement -> actions.addAll(statement.actions()));
        return actions;
    }

    /** The statements about a resource in policies of a type, which name their resources at a pointer. */
    public static List<Statement> about(CloudTemplate template, String type, String pointer, Resource resource) {
        return template.referring(type, pointer, resource).stream()
                .flatMap(policy -> inDocument(policy.at("/PolicyDocument")).stream())
                .toList();
    }

    /** The statements of a policy document, which may be one without a list. */
    public static List<Statement> inDocument(JsonNode document) {
        JsonNode statements = document.path("Statement");
        return statements.isArray()
                ? StreamSupport.stream(statements.spliterator(), false)
                        .map(Statement::new)
                        .toList()
                : List.of(new Statement(statements));
    }
}
