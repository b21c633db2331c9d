package dev.scalingstages.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.StreamSupport;

/** A template as tests read it: resources by type and component, and the relationships between them. */
public final class CloudTemplate {
    private final JsonNode root;

    public CloudTemplate(JsonNode root) {
        this.root = root;
    }

    /** A resource of the template. */
    public record Resource(String logicalId, JsonNode json) {
        /** Its CloudFormation type. */
        public String type() {
            return json.path("Type").asText();
        }

        /** Its properties, or one below them by JSON pointer such as {@code /DistributionConfig/Enabled}. */
        public JsonNode properties() {
            return json.path("Properties");
        }

        public JsonNode at(String pointer) {
            return json.path("Properties").at(pointer);
        }

        /** The value of one of its tags, or empty. */
        public Optional<String> tag(String name) {
            JsonNode tags = properties().path("Tags");
            if (tags.isObject()) {
                return Optional.ofNullable(tags.get(name)).map(JsonNode::asText);
            }
            return StreamSupport.stream(tags.spliterator(), false)
                    .filter(tag -> tag.path("Key").asText().equals(name))
                    .map(tag -> tag.path("Value").asText())
                    .findFirst();
        }

        /** Whether it belongs to a component, by its tag. */
        public boolean isOf(String component) {
            return tag("component").filter(component::equals).isPresent();
        }
    }

    /** The whole template. */
    public JsonNode json() {
        return root;
    }

    /** All resources, in the template's order. */
    public List<Resource> resources() {
        List<Resource> resources = new ArrayList<>();
        root.path("Resources")
                .properties()
                .forEach(entry -> resources.add(new Resource(entry.getKey(), entry.getValue())));
        return resources;
    }

    /** The resources of a type. */
    public List<Resource> resources(String type) {
        return resources().stream()
                .filter(resource -> resource.type().equals(type))
                .toList();
    }

    /** The resources of a type that belong to a component, by tag. */
    public List<Resource> resources(String type, String component) {
        return resources(type).stream()
                .filter(resource -> resource.isOf(component))
                .toList();
    }

    /** The one resource of a type; fails when there are none or several. */
    public Resource only(String type) {
        return only(resources(type), type);
    }

    /** The one resource of a type that belongs to a component. */
    public Resource only(String type, String component) {
        return only(resources(type, component), type + " of " + component);
    }

    /** The resource with a logical id. */
    public Resource resource(String logicalId) {
        JsonNode json = root.path("Resources").path(logicalId);
        if (json.isMissingNode()) {
            throw new AssertionError("no resource " + logicalId);
        }
        return new Resource(logicalId, json);
    }

    /** The logical ids that a value refers to, by Ref, Fn::GetAtt or Fn::Sub, at any depth. */
    public static List<String> references(JsonNode value) {
        TreeSet<String> found = new TreeSet<>();
        collect(value, found);
        return List.copyOf(found);
    }

    /** The one resource that a value refers to. */
    public Resource target(JsonNode value) {
        List<String> ids = references(value).stream()
                .filter(id -> root.path("Resources").has(id))
                .toList();
        if (ids.size() != 1) {
            throw new AssertionError("expected a reference to one resource in " + value + ", found " + ids);
        }
        return resource(ids.get(0));
    }

    /** Changes a resource in this copy, for a test that wants a check to object. */
    public CloudTemplate mutate(Resource resource, Consumer<ObjectNode> change) {
        change.accept((ObjectNode) root.path("Resources").path(resource.logicalId()));
        return this;
    }

    private static Resource only(List<Resource> found, String what) {
        if (found.size() != 1) {
            throw new AssertionError("expected one " + what + ", found "
                    + found.stream().map(Resource::logicalId).toList());
        }
        return found.get(0);
    }

    private static void collect(JsonNode value, TreeSet<String> found) {
        if (value.isObject() && value.size() == 1) {
            if (value.path("Ref").isTextual()) {
                found.add(value.get("Ref").asText());
                return;
            }
            JsonNode attribute = value.path("Fn::GetAtt");
            if (attribute.isArray()) {
                found.add(attribute.get(0).asText());
                return;
            }
            if (attribute.isTextual()) {
                found.add(attribute.asText().split("\\.")[0]);
                return;
            }
        }
        value.forEach(child -> collect(child, found));
    }
}
