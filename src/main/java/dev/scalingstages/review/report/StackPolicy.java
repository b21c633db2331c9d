package dev.scalingstages.review.report;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.scalingstages.review.knowledge.ApplicationFacts;
import dev.scalingstages.review.knowledge.Foundations;
import dev.scalingstages.review.knowledge.Readers;
import dev.scalingstages.review.template.Comparison;
import dev.scalingstages.review.template.Template;
import java.util.SortedSet;

/**
 * A CloudFormation stack policy that lets a stack be updated, and denies the replacement and the removal of what holds
 * data and of what that stands on, and the removal of a single server that serves it. It is the last guard of a live
 * stack, against any template, also one that nobody checked.
 */
public final class StackPolicy {
    private static final ObjectMapper JSON = new ObjectMapper();

    private StackPolicy() {}

    /**
     * The policy for a stack at a template.
     *
     * @param application what is known of the one application whose stages are told apart
     * @param comparison a comparison whose second template it is, for the types that hold data
     */
    public static ObjectNode of(ApplicationFacts application, Template template, Comparison comparison) {
        ApplicationFacts facts = application.of(template);
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
        // What leaves at a later step must not be denied, or that step fails.
        Foundations.of(template, comparison).logicalIds().stream()
                .filter(id -> !facts.mayLeave(template.resource(id).orElseThrow()))
                .forEach(id -> resources.add(resource(id)));
        SortedSet<String> servers = Readers.servers(template, comparison);
        if (!servers.isEmpty()) {
            // Denied all the same: the one step at which it may leave sets the next stage's policy before the deploy.
            ObjectNode denyServers = statements.addObject();
            denyServers.put("Effect", "Deny");
            denyServers.put("Action", "Update:Delete");
            denyServers.put("Principal", "*");
            ArrayNode served = denyServers.putArray("Resource");
            servers.forEach(id -> served.add(resource(id)));
        }
        return policy;
    }

    /** The policy as text, in the form that {@code aws cloudformation set-stack-policy} takes. */
    public static String print(ApplicationFacts application, Template template, Comparison comparison) {
        return PlanFormat.pretty(of(application, template, comparison));
    }

    private static String resource(String logicalId) {
        return "LogicalResourceId/" + logicalId;
    }
}
