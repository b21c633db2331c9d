package dev.scalingstages.review.judge;

import com.fasterxml.jackson.databind.JsonNode;
import dev.scalingstages.review.template.Reference;
import dev.scalingstages.review.template.Template;
import java.util.Comparator;
import java.util.SortedSet;
import java.util.TreeSet;

/** The parameters, conditions and mappings of a template, and which resources use them, by conditions too. */
final class TemplateParts {
    private static final int DEEPEST = 50;

    private final Template template;

    TemplateParts(Template template) {
        this.template = template;
    }

    /** A section of a template whose values the check does not know. */
    enum Section {
        PARAMETERS("Parameters", "Parameter", "Values that a template does not have", "they stay"),
        CONDITIONS("Conditions", "Condition", "Conditions that are not evaluated", "they stay"),
        MAPPINGS("Mappings", "Mapping", "Mappings that are not looked up", "what is looked up stays");

        private final String title;
        private final String noun;
        private final String unseen;
        private final String stays;

        Section(String title, String noun, String unseen, String stays) {
            this.title = title;
            this.noun = noun;
            this.unseen = unseen;
            this.stays = stays;
        }

        String title() {
            return title;
        }

        String noun() {
            return noun;
        }

        String unseen() {
            return unseen;
        }

        String stays() {
            return stays;
        }
    }

    /** A parameter, condition or mapping: an entry of a section. */
    record Part(Section section, String name) implements Comparable<Part> {
        @Override
        public int compareTo(Part other) {
            return Comparator.comparing(Part::section).thenComparing(Part::name).compare(this, other);
        }
    }

    /** All declared parts. */
    SortedSet<Part> declared() {
        SortedSet<Part> declared = new TreeSet<>();
        for (Section section : Section.values()) {
            template.json()
                    .path(section.title())
                    .properties()
                    .forEach(member -> declared.add(new Part(section, member.getKey())));
        }
        return declared;
    }

    /** The parts that any resource uses. */
    SortedSet<Part> used() {
        SortedSet<Part> used = new TreeSet<>();
        template.json().path("Resources").properties().forEach(entry -> used.addAll(usedBy(entry.getKey())));
        return used;
    }

    /** The parts that a resource, or a loop among the resources, uses. */
    SortedSet<Part> usedBy(String logicalId) {
        SortedSet<Part> used = new TreeSet<>();
        JsonNode resource = template.json().path("Resources").path(logicalId);
        if (resource.path("Condition").isTextual()) {
            addCondition(resource.get("Condition").asText(), used, 0);
        }
        collect(resource, used, 0);
        return used;
    }

    /** Whether a value depends on something that the check doesn't evaluate. */
    boolean isOpen(JsonNode value) {
        SortedSet<Part> used = new TreeSet<>();
        collect(value, used, 0);
        return !used.isEmpty()
                || value.findValue("Fn::ImportValue") != null
                || value.findValue("Fn::Transform") != null
                || value.toString().contains("{{resolve:");
    }

    private void collect(JsonNode value, SortedSet<Part> used, int depth) {
        Reference.in(value).stream()
                .map(Reference::logicalId)
                .filter(template.json().path("Parameters")::has)
                .forEach(name -> used.add(new Part(Section.PARAMETERS, name)));
        value.findValues("Fn::If").forEach(choice -> addCondition(choice.path(0).asText(), used, depth));
        value.findValues("Fn::FindInMap").forEach(look -> {
            if (look.path(0).isTextual()) {
                used.add(new Part(Section.MAPPINGS, look.get(0).asText()));
            } else {
                template.json()
                        .path(Section.MAPPINGS.title())
                        .properties()
                        .forEach(mapping -> used.add(new Part(Section.MAPPINGS, mapping.getKey())));
            }
        });
        // findValues doesn't look inside its own matches.
        value.findValues("Fn::If").forEach(choice -> {
            if (depth < DEEPEST) {
                choice.forEach(branch -> collect(branch, used, depth + 1));
            }
        });
    }

    private void addCondition(String name, SortedSet<Part> used, int depth) {
        if (!used.add(new Part(Section.CONDITIONS, name)) || depth > DEEPEST) {
            return;
        }
        JsonNode condition = template.json().path(Section.CONDITIONS.title()).path(name);
        collect(condition, used, depth + 1);
        condition.findValues("Condition").forEach(other -> addCondition(other.asText(), used, depth + 1));
    }
}
