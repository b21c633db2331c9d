package dev.scalingstages.review.template;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Collections;
import java.util.Deque;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * A CloudFormation template.
 *
 * @param json the whole template, not to be changed
 */
public record Template(JsonNode json) {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** What {@code aws cloudformation get-template} calls the template in its answer. */
    private static final String BODY = "TemplateBody";

    /**
     * Reads a template in JSON: as the CDK writes it, or as {@code aws cloudformation get-template} answers.
     *
     * @throws InvalidTemplateException when the file cannot be read, is not JSON, or isn't a template
     */
    public static Template read(Path file) {
        JsonNode json = parse(file, text(file));
        if (json.has(BODY)) {
            json = json.get(BODY).isTextual() ? parse(file, json.get(BODY).asText()) : json.get(BODY);
        }
        if (!json.path("Resources").isObject() || json.get("Resources").isEmpty()) {
            throw new InvalidTemplateException(
                    file + " is no CloudFormation template: it has no Resources. A template is what `cdk synth` writes,"
                            + " or `aws cloudformation get-template --template-stage Original` prints");
        }
        json.get("Resources").properties().forEach(entry -> {
            if (!isLoop(entry.getKey()) && !entry.getValue().path("Type").isTextual()) {
                throw new InvalidTemplateException(file + ": the resource " + entry.getKey() + " has no Type");
            }
        });
        return new Template(json);
    }

    /** The resources by logical id; without the loops among them, which a transform expands. */
    public SortedMap<String, Resource> resources() {
        SortedMap<String, Resource> resources = new TreeMap<>();
        json.path("Resources").properties().stream()
                .filter(entry -> !isLoop(entry.getKey()))
                .forEach(entry -> resources.put(entry.getKey(), new Resource(entry.getKey(), entry.getValue())));
        return Collections.unmodifiableSortedMap(resources);
    }

    /** The resource with a logical id. */
    public Optional<Resource> resource(String logicalId) {
        return Optional.ofNullable(json.path("Resources").get(logicalId)).map(found -> new Resource(logicalId, found));
    }

    /** The logical ids of the resources that some others need ({@link Resource#needs}), at any distance. */
    public SortedSet<String> needs(Collection<String> logicalIds) {
        SortedSet<String> needed = new TreeSet<>();
        Deque<String> open = new ArrayDeque<>(logicalIds);
        while (!open.isEmpty()) {
            resource(open.pop())
                    .ifPresent(resource -> resource.needs().stream()
                            .filter(id -> resource(id).isPresent())
                            .filter(needed::add)
                            .forEach(open::add));
        }
        return needed;
    }

    /** The outputs by name. */
    public SortedMap<String, JsonNode> outputs() {
        SortedMap<String, JsonNode> outputs = new TreeMap<>();
        json.path("Outputs").properties().forEach(entry -> outputs.put(entry.getKey(), entry.getValue()));
        return Collections.unmodifiableSortedMap(outputs);
    }

    /** The declaration of a parameter, or a missing node. */
    public JsonNode parameter(String name) {
        return json.path("Parameters").path(name);
    }

    /** A loop of {@code AWS::LanguageExtensions}. */
    private static boolean isLoop(String logicalId) {
        return logicalId.startsWith("Fn::");
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (NoSuchFileException e) {
            throw new InvalidTemplateException(file + " does not exist");
        } catch (IOException e) {
            throw new InvalidTemplateException(file + " cannot be read: " + e.getMessage());
        }
    }

    private static JsonNode parse(Path file, String text) {
        try {
            return JSON.readTree(text.getBytes(StandardCharsets.UTF_8));
        } catch (JsonProcessingException e) {
            throw new InvalidTemplateException(file + " is not JSON (line "
                    + e.getLocation().getLineNr() + "). YAML is not read: `cdk synth` writes JSON into cdk.out");
        } catch (IOException e) {
            throw new InvalidTemplateException(file + " cannot be read: " + e.getMessage());
        }
    }
}
