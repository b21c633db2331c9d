package dev.scalingstages.testing;

import static dev.scalingstages.testing.TemplateValues.attribute;
import static dev.scalingstages.testing.TemplateValues.ref;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.scalingstages.review.template.Reference;
import dev.scalingstages.review.template.Template;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.StreamSupport;

/**
 * A template as tests read it, and change it: the model of the review, {@link Template}, with resources by type and
 * component in the order of the template.
 */
public final class CloudTemplate {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Template model;

    public CloudTemplate(JsonNode root) {
        model = new Template(root);
    }

    /** A resource of the template. */
    public record Resource(String logicalId, JsonNode json) {
        /** Its CloudFormation type. */
        public String type() {
            return model().type();
        }

        /** Its properties. */
        public JsonNode properties() {
            return model().properties();
        }

        /** A value below its properties, by JSON pointer such as {@code /DistributionConfig/Enabled}. */
        public JsonNode at(String pointer) {
            return properties().at(pointer);
        }

        /** The text of a value below its properties; empty when there is none. */
        public String text(String pointer) {
            return at(pointer).asText();
        }

        /** Whether a value below its properties has this text. */
        public boolean is(String pointer, String text) {
            return text(pointer).equals(text);
        }

        /** A whole number below its properties; 0 when there is none. */
        public int number(String pointer) {
            return at(pointer).asInt();
        }

        /** Whether it has a property. */
        public boolean has(String property) {
            return properties().has(property);
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

        /** The logical ids of whatever it cannot be without: what it refers to and what it waits for. */
        public Set<String> needs() {
            return model().needs();
        }

        /** Whether a value below its properties refers to another resource. */
        public boolean refersTo(String pointer, Resource other) {
            return references(at(pointer)).contains(other.logicalId());
        }

        /** Whether its properties, as JSON, have these words. */
        public boolean mentions(String words) {
            return properties().toString().contains(words);
        }

        /** Its logical id, as objections name it. */
        @Override
        public String toString() {
            return logicalId;
        }

        private dev.scalingstages.review.template.Resource model() {
            return new dev.scalingstages.review.template.Resource(logicalId, json);
        }
    }

    /** The whole template. */
    public JsonNode json() {
        return model.json();
    }

    /** All resources, in the template's order. */
    public List<Resource> resources() {
        List<Resource> resources = new ArrayList<>();
        declarations().properties().forEach(entry -> resources.add(new Resource(entry.getKey(), entry.getValue())));
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

    /** The resources of a type of which a value refers to a resource. */
    public List<Resource> referring(String type, String pointer, Resource target) {
        return resources(type).stream()
                .filter(resource -> resource.refersTo(pointer, target))
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

    /** The one resource of a type of which a value refers to a resource. */
    public Resource onlyReferring(String type, String pointer, Resource target) {
        return only(referring(type, pointer, target), type + " for " + target.logicalId());
    }

    /** The one resource of some; fails when there are none or several. */
    public static Resource only(List<Resource> found, String what) {
        if (found.size() != 1) {
            throw new AssertionError("expected one " + what + ", found "
                    + found.stream().map(Resource::logicalId).toList());
        }
        return found.get(0);
    }

    /** The first resource of a type, in the template's order, for which something holds; fails when there is none. */
    public Resource first(String type, Predicate<Resource> which) {
        return resources(type).stream()
                .filter(which)
                .findFirst()
                .orElseThrow(() -> new AssertionError("no such " + type));
    }

    /** The resource with a logical id. */
    public Resource resource(String logicalId) {
        return model.resource(logicalId)
                .map(found -> new Resource(logicalId, found.json()))
                .orElseThrow(() -> new AssertionError("no resource " + logicalId));
    }

    /** Whether a logical id is a resource's, and no parameter's or pseudo parameter's. */
    public boolean has(String logicalId) {
        return declarations().has(logicalId);
    }

    /** Whether a logical id is that of a resource of a type. */
    public boolean is(String logicalId, String type) {
        return has(logicalId) && resource(logicalId).type().equals(type);
    }

    /** The logical ids of all that exists before a resource is made, by reference or by DependsOn, at any distance. */
    public Set<String> before(Resource resource) {
        return model.needs(List.of(resource.logicalId()));
    }

    /** The logical ids that a value refers to, by Ref, Fn::GetAtt or Fn::Sub, at any depth, sorted. */
    public static List<String> references(JsonNode value) {
        return Reference.in(value).stream().map(Reference::logicalId).distinct().toList();
    }

    /** The one resource that a value refers to. */
    public Resource target(JsonNode value) {
        List<String> ids = references(value).stream().filter(this::has).toList();
        if (ids.size() != 1) {
            throw new AssertionError("expected a reference to one resource in " + value + ", found " + ids);
        }
        return resource(ids.get(0));
    }

    /** Changes a resource in this copy, for a test that wants a check to object. */
    public CloudTemplate mutate(Resource resource, Consumer<ObjectNode> change) {
        change.accept((ObjectNode) declarations().path(resource.logicalId()));
        return this;
    }

    /** Changes each resource of a type in this copy. */
    public void mutateEach(String type, Consumer<ObjectNode> change) {
        resources(type).forEach(resource -> mutate(resource, change));
    }

    /** Adds a resource to this copy. */
    public Resource add(String logicalId, String type, Object properties) {
        ObjectNode added = ((ObjectNode) declarations()).putObject(logicalId).put("Type", type);
        added.set("Properties", JSON.valueToTree(properties));
        return resource(logicalId);
    }

    /** Takes a resource out of this copy. */
    public void drop(Resource resource) {
        ((ObjectNode) declarations()).remove(resource.logicalId());
    }

    /** Lets a role do one thing more. */
    public void allow(Resource role, String action, Object resource) {
        Map<String, Object> statement = Map.of("Effect", "Allow", "Action", action, "Resource", resource);
        add(
                "MutantPolicy",
                "AWS::IAM::Policy",
                Map.of("Roles", List.of(ref(role)), "PolicyDocument", Map.of("Statement", List.of(statement))));
    }

    /** Takes an action from a role, whichever of its policies allow it. */
    public void forbid(Resource role, String action) {
        RolePermissions.policies(this, role)
                .forEach(policy ->
                        mutate(policy, Edits.replace("PolicyDocument/Statement", '"' + action + '"', "\"none:None\"")));
    }

    /** Opens a TCP port of a security group to another group. */
    public void open(Resource group, int port, Resource peer) {
        open(group, port, "SourceSecurityGroupId", attribute(peer, "GroupId"));
    }

    /** Opens a TCP port of a security group to an address range. */
    public void open(Resource group, int port, String range) {
        open(group, port, range.contains(":") ? "CidrIpv6" : "CidrIp", range);
    }

    private void open(Resource group, int port, String side, Object peer) {
        Map<String, Object> ends = Map.of("GroupId", attribute(group, "GroupId"), side, peer);
        Resource rule = add("Mutant" + group.logicalId() + port, "AWS::EC2::SecurityGroupIngress", ends);
        mutate(rule, Edits.set("IpProtocol", "tcp"));
        mutate(rule, Edits.set("FromPort", port));
        mutate(rule, Edits.set("ToPort", port));
    }

    private JsonNode declarations() {
        return json().path("Resources");
    }
}
