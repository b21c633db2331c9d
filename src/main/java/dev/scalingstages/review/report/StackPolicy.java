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
 * A CloudFormation stack policy that lets a stack be updated, and denies the replacement and removal of stateful
 * resources and of their dependencies, and the removal of a single server that serves data. It is the last guard of a
 * live stack, against any template, even one that nobody checked.
 */
public final class StackPolicy {
    private static final ObjectMapper JSON = new ObjectMapper();

    private StackPolicy() {}

    /**
     * The policy for a stack that is at a template.
     *
     * @param application the facts about the application whose stages the policy recognizes
     * @param comparison a comparison whose second template this is, for the stateful types
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
        // Removing a resource that leaves at a later step must not be denied, or that step fails.
        Foundations.of(template, comparison).logicalIds().stream()
                .filter(id -> !facts.mayLeave(template.resource(id).orElseThrow()))
                .forEach(id -> resources.add(resource(id)));
        SortedSet<String> servers = Readers.servers(template, comparison);
        if (!servers.isEmpty()) {
            // Denied anyway: the one step at which it may leave sets the next stage's policy before the deploy.
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
