package dev.scalingstages.rehearsal.api.policy;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** One statement of a policy. */
final class Statement {
    private static final Set<String> ELEMENTS =
            Set.of("Sid", "Effect", "Action", "NotAction", "Resource", "NotResource", "Principal", "Condition");

    private final JsonNode json;
    private final List<Condition> conditions;

    Statement(JsonNode json) {
        this.json = json;
        this.conditions = conditions(json.path("Condition"));
    }

    /** The ways in which a resource policy names the caller. */
    enum Naming {
        /** The policy has no principals. */
        NONE,
        /** Somebody else. */
        OTHER,
        /** The caller's account, which leaves it to the policies of its roles. */
        ACCOUNT,
        /** The caller, or everybody. */
        CALLER
    }

    boolean allows() {
        return json.path("Effect").asText().equals("Allow");
    }

    /**
     * Whether action, resource and conditions are those of a request; of a policy that stands for one resource, only
     * that.
     */
    boolean matches(Request request) throws NotUnderstoodException {
        checkElements();
        if (!matchesAction(request.action()) || !matchesResource(request.resource())) {
            return false;
        }
        for (Condition condition : conditions) {
            if (!condition.holds(request)) {
                return false;
            }
        }
        return true;
    }

    private void checkElements() throws NotUnderstoodException {
        for (Map.Entry<String, JsonNode> element : json.properties()) {
            if (!ELEMENTS.contains(element.getKey())) {
                throw new NotUnderstoodException("the element " + element.getKey() + " of a statement");
            }
        }
        String effect = json.path("Effect").asText();
        if (!effect.equals("Allow") && !effect.equals("Deny")) {
            throw new NotUnderstoodException("the effect " + effect);
        }
    }

    /** Goes on if it is understood, whatever is asked. */
    void checkUnderstood() throws NotUnderstoodException {
        checkElements();
        for (String element : List.of("Resource", "NotResource")) {
            for (String pattern : texts(json.path(element))) {
                Variables.refuse(pattern);
            }
        }
        for (Condition condition : conditions) {
            condition.checkUnderstood(false);
        }
    }

    private boolean matchesAction(String action) {
        if (json.has("NotAction")) {
            return texts(json.get("NotAction")).stream()
                    .noneMatch(pattern -> Pattern.matchesIgnoringCase(pattern, action));
        }
        return texts(json.path("Action")).stream().anyMatch(pattern -> Pattern.matchesIgnoringCase(pattern, action));
    }

    private boolean matchesResource(String resource) throws NotUnderstoodException {
        boolean negated = json.has("NotResource");
        List<String> patterns = texts(json.path(negated ? "NotResource" : "Resource"));
        for (String pattern : patterns) {
            Variables.refuse(pattern);
        }
        return negated ^ patterns.stream().anyMatch(pattern -> Pattern.matches(pattern, resource));
    }

    /** How the statement names a caller. */
    Naming names(Principal caller, String account) throws NotUnderstoodException {
        JsonNode named = json.path("Principal");
        if (named.isMissingNode()) {
            return Naming.NONE;
        }
        if (named.isTextual()) {
            return named.asText().equals("*") ? Naming.CALLER : Naming.OTHER;
        }
        Naming naming = Naming.OTHER;
        for (Map.Entry<String, JsonNode> kind : named.properties()) {
            for (String name : texts(kind.getValue())) {
                Naming one = switch (kind.getKey()) {
                    case "AWS" -> namesPrincipal(name, caller, account);
                    case "Service" ->
                        caller.kind() == Principal.Kind.SERVICE && name.equals(caller.name())
                                ? Naming.CALLER
                                : Naming.OTHER;
                    case "CanonicalUser", "Federated" -> Naming.OTHER;
                    default -> throw new NotUnderstoodException("principals of the kind " + kind.getKey());
                };
                naming = one.ordinal() > naming.ordinal() ? one : naming;
            }
        }
        return naming;
    }

    private static Naming namesPrincipal(String name, Principal caller, String account) {
        if (name.equals("*")) {
            return Naming.CALLER;
        }
        if (caller.kind() != Principal.Kind.ROLE) {
            return Naming.OTHER;
        }
        if (name.equals(account) || name.matches("arn:[^:]+:iam::" + account + ":root")) {
            return Naming.ACCOUNT;
        }
        return name.matches("arn:[^:]+:iam::" + account + ":role/.*") && name.endsWith("/" + caller.name())
                ? Naming.CALLER
                : Naming.OTHER;
    }

    private static List<Condition> conditions(JsonNode json) {
        List<Condition> conditions = new ArrayList<>();
        json.propertyStream()
                .forEach(operator -> operator.getValue()
                        .propertyStream()
                        .forEach(key ->
                                conditions.add(new Condition(operator.getKey(), key.getKey(), texts(key.getValue())))));
        return conditions;
    }

    private static List<String> texts(JsonNode json) {
        if (json.isMissingNode()) {
            return List.of();
        }
        return json.isArray() ? json.valueStream().map(JsonNode::asText).toList() : List.of(json.asText());
    }
}
