package dev.scalingstages.review.template;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * A resource of a template.
 *
 * @param logicalId its key in the template, by which CloudFormation recognizes it from deploy to deploy
 * @param json its declaration, not to be changed
 */
public record Resource(String logicalId, JsonNode json) {
    private static final Pattern HASH = Pattern.compile("(?<=.)[0-9A-F]{8}$");

    /** Its CloudFormation type. */
    public String type() {
        return json.path("Type").asText();
    }

    /** Its properties. */
    public JsonNode properties() {
        return json.path("Properties");
    }

    /** One of its properties, or a missing node. */
    public JsonNode property(String name) {
        return properties().path(name);
    }

    /** An attribute beside the properties, such as {@code DeletionPolicy}, or empty text. */
    public String attribute(String name) {
        return json.path(name).asText("");
    }

    /** Its logical id in readable form: without the hash that the CDK appends. */
    public String name() {
        return HASH.matcher(logicalId).replaceFirst("");
    }

    /** What each property refers to. */
    public SortedMap<String, SortedSet<Reference>> referencesByProperty() {
        SortedMap<String, SortedSet<Reference>> found = new TreeMap<>();
        properties().properties().forEach(entry -> {
            SortedSet<Reference> references = Reference.in(entry.getValue());
            if (!references.isEmpty()) {
                found.put(entry.getKey(), references);
            }
        });
        return Collections.unmodifiableSortedMap(found);
    }

    /** The logical ids of all its dependencies: what it refers to and what it waits for. */
    public SortedSet<String> needs() {
        SortedSet<String> needs = new TreeSet<>(waitsFor());
        Reference.in(properties()).forEach(reference -> needs.add(reference.logicalId()));
        return Collections.unmodifiableSortedSet(needs);
    }

    /** The logical ids of its {@code DependsOn}. */
    public List<String> waitsFor() {
        JsonNode waits = json.path("DependsOn");
        Stream<JsonNode> each = waits.isTextual() ? Stream.of(waits) : StreamSupport.stream(waits.spliterator(), false);
        return each.map(JsonNode::asText).toList();
    }
}
