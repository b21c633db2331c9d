package dev.scalingstages.testing;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.function.Consumer;

/**
 * Named changes for mutants. A path such as {@code Metrics/0/Id} is one of properties; one that begins with a slash, such
 * as {@code /DeletionPolicy}, is a JSON pointer from the resource.
 */
public final class Edits {
    private static final ObjectMapper JSON = new ObjectMapper();

    /**
     * A change to a resource that can be named in a test's title.
     *
     * @param text what it does, such as {@code set Encrypted to false}
     * @param change does it
     */
    public record Edit(String text, Consumer<ObjectNode> change) implements Consumer<ObjectNode> {
        /** This change, and another one of the same resource. */
        public Edit and(Edit other) {
            return new Edit(text + ", " + other.text, change.andThen(other.change));
        }

        @Override
        public void accept(ObjectNode resource) {
            change.accept(resource);
        }

        @Override
        public String toString() {
            return text;
        }
    }

    private Edits() {}

    /** Sets a value; in an array, replaces the element or, with {@code -}, appends one. */
    public static Edit set(String path, Object value) {
        return new Edit("set " + path + " to " + value, resource -> {
            JsonPointer target = pointer(path);
            JsonNode parent = parent(resource, target);
            String name = target.last().getMatchingProperty();
            JsonNode json = JSON.valueToTree(value);
            if (parent instanceof ArrayNode array) {
                if (name.equals("-")) {
                    array.add(json);
                } else {
                    array.set(Integer.parseInt(name), json);
                }
            } else {
                ((ObjectNode) parent).set(name, json);
            }
        });
    }

    /** Removes a property or an element; fails when it is not there, since then nothing would be mutated. */
    public static Edit remove(String path) {
        return new Edit("removed " + path, resource -> {
            JsonPointer target = pointer(path);
            if (resource.at(target).isMissingNode()) {
                throw new AssertionError("nothing to remove at " + path + " of " + resource);
            }
            JsonNode parent = parent(resource, target);
            String name = target.last().getMatchingProperty();
            if (parent instanceof ArrayNode array) {
                array.remove(Integer.parseInt(name));
            } else {
                ((ObjectNode) parent).remove(name);
            }
        });
    }

    /** Replaces words, where they are, in the text, in JSON, of what is at a path. */
    public static Edit replace(String path, String words, String others) {
        return new Edit("replaced " + words + " in " + path + " by " + others, resource -> {
            String before = resource.at(pointer(path)).toString();
            try {
                set(path, JSON.readTree(before.replace(words, others))).accept(resource);
            } catch (JsonProcessingException e) {
                throw new AssertionError("no JSON any more: " + before.replace(words, others), e);
            }
        });
    }

    private static JsonPointer pointer(String path) {
        return JsonPointer.compile(path.startsWith("/") ? path : "/Properties/" + path);
    }

    private static JsonNode parent(ObjectNode resource, JsonPointer target) {
        JsonNode parent = resource.at(target.head());
        if (!parent.isContainerNode()) {
            throw new AssertionError("nothing at " + target.head() + " of " + resource);
        }
        return parent;
    }
}
