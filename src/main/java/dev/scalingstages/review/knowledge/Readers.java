package dev.scalingstages.review.knowledge;

import com.fasterxml.jackson.databind.JsonNode;
import dev.scalingstages.review.template.Comparison;
import dev.scalingstages.review.template.Reference;
import dev.scalingstages.review.template.Resource;
import dev.scalingstages.review.template.Template;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Who in a template reads which stateful resource: a server's user data, a function's or a container's environment
 * names it. Permissions don't count, since a role that may read a table need not know its name.
 */
public final class Readers {
    /** Types that run code whose data locations a template configures. */
    private static final Set<String> READERS = Set.of(
            "AWS::AppRunner::Service",
            "AWS::AutoScaling::LaunchConfiguration",
            "AWS::Batch::JobDefinition",
            "AWS::EC2::Instance",
            "AWS::EC2::LaunchTemplate",
            "AWS::ECS::TaskDefinition",
            "AWS::Glue::Job",
            "AWS::Lambda::EventSourceMapping",
            "AWS::Lambda::Function",
            "AWS::Serverless::Function");

    /** Types whose address stands for that of a stateful resource, and the property that names the resource. */
    private static final Map<String, String> FRONTS = Map.of(
            "AWS::RedshiftServerless::Workgroup", "NamespaceName",
            "AWS::S3::AccessPoint", "Bucket",
            "AWS::SSM::Parameter", "Value");

    /** Stateful types that hold nothing written by an application's users. */
    private static final Set<String> WITHOUT_CONTENT = Set.of(
            "AWS::Backup::BackupVault",
            "AWS::CloudFormation::Stack",
            "AWS::KMS::Key",
            "AWS::Logs::LogGroup",
            "AWS::SecretsManager::Secret");

    /** A line of an environment file or of a script that sets a variable. */
    private static final Pattern VARIABLE = Pattern.compile("(?m)^\\s*(?:export\\s+)?([A-Za-z_][A-Za-z0-9_]*)=(.*)$");

    /** Where a reference stood in a text: its number between two characters that no template holds. */
    private static final Pattern MARK = Pattern.compile("\u0001(\\d+)\u0002");

    private static final String SOURCE = "SourceDBInstanceIdentifier";

    private final SortedMap<String, Resource> resources;
    private final Comparison comparison;
    private final List<Binding> bindings = new ArrayList<>();

    /**
     * A reader that is configured with a stateful resource.
     *
     * @param reader the logical id of the server, function or launch template
     * @param variable the variable that names it, or the property where there is none
     * @param store the logical id of the stateful resource
     */
    public record Binding(String reader, String variable, String store) {}

    private Readers(Template template, Comparison comparison) {
        resources = template.resources();
        this.comparison = comparison;
    }

    /** The readers of a template, by the types that a comparison knows. */
    public static Readers of(Template template, Comparison comparison) {
        Readers readers = new Readers(template, comparison);
        readers.resources.values().stream()
                .filter(resource -> READERS.contains(resource.type()))
                .forEach(reader -> reader.properties()
                        .properties()
                        .forEach(property -> readers.read(reader, property.getKey(), property.getValue())));
        return readers;
    }

    /** Every pair of a reader and a resource that it is configured with. */
    public List<Binding> bindings() {
        return List.copyOf(bindings);
    }

    /** The stateful resources that have a reader. */
    public SortedSet<String> stores() {
        return bindings.stream().map(Binding::store).collect(Collectors.toCollection(TreeSet::new));
    }

    /** The stateful resources that a variable names, for any reader. */
    public SortedSet<String> storesOf(String variable) {
        return bindings.stream()
                .filter(each -> each.variable().equals(variable))
                .map(Binding::store)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /**
     * The single servers, outside any fleet, that are configured with a stateful resource: without one, nobody knows
     * where the data is until another server is configured with it.
     */
    public static SortedSet<String> servers(Template template, Comparison comparison) {
        return of(template, comparison).bindings.stream()
                .map(Binding::reader)
                .filter(reader -> template.resource(reader)
                        .filter(resource -> resource.type().equals("AWS::EC2::Instance"))
                        .isPresent())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private void read(Resource reader, String variable, JsonNode value) {
        List<Reference> references = new ArrayList<>();
        Optional<String> text = text(value, references);
        if (text.isPresent()) {
            lines(reader, variable, text.get(), references);
        } else if (value.path("Name").isTextual() && value.size() == 2) {
            // One variable of a container: its name, and its value or the source of the value.
            String name = value.get("Name").asText();
            value.properties().stream()
                    .filter(part -> !part.getKey().equals("Name"))
                    .forEach(part -> read(reader, name, part.getValue()));
        } else if (value.isArray()) {
            value.forEach(each -> read(reader, variable, each));
        } else {
            value.properties().forEach(part -> read(reader, part.getKey(), part.getValue()));
        }
    }

    /** Records references under the variable on their line, or else under the property. */
    private void lines(Resource reader, String variable, String text, List<Reference> references) {
        Set<Integer> named = new TreeSet<>();
        VARIABLE.matcher(text)
                .results()
                .forEach(line -> marks(line.group(2)).forEach(mark -> {
                    named.add(mark);
                    note(reader, line.group(1), references.get(mark));
                }));
        marks(text).stream()
                .filter(mark -> !named.contains(mark))
                .forEach(mark -> note(reader, variable, references.get(mark)));
    }

    private static List<Integer> marks(String text) {
        return MARK.matcher(text)
                .results()
                .map((MatchResult mark) -> Integer.valueOf(mark.group(1)))
                .toList();
    }

    private void note(Resource reader, String variable, Reference reference) {
        store(reference.logicalId())
                .map(store -> new Binding(reader.logicalId(), variable, store))
                .filter(each -> !bindings.contains(each))
                .ifPresent(bindings::add);
    }

    private Optional<String> store(String logicalId) {
        Resource resource = resources.get(logicalId);
        if (resource == null) {
            return Optional.empty();
        }
        String front = FRONTS.get(resource.type());
        if (front != null) {
            return Reference.in(resource.property(front)).stream()
                    .map(Reference::logicalId)
                    .filter(id -> !id.equals(logicalId))
                    .flatMap(id -> store(id).stream())
                    .findFirst();
        }
        // A replica's content is its source's.
        return Foundations.holdsData(resource.type(), comparison)
                        && !WITHOUT_CONTENT.contains(resource.type())
                        && !resource.properties().has(SOURCE)
                ? Optional.of(logicalId)
                : Optional.empty();
    }

    /** A text with its references replaced by marks; empty when the value isn't text. */
    private static Optional<String> text(JsonNode value, List<Reference> references) {
        if (value.isValueNode()) {
            return Optional.of(value.asText());
        }
        if (!value.isObject() || value.size() != 1) {
            return Optional.empty();
        }
        JsonNode join = value.path("Fn::Join");
        if (join.isArray()) {
            StringBuilder text = new StringBuilder();
            String separator = "";
            for (JsonNode part : join.path(1)) {
                text.append(separator).append(text(part, references).orElse(""));
                separator = join.path(0).asText();
            }
            return Optional.of(text.toString());
        }
        if (value.has("Fn::Base64")) {
            return text(value.get("Fn::Base64"), references);
        }
        if (value.has("Fn::Sub")) {
            return Optional.of(substituted(value.get("Fn::Sub"), references));
        }
        return value.properties().stream().anyMatch(part -> part.getKey().matches("Ref|Fn::.*"))
                ? Optional.of(Reference.in(value).stream()
                        .map(reference -> mark(reference, references))
                        .collect(Collectors.joining()))
                : Optional.empty();
    }

    private static String substituted(JsonNode substitution, List<Reference> references) {
        JsonNode variables = substitution.path(1);
        return Pattern.compile("\\$\\{([A-Za-z0-9:]+)(?:\\.([A-Za-z0-9.]+))?}")
                .matcher((substitution.isArray() ? substitution.path(0) : substitution).asText())
                .replaceAll(variable -> variables.has(variable.group(1))
                        ? text(variables.get(variable.group(1)), references).orElse("")
                        : mark(
                                new Reference(variable.group(1), variable.group(2) == null ? "" : variable.group(2)),
                                references));
    }

    private static String mark(Reference reference, List<Reference> references) {
        references.add(reference);
        return "\u0001" + (references.size() - 1) + "\u0002";
    }
}
