package dev.scalingstages.testing;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.scalingstages.stage.ScalingStage;
import dev.scalingstages.testing.CloudTemplate.Resource;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * A template that was made worse on purpose, to see a check object: a check that never objects proves nothing.
 *
 * @param name what was made worse
 * @param change makes it worse
 * @param objection words of the violation that the check must find then, and not before
 */
public record Mutant(String name, Consumer<CloudTemplate> change, String objection) {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** Fails unless the check objects to the mutant of a stage's template, and to the mutant only. */
    public void assertCaughtBy(ScalingStage stage, Check check) {
        assertCaught(() -> Templates.of(stage), check::violations);
    }

    /** Fails unless the check objects to the mutant, and to the mutant only. */
    public void assertCaught(Supplier<CloudTemplate> original, Function<CloudTemplate, List<String>> check) {
        assertThat(check.apply(original.get()))
                .as("before: %s", name)
                .noneMatch(violation -> violation.contains(objection));
        CloudTemplate worse = original.get();
        change.accept(worse);
        assertThat(check.apply(worse)).as("after: %s", name).anyMatch(violation -> violation.contains(objection));
    }

    /** Writes a value, in JSON, at a pointer below a resource, such as {@code /Properties/Port}. */
    public static void put(CloudTemplate template, Resource resource, String pointer, String json) {
        JsonPointer at = JsonPointer.compile(pointer);
        template.mutate(resource, root -> {
            JsonNode parent = root.at(at.head());
            if (parent instanceof ArrayNode list) {
                list.set(at.last().getMatchingIndex(), read(json));
            } else if (parent instanceof ObjectNode object) {
                object.set(at.last().getMatchingProperty(), read(json));
            } else {
                throw new AssertionError("nothing to change at " + pointer + " of " + resource.logicalId());
            }
        });
    }

    /** Takes away what is at a pointer below a resource. */
    public static void remove(CloudTemplate template, Resource resource, String pointer) {
        JsonPointer at = JsonPointer.compile(pointer);
        template.mutate(resource, root -> {
            JsonNode parent = root.at(at.head());
            JsonNode removed = null;
            if (parent instanceof ArrayNode list) {
                removed = list.remove(at.last().getMatchingIndex());
            } else if (parent instanceof ObjectNode object) {
                removed = object.remove(at.last().getMatchingProperty());
            }
            if (removed == null) {
                throw new AssertionError("nothing to remove at " + pointer + " of " + resource.logicalId());
            }
        });
    }

    /** Adds a resource, its properties in JSON. */
    public static void add(CloudTemplate template, String logicalId, String type, String properties) {
        ObjectNode resource = JSON.createObjectNode();
        resource.put("Type", type);
        resource.set("Properties", read(properties));
        ((ObjectNode) template.json().path("Resources")).set(logicalId, resource);
    }

    /** Takes a resource away. */
    public static void drop(CloudTemplate template, Resource resource) {
        ((ObjectNode) template.json().path("Resources")).remove(resource.logicalId());
    }

    /** Opens a TCP port of a security group to another group's logical id, or to an address range. */
    public static void open(CloudTemplate template, Resource group, int port, String peer) {
        String source = template.json().path("Resources").has(peer)
                ? "\"SourceSecurityGroupId\":{\"Fn::GetAtt\":[\"" + peer + "\",\"GroupId\"]}"
                : "\"CidrIp\":\"" + peer + "\"";
        add(
                template,
                "Mutant" + group.logicalId() + port,
                "AWS::EC2::SecurityGroupIngress",
                "{\"GroupId\":{\"Fn::GetAtt\":[\"" + group.logicalId() + "\",\"GroupId\"]},\"IpProtocol\":\"tcp\","
                        + "\"FromPort\":" + port + ",\"ToPort\":" + port + "," + source + "}");
    }

    @Override
    public String toString() {
        return name;
    }

    private static JsonNode read(String json) {
        try {
            return JSON.readTree(json);
        } catch (JsonProcessingException e) {
            throw new AssertionError("not JSON: " + json, e);
        }
    }
}
