package dev.scalingstages.rehearsal.stack;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.scalingstages.review.template.Comparison;
import dev.scalingstages.review.template.Impact;
import dev.scalingstages.review.template.ResourceModel;
import dev.scalingstages.review.template.Template;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;

/** Stacks of made-up resources for tests, and what happens in them. */
final class Stacks {
    private static final ObjectMapper JSON = new ObjectMapper();

    static final Environment ENVIRONMENT = Environment.of("play", "eu-central-1", "123456789012");

    /** By these schemas the property {@code Name} identifies a Test::Thing, and {@code Fixed} replaces one. */
    static final BiFunction<Template, Template, Comparison> SCHEMAS = (before, after) -> new Comparison(
            before,
            after,
            Map.of(),
            Map.of(
                    "Test::Thing",
                    new ResourceModel(
                            false, List.of("Name"), Map.of("Fixed", Impact.WILL_REPLACE, "Size", Impact.MAY_REPLACE))));

    private Stacks() {}

    /** A template from JSON in which apostrophes are quotation marks. */
    static Template template(String json) {
        try {
            return new Template(JSON.readTree(json.replace('\'', '"')));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(json, e);
        }
    }

    /** A template with these resources of the type Test::Thing: an id each, and the properties. */
    static Template things(String... idsAndProperties) {
        List<String> resources = new ArrayList<>();
        for (int index = 0; index < idsAndProperties.length; index += 2) {
            resources.add("'%s': {'Type': 'Test::Thing', 'Properties': {%s}}"
                    .formatted(idsAndProperties[index], idsAndProperties[index + 1]));
        }
        return template("{'Resources': {%s}}".formatted(String.join(",", resources)));
    }

    static Stack stack(FakeCloud cloud, Events events, Template... templates) {
        return stack(cloud, cloud.types(templates), events);
    }

    static Stack stack(FakeCloud cloud, Types types, Events events) {
        return new Stack(new Surroundings(
                ENVIRONMENT, types, SCHEMAS, Lookups.none(), DurationTable.scaledBy(1e9), Replacement.usual(), events));
    }

    /** What a listener heard: lines such as {@code A CREATE_COMPLETE}. */
    static final class Events implements Listener {
        private final List<String> lines = Collections.synchronizedList(new ArrayList<>());

        @Override
        public void happened(String subject, String status, String reason) {
            lines.add(reason.isEmpty() ? subject + " " + status : "%s %s: %s".formatted(subject, status, reason));
        }

        List<String> lines() {
            return List.copyOf(lines);
        }

        /** The lines about one subject. */
        List<String> of(String subject) {
            return lines().stream()
                    .filter(line -> line.startsWith(subject + " "))
                    .toList();
        }
    }
}
