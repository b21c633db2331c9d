package dev.scalingstages.reports;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.scalingstages.growth.Departure;
import dev.scalingstages.growth.Foundations;
import dev.scalingstages.templates.Comparison;
import dev.scalingstages.templates.Resource;
import dev.scalingstages.templates.Template;

/**
 * A CloudFormation stack policy that lets a stack be updated, and denies the replacement and the removal of what holds
 * data and of what that stands on. It is the last guard of a live stack, against any template, also one that nobody
 * checked.
 */
public final class StackPolicy {
    private static final ObjectMapper JSON = new ObjectMapper();

    private StackPolicy() {}

    /**
     * The policy for a stack at a template.
     *
     * @param comparison a comparison whose second template it is, for the types that hold data
     */
    public static ObjectNode of(Template template, Comparison comparison) {
        ObjectNode policy = JSON.createObjectNode();
        ArrayNode statements = policy.putArray("Statement");
        ObjectNode allow = statements.addObject();
        allow.put("Effect", "Allow");
        allow.put("Action", "Update:*");
        allow.put("Principal", "*");
        allow.put("Resource", "*");
        ObjectNode deny = statements.addObject();
        deny.put("Effect", "Deny");
        deny.putArray("Action").add("Update:Replace").add("Update:Delete");
        deny.put("Principal", "*");
        ArrayNode resources = deny.putArray("Resource");
        Foundations.of(template, comparison).logicalIds().stream()
                .filter(id -> !mayLeaveLater(template.resource(id).orElseThrow()))
                .forEach(id -> resources.add("LogicalResourceId/" + id));
        return policy;
    }

    /** The policy as text, in the form that {@code aws cloudformation set-stack-policy} takes. */
    public static String print(Template template, Comparison comparison) {
        return PlanFormat.pretty(of(template, comparison));
    }

    /** What leaves at a later step must not be denied, or that step fails. */
    private static boolean mayLeaveLater(Resource resource) {
        return Departure.all().stream().anyMatch(departure -> departure.isOf(resource));
    }
}
