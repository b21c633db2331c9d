package dev.scalingstages.rehearsal.stack;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Dynamic references: <code>{{resolve:secretsmanager:ID:SecretString:KEY:STAGE:VERSION}}</code> and
 * <code>{{resolve:ssm:NAME}}</code>. As in CloudFormation they are resolved when a resource is created or changed, and
 * a value that changed later is no change of the resource.
 */
final class DynamicReferences {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern REFERENCE = Pattern.compile("\\{\\{resolve:([a-z-]+):([^}]*)}}");
    private static final Pattern SECRET =
            Pattern.compile("(arn:[^:]*:secretsmanager:[^:]*:[^:]*:secret:[^:]+|[^:]+)(?::(.*))?");

    private final Lookups lookups;

    DynamicReferences(Lookups lookups) {
        this.lookups = lookups;
    }

    /** A declaration with the values in place of the references. */
    Declaration resolve(Declaration declaration) throws FailureException {
        return new Declaration(
                declaration.logicalId(),
                declaration.type(),
                (ObjectNode) resolve(declaration.properties()),
                declaration.attributes());
    }

    private JsonNode resolve(JsonNode node) throws FailureException {
        if (node.isObject()) {
            ObjectNode values = JsonNodeFactory.instance.objectNode();
            for (var entry : node.properties()) {
                values.set(entry.getKey(), resolve(entry.getValue()));
            }
            return values;
        }
        if (node.isArray()) {
            ArrayNode values = JsonNodeFactory.instance.arrayNode();
            for (JsonNode each : node) {
                values.add(resolve(each));
            }
            return values;
        }
        return node.isTextual() && node.asText().contains("{{resolve:") ? TextNode.valueOf(text(node.asText())) : node;
    }

    private String text(String text) throws FailureException {
        Matcher references = REFERENCE.matcher(text);
        StringBuilder resolved = new StringBuilder();
        while (references.find()) {
            references.appendReplacement(
                    resolved, Matcher.quoteReplacement(value(references.group(1), references.group(2))));
        }
        return references.appendTail(resolved).toString();
    }

    private String value(String service, String rest) throws FailureException {
        return switch (service) {
            // A version may follow the name; the play has only the latest one.
            case "ssm" -> lookups.parameter(rest.split(":", 2)[0]);
            case "secretsmanager" -> secret(rest);
            default -> throw new FailureException("dynamic references to %s are not played".formatted(service));
        };
    }

    private String secret(String rest) throws FailureException {
        Matcher parts = SECRET.matcher(rest);
        if (!parts.matches()) {
            throw new FailureException("Incorrect format is used in the dynamic reference to the secret " + rest);
        }
        String[] more = parts.group(2) == null ? new String[0] : parts.group(2).split(":", -1);
        String stage = more.length > 2 && !more[2].isEmpty() ? more[2] : "AWSCURRENT";
        if (more.length > 3 && !more[3].isEmpty()) {
            throw new FailureException("versions of secrets by their id are not played: " + rest);
        }
        String value = lookups.secret(parts.group(1), stage);
        if (more.length < 2 || more[1].isEmpty()) {
            return value;
        }
        try {
            JsonNode found = JSON.readTree(value).path(more[1]);
            if (found.isMissingNode()) {
                throw new FailureException(
                        "Could not find a value associated with JSONKey in SecretString: " + more[1]);
            }
            return found.asText();
        } catch (JsonProcessingException e) {
            throw new FailureException("Could not parse SecretString JSON of " + parts.group(1));
        }
    }
}
