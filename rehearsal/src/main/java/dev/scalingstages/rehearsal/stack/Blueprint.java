package dev.scalingstages.rehearsal.stack;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.scalingstages.review.template.Reference;
import dev.scalingstages.review.template.Template;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * A template with the values of its parameters: which resources it declares, and what each of them needs. What depends
 * on conditions is decided; functions of resources are evaluated when the resources are there.
 *
 * <p>Rules ({@code CheckBootstrapVersion}) are not played: they are about the account, not about the stack.
 */
final class Blueprint {
    /** The transforms that change nothing that a play has to know, by how their names begin. */
    private static final Set<String> TRANSFORMS = Set.of("AWS::SecretsManager-", "AWS::LanguageExtensions");

    /** What is beside the properties but tells a resource's type nothing. */
    private static final Set<String> NO_ATTRIBUTES = Set.of("Type", "Properties", "DependsOn", "Condition");

    private final Template template;
    private final Environment environment;
    private final Intrinsics intrinsics;
    private final SortedMap<String, JsonNode> parameters;
    private final SortedMap<String, JsonNode> resources = new TreeMap<>();
    private final SortedMap<String, Set<String>> needs = new TreeMap<>();
    private final SortedMap<String, JsonNode> outputs = new TreeMap<>();

    /**
     * @param given the values of parameters
     * @throws RefusalException when CloudFormation would refuse the template or the parameters, or cannot be played
     */
    Blueprint(Template template, Environment environment, Map<String, String> given, Lookups lookups) {
        this.template = template;
        this.environment = environment;
        intrinsics = new Intrinsics(template.json().path("Mappings"), environment);
        refuseTransforms(template.json().path("Transform"));
        refuseFunctions(template.json().path("Resources"));
        refuseFunctions(template.json().path("Outputs"));
        parameters = Parameters.values(template.json().path("Parameters"), given, lookups);
        Conditions conditions = new Conditions(template.json().path("Conditions"), intrinsics, scope((id, name) -> {
            throw new FailureException(
                    "Template error: instance of Fn::GetAtt in a condition references the resource " + id);
        }));
        keep(template.json().path("Resources"), conditions, resources);
        keep(template.json().path("Outputs"), conditions, outputs);
        refuseUnresolved();
        resources.forEach((id, resource) -> needs.put(id, needsOf(id, resource)));
        Graph.refuseCycles(needs);
    }

    Template template() {
        return template;
    }

    /** The logical ids of the resources that are to be there. */
    SortedSet<String> logicalIds() {
        return Collections.unmodifiableSortedSet(new TreeSet<>(resources.keySet()));
    }

    String type(String logicalId) {
        return resources.get(logicalId).path("Type").asText();
    }

    /** What each resource refers to or waits for. */
    SortedMap<String, Set<String>> needs() {
        return Collections.unmodifiableSortedMap(needs);
    }

    /** A resource with its functions evaluated. */
    Declaration declare(String logicalId, Attributes attributes) throws FailureException {
        ObjectNode beside = JsonNodeFactory.instance.objectNode();
        resources.get(logicalId).properties().stream()
                .filter(entry -> !NO_ATTRIBUTES.contains(entry.getKey()))
                .forEach(entry -> beside.set(entry.getKey(), entry.getValue()));
        Scope scope = scope(attributes);
        JsonNode properties = resources.get(logicalId).path("Properties");
        return new Declaration(
                logicalId,
                type(logicalId),
                properties.isMissingNode()
                        ? JsonNodeFactory.instance.objectNode()
                        : (ObjectNode) intrinsics.evaluate(properties, scope),
                (ObjectNode) intrinsics.evaluate(beside, scope));
    }

    /** The values of the outputs by name. */
    SortedMap<String, String> outputs(Attributes attributes) throws FailureException {
        SortedMap<String, String> values = new TreeMap<>();
        for (Map.Entry<String, JsonNode> output : outputs.entrySet()) {
            JsonNode value = intrinsics.evaluate(output.getValue().path("Value"), scope(attributes));
            values.put(output.getKey(), value.isValueNode() ? value.asText() : value.toString());
        }
        return Collections.unmodifiableSortedMap(values);
    }

    /** What resources give; an empty name asks for what {@code Ref} gives. */
    interface Attributes {
        String of(String logicalId, String name) throws FailureException;
    }

    private Scope scope(Attributes attributes) {
        return new Scope() {
            @Override
            public JsonNode ref(String name) throws FailureException {
                Optional<JsonNode> pseudo = environment.pseudo(name);
                if (pseudo.isPresent()) {
                    return pseudo.get();
                }
                JsonNode parameter = parameters.get(name);
                return parameter == null ? attribute(name, "") : parameter;
            }

            @Override
            public JsonNode attribute(String logicalId, String name) throws FailureException {
                return JsonNodeFactory.instance.textNode(attributes.of(logicalId, name));
            }
        };
    }

    private static void keep(JsonNode declared, Conditions conditions, SortedMap<String, JsonNode> kept) {
        declared.properties().forEach(entry -> {
            JsonNode condition = entry.getValue().path("Condition");
            if (condition.isMissingNode() || conditions.holds(condition.asText())) {
                kept.put(entry.getKey(), conditions.decide(entry.getValue()));
            }
        });
    }

    /** What is declared here; a {@code DependsOn} of a resource that its condition leaves out counts for nothing. */
    private SortedSet<String> needsOf(String logicalId, JsonNode resource) {
        SortedSet<String> found = new TreeSet<>();
        waitsFor(resource).forEach(found::add);
        Reference.in(resource).forEach(reference -> found.add(reference.logicalId()));
        found.retainAll(resources.keySet());
        if (found.contains(logicalId)) {
            throw new RefusalException("Circular dependency between resources: [%s]".formatted(logicalId));
        }
        return Collections.unmodifiableSortedSet(found);
    }

    private static Iterable<String> waitsFor(JsonNode resource) {
        SortedSet<String> names = new TreeSet<>();
        JsonNode waits = resource.path("DependsOn");
        if (waits.isTextual()) {
            names.add(waits.asText());
        }
        waits.forEach(each -> names.add(each.asText()));
        return names;
    }

    private void refuseUnresolved() {
        SortedSet<String> unresolved = new TreeSet<>();
        resources.values().forEach(resource -> {
            unresolved(resource, unresolved);
            for (String name : waitsFor(resource)) {
                if (!template.json().path("Resources").has(name)) {
                    unresolved.add(name);
                }
            }
        });
        refuse(unresolved, "Resources");
        outputs.values().forEach(output -> unresolved(output, unresolved));
        refuse(unresolved, "Outputs");
    }

    private static void refuse(SortedSet<String> unresolved, String block) {
        if (!unresolved.isEmpty()) {
            throw new RefusalException(
                    "Template format error: Unresolved resource dependencies %s in the %s block of the"
                                    .formatted(unresolved, block)
                            + " template");
        }
    }

    private void unresolved(JsonNode node, SortedSet<String> unresolved) {
        for (Reference reference : Reference.in(node)) {
            String name = reference.logicalId();
            if (!reference.attribute().isEmpty() && !resources.containsKey(name)) {
                throw new RefusalException(
                        "Template error: instance of Fn::GetAtt references undefined resource " + name);
            }
            if (!resources.containsKey(name)
                    && !parameters.containsKey(name)
                    && environment.pseudo(name).isEmpty()) {
                unresolved.add(name);
            }
        }
    }

    private static void refuseTransforms(JsonNode transforms) {
        for (JsonNode each : transforms.isTextual() ? Set.of(transforms) : transforms) {
            if (TRANSFORMS.stream().noneMatch(each.asText()::startsWith)) {
                throw new RefusalException("the transform %s is not played".formatted(each));
            }
        }
    }

    private static void refuseFunctions(JsonNode node) {
        Intrinsics.function(node).ifPresent(function -> {
            if (!Intrinsics.knows(function) && !function.equals("Fn::If")) {
                throw new RefusalException("the function %s is not played".formatted(function));
            }
        });
        node.fieldNames().forEachRemaining(name -> {
            if (name.startsWith("Fn::ForEach")) {
                throw new RefusalException("the loop %s is not played".formatted(name));
            }
        });
        node.forEach(Blueprint::refuseFunctions);
    }
}
