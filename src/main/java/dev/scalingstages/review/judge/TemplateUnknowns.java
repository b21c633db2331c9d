package dev.scalingstages.review.judge;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.scalingstages.review.judge.TemplateParts.Part;
import dev.scalingstages.review.judge.TemplateParts.Section;
import dev.scalingstages.review.plan.Unknown;
import dev.scalingstages.review.template.Template;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What the check does not evaluate: parameters, conditions, mappings, and transforms that rewrite a template. As long
 * as these are the same in both templates they change nothing, and are only mentioned.
 */
final class TemplateUnknowns {
    /** Fields of a parameter's declaration that don't affect its value. */
    private static final List<String> FOR_PEOPLE = List.of("ConstraintDescription", "Description", "NoEcho");

    /** Adds nested stacks with functions that rotate secrets; no data is in them. */
    private static final String ROTATION = "AWS::SecretsManager-";

    /** Rewrites only resources of its own types, whose changes count as replacements. */
    private static final String SERVERLESS = "AWS::Serverless-";

    /** Adds functions, which the check doesn't evaluate, and loops, which it examines separately. */
    private static final String LANGUAGE = "AWS::LanguageExtensions";

    private static final String LOOP = "Fn::ForEach::";

    private final Template before;
    private final Template after;
    private final TemplateParts old;
    private final TemplateParts now;
    private final Set<Part> differing = new TreeSet<>();

    private TemplateUnknowns(Template before, Template after) {
        this.before = before;
        this.after = after;
        old = new TemplateParts(before);
        now = new TemplateParts(after);
        differing.addAll(old.declared());
        differing.addAll(now.declared());
        differing.removeIf(part -> declaration(before, part).equals(declaration(after, part)));
    }

    static Stream<Unknown> of(Judge.Deploy deploy) {
        TemplateUnknowns unknowns = new TemplateUnknowns(
                deploy.comparison().before(), deploy.comparison().after());
        return Stream.of(
                        unknowns.changedParts(),
                        unknowns.parts(),
                        unknowns.conditional(),
                        unknowns.loops(),
                        unknowns.transforms())
                .flatMap(each -> each);
    }

    /** Parameters, conditions and mappings whose declaration changes and that a resource of both templates uses. */
    private Stream<Unknown> changedParts() {
        SortedMap<Part, SortedSet<String>> users = new TreeMap<>();
        after.resources().keySet().stream()
                .filter(before.resources()::containsKey)
                .forEach(id -> {
                    Set<Part> used = new TreeSet<>(old.usedBy(id));
                    used.addAll(now.usedBy(id));
                    used.stream()
                            .filter(differing::contains)
                            .forEach(part -> users.computeIfAbsent(part, each -> new TreeSet<>())
                                    .add(id));
                });
        return users.entrySet().stream()
                .map(part -> new Unknown(
                        part.getKey().section().title(),
                        ("The declaration of %s %s changes, and is not evaluated: %s may change, be replaced or"
                                        + " be removed.")
                                .formatted(
                                        part.getKey().section().noun(),
                                        part.getKey().name(),
                                        shortened(part.getValue())),
                        true));
    }

    /** All parts that resources use. */
    private Stream<Unknown> parts() {
        return Stream.of(Section.values()).flatMap(section -> {
            SortedSet<String> used = Stream.of(old, now)
                    .flatMap(parts -> parts.used().stream())
                    .filter(part -> part.section() == section)
                    .map(Part::name)
                    .collect(Collectors.toCollection(TreeSet::new));
            return used.isEmpty()
                    ? Stream.empty()
                    : Stream.of(new Unknown(
                            section.title(),
                            "%s: %s. The plan holds while %s the same."
                                    .formatted(section.unseen(), shortened(used), section.stays()),
                            false));
        });
    }

    /** Resources that gain, lose or change a condition, and so may be added or removed by it. */
    private Stream<Unknown> conditional() {
        return after.resources().values().stream()
                .flatMap(resource -> before.resource(resource.logicalId()).stream()
                        .filter(was -> !was.attribute("Condition").equals(resource.attribute("Condition")))
                        .map(was -> new Unknown(
                                resource.logicalId(),
                                ("%s %s has another condition than before, which is not evaluated: it may be"
                                                + " removed or added.")
                                        .formatted(resource.type(), resource.logicalId()),
                                true)));
    }

    /** Loops among the resources: the check doesn't look at what they expand to. */
    private Stream<Unknown> loops() {
        SortedSet<String> names = new TreeSet<>();
        Stream.of(before, after)
                .flatMap(template -> template.json().path("Resources").properties().stream())
                .filter(entry -> entry.getKey().startsWith(LOOP))
                .forEach(entry -> names.add(entry.getKey()));
        return names.stream().map(name -> {
            boolean same = before.json()
                    .path("Resources")
                    .path(name)
                    .equals(after.json().path("Resources").path(name));
            boolean touched = Stream.of(old, now)
                    .flatMap(parts -> parts.usedBy(name).stream())
                    .anyMatch(differing::contains);
            return new Unknown(
                    name,
                    "What the loop %s creates is not checked%s."
                            .formatted(name, same && !touched ? "" : ", and it changes"),
                    !same || touched);
        });
    }

    private Stream<Unknown> transforms() {
        boolean same = before.json().equals(after.json());
        SortedSet<String> macros = new TreeSet<>();
        Stream.of(before, after).forEach(template -> {
            names(template.json().path("Transform")).forEach(macros::add);
            template.json()
                    .path("Resources")
                    .findValues("Fn::Transform")
                    .forEach(each -> names(each).forEach(macros::add));
        });
        return macros.stream().map(macro -> {
            boolean known = Stream.of(ROTATION, SERVERLESS, LANGUAGE).anyMatch(macro::startsWith);
            boolean globals = macro.startsWith(SERVERLESS)
                    && !before.json().path("Globals").equals(after.json().path("Globals"));
            return new Unknown(
                    "Transform",
                    "What %s does to the template is not checked.".formatted(macro),
                    globals || !known && !same);
        });
    }

    private static Stream<String> names(JsonNode transform) {
        List<String> names = new ArrayList<>();
        if (transform.isArray()) {
            transform.forEach(each -> names(each).forEach(names::add));
        } else if (transform.isTextual()) {
            names.add(transform.asText());
        } else if (transform.path("Name").isTextual()) {
            names.add(transform.get("Name").asText());
        }
        return names.stream();
    }

    private static JsonNode declaration(Template template, Part part) {
        JsonNode declaration = template.json().path(part.section().title()).path(part.name());
        return part.section() == Section.PARAMETERS && declaration.isObject()
                ? ((ObjectNode) declaration.deepCopy()).remove(FOR_PEOPLE)
                : declaration;
    }

    private static String shortened(SortedSet<String> names) {
        int shown = 6;
        return names.size() <= shown + 1
                ? String.join(", ", names)
                : "%s and %d more"
                        .formatted(names.stream().limit(shown).collect(Collectors.joining(", ")), names.size() - shown);
    }
}
