package dev.scalingstages.review.template;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.scalingstages.review.template.Comparison.Difference;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Compares templates by CloudFormation's own resource schemas. They come with npm's
 * {@code @aws-cdk/cloudformation-diff}, the library behind {@code cdk diff}, which {@code package-lock.json} pins;
 * {@code bin/compare-templates.mjs} calls it.
 *
 * <p>Node takes about a second to start and to load the schemas, and answers until this is closed.
 */
public final class TemplateComparer implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final List<String> command;
    private NodeProcess node;

    /**
     * @param node the Node to run, a path or a name on the PATH
     * @param script {@code bin/compare-templates.mjs}, in a project into which npm has installed the library
     */
    public TemplateComparer(String node, Path script) {
        command = List.of(node, script.toString());
    }

    /** The template before an update, and the one after it. */
    public record Pair(Template before, Template after) {}

    /**
     * Compares pairs of templates.
     *
     * @return a comparison for each pair, in the same order
     * @throws IllegalStateException when Node or the library fails, with their output
     */
    public synchronized List<Comparison> compare(List<Pair> pairs) {
        JsonNode answer = ask(question(pairs));
        Map<String, ResourceModel> models = new TreeMap<>();
        answer.path("types").properties().forEach(type -> models.put(type.getKey(), model(type.getValue())));
        List<Comparison> comparisons = new ArrayList<>();
        for (int index = 0; index < pairs.size(); index++) {
            Pair pair = pairs.get(index);
            Map<String, Difference> differences =
                    differences(answer.path("pairs").path(index));
            comparisons.add(new Comparison(pair.before(), pair.after(), differences, models));
        }
        return List.copyOf(comparisons);
    }

    /** Compares one pair of templates. */
    public Comparison compare(Template before, Template after) {
        return compare(List.of(new Pair(before, after))).get(0);
    }

    /** The question to the script. It contains each template once, since one may be part of many pairs. */
    private static ObjectNode question(List<Pair> pairs) {
        Map<JsonNode, Integer> indices = new IdentityHashMap<>();
        ObjectNode question = JSON.createObjectNode();
        ArrayNode templates = question.putArray("templates");
        ArrayNode indexPairs = question.putArray("pairs");
        for (Pair pair : pairs) {
            ArrayNode indexPair = indexPairs.addArray();
            for (Template template : List.of(pair.before(), pair.after())) {
                Integer index = indices.get(template.json());
                if (index == null) {
                    index = indices.size();
                    indices.put(template.json(), index);
                    templates.add(template.json());
                }
                indexPair.add(index);
            }
        }
        return question;
    }

    /**
     * Starts Node, which loads the schemas while the caller does something else. Otherwise the first comparison starts
     * it.
     */
    public synchronized void start() {
        try {
            if (node == null) {
                node = NodeProcess.start(command);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(String.join(" ", command), e);
        }
    }

    /** Node reads a whole question before it answers, so neither process waits for the other to read. */
    private JsonNode ask(ObjectNode question) {
        start();
        try {
            return JSON.readTree(node.ask(JSON.writeValueAsString(question)));
        } catch (IOException e) {
            throw new UncheckedIOException(String.join(" ", command), e);
        }
    }

    /** Ends Node if it was started. */
    @Override
    public synchronized void close() {
        if (node != null) {
            node.close();
            node = null;
        }
    }

    private static ResourceModel model(JsonNode json) {
        List<String> names = new ArrayList<>();
        json.path("names").forEach(name -> names.add(name.asText()));
        Map<String, Impact> replacing = new HashMap<>();
        json.path("replacing")
                .properties()
                .forEach(property -> replacing.put(
                        property.getKey(),
                        property.getValue().asText().equals("yes") ? Impact.WILL_REPLACE : Impact.MAY_REPLACE));
        return new ResourceModel(json.path("holdsData").asBoolean(), names, replacing);
    }

    private static Map<String, Difference> differences(JsonNode pair) {
        Map<String, Difference> differences = new HashMap<>();
        pair.properties().forEach(each -> {
            Map<String, Impact> properties = new HashMap<>();
            each.getValue()
                    .path("properties")
                    .properties()
                    .forEach(property -> properties.put(
                            property.getKey(),
                            Impact.valueOf(property.getValue().asText())));
            TreeSet<String> attributes = new TreeSet<>();
            each.getValue().path("attributes").forEach(attribute -> attributes.add(attribute.asText()));
            differences.put(each.getKey(), new Difference(properties, attributes));
        });
        return differences;
    }
}
