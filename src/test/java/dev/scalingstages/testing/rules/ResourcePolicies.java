package dev.scalingstages.testing.rules;

import com.fasterxml.jackson.databind.JsonNode;
import dev.scalingstages.testing.CloudTemplate;
import dev.scalingstages.testing.CloudTemplate.Resource;
import dev.scalingstages.testing.TemplateText;
import java.util.List;
import java.util.Set;
import java.util.stream.StreamSupport;

/** Reads the policies that are attached to buckets, queues, topics and keys. */
final class ResourcePolicies {
    private ResourcePolicies() {}

    /** All statements of a policy document. */
    static List<JsonNode> statements(JsonNode document) {
        JsonNode statements = document.path("Statement");
        return statements.isArray()
                ? StreamSupport.stream(statements.spliterator(), false).toList()
                : List.of(statements);
    }

    /** A value that may be one text or a list of texts, as a set. */
    static Set<String> texts(JsonNode value) {
        return Set.copyOf(TemplateText.each(value));
    }

    /** The statements about a resource in policies of a type, which name their resources at a pointer. */
    static List<JsonNode> about(CloudTemplate template, String policyType, String pointer, Resource resource) {
        return template.resources(policyType).stream()
                .filter(policy -> policy.refersTo(pointer, resource))
                .flatMap(policy -> statements(policy.at("/PolicyDocument")).stream())
                .toList();
    }

    /** Whether a statement denies some actions to everybody who comes without TLS. */
    static boolean deniesPlainText(JsonNode statement, Set<String> actions) {
        return statement.path("Effect").asText().equals("Deny")
                && isEverybody(statement)
                && texts(statement.path("Action")).equals(actions)
                && statement
                        .path("Condition")
                        .path("Bool")
                        .path("aws:SecureTransport")
                        .asText()
                        .equals("false")
                && statement.path("Condition").size() == 1;
    }

    /** Whether a statement is about everybody. */
    static boolean isEverybody(JsonNode statement) {
        JsonNode principal = statement.path("Principal");
        return principal.asText().equals("*") || texts(principal.path("AWS")).contains("*");
    }

    /** The services that a statement is about. */
    static Set<String> services(JsonNode statement) {
        return texts(statement.path("Principal").path("Service"));
    }

    /** The resources that a statement is about, as text. */
    static Set<String> resources(JsonNode statement) {
        return texts(statement.path("Resource"));
    }

    /** The actions that a statement is about. */
    static Set<String> actions(JsonNode statement) {
        return texts(statement.path("Action"));
    }
}
