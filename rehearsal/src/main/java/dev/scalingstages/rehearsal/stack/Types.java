package dev.scalingstages.rehearsal.stack;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The types of resources that a stack can have.
 *
 * @param played what plays a type, by CloudFormation's name of the type
 * @param custom what plays custom resources, of every such type
 * @param accepted types that are only accepted: nothing happens, and physical ids and attributes are invented
 */
public record Types(Map<String, ResourceType> played, Optional<ResourceType> custom, Set<String> accepted) {
    public Types {
        played = Map.copyOf(played);
        accepted = Set.copyOf(accepted);
    }

    /** Whether a type is one of custom resources, which the stack's own code provides. */
    static boolean isCustom(String type) {
        return type.startsWith("Custom::") || type.equals("AWS::CloudFormation::CustomResource");
    }

    /** Whether resources of a type are only accepted. */
    public boolean isOnlyAccepted(String type) {
        return find(type).isEmpty() && accepted.contains(type);
    }

    /**
     * @throws RefusalException when there are resources of types that are not known, with all of these types
     */
    void refuseUnknown(Blueprint blueprint) {
        SortedMap<String, SortedSet<String>> unknown = new TreeMap<>();
        blueprint.logicalIds().forEach(id -> {
            String type = blueprint.type(id);
            if (find(type).isEmpty() && !accepted.contains(type)) {
                unknown.computeIfAbsent(type, each -> new TreeSet<>()).add(id);
            }
        });
        if (!unknown.isEmpty()) {
            throw new RefusalException("types of resources that this play does not know: " + unknown);
        }
    }

    /** What plays a type. */
    ResourceType of(String type, Accepted otherwise) {
        return find(type).orElse(otherwise);
    }

    private Optional<ResourceType> find(String type) {
        return Optional.ofNullable(played.get(type)).or(() -> isCustom(type) ? custom : Optional.empty());
    }
}
