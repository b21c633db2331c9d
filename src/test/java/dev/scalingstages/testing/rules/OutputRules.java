package dev.scalingstages.testing.rules;

import com.fasterxml.jackson.databind.JsonNode;
import dev.scalingstages.testing.CloudTemplate;
import dev.scalingstages.testing.CloudTemplate.Resource;
import dev.scalingstages.testing.TemplateText;
import dev.scalingstages.testing.Violations;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** X8: the outputs name what an operator needs to reach each component, and no secret: references to follow. */
public final class OutputRules {
    /** Components that an operator never addresses, each with the one that he does address. */
    private static final Map<String, String> REACHED_BY = Map.of(
            "access-logs", "the console of S3, where its tag leads",
            "backups", "the vault, which has the stack's name",
            "database-tier", "the databases that share it",
            "fleets", "the groups, each by its name",
            "internal-certificate", "the load balancer that presents it",
            "read-replicas", "the load balancer in front of them");

    private OutputRules() {}

    /** What an operator would have to search for. */
    public static List<String> violations(CloudTemplate template) {
        Violations violations = new Violations();
        JsonNode outputs = template.json().path("Outputs");
        Set<String> reached = new TreeSet<>();
        outputs.properties().forEach(output -> {
            String value = TemplateText.of(output.getValue().path("Value"));
            if (value.contains("{{resolve:")) {
                violations.add("the output " + output.getKey() + " shows a secret");
            }
            for (String id : CloudTemplate.references(output.getValue().path("Value"))) {
                if (template.has(id)) {
                    template.resource(id).tag("component").ifPresent(reached::add);
                } else if (!id.startsWith("AWS::")) {
                    violations.add("the output " + output.getKey() + " names " + id + ", which does not exist");
                }
            }
        });
        Set<String> components = new TreeSet<>();
        template.resources().stream()
                .map(Resource::logicalId)
                .forEach(id -> template.resource(id).tag("component").ifPresent(components::add));
        components.removeAll(reached);
        components.removeAll(REACHED_BY.keySet());
        components.forEach(component -> violations.add("no output leads to the component " + component));
        return violations;
    }
}
