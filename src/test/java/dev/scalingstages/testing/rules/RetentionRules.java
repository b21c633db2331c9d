package dev.scalingstages.testing.rules;

import dev.scalingstages.testing.CloudTemplate;
import dev.scalingstages.testing.Violations;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** X4: stateful resources outlive the stack and their own replacement, and are protected where their service can do that. */
public final class RetentionRules {
    private static final Set<String> ON_DELETION = Set.of("Retain", "RetainExceptOnCreate", "Snapshot");
    private static final Set<String> ON_REPLACEMENT = Set.of("Retain", "Snapshot");

    /**
     * The services that refuse to delete what is protected. Log groups could too, but are left without: those with a fixed
     * name must go again when a stack's creation fails.
     */
    private static final Map<String, String> PROTECTION = Map.of(
            "AWS::DynamoDB::Table", "/DeletionProtectionEnabled",
            "AWS::RDS::DBInstance", "/DeletionProtection");

    private RetentionRules() {}

    /** What would be lost with the stack. */
    public static List<String> violations(CloudTemplate template) {
        return Violations.ofEach(template.resources(), (violations, resource) -> {
            if (!DataTypes.KEPT.contains(resource.type())) {
                return;
            }
            String deletion = resource.json().path("DeletionPolicy").asText("none");
            violations.unless(
                    ON_DELETION.contains(deletion),
                    resource + " goes with the stack: its DeletionPolicy is " + deletion);
            String replacement = resource.json().path("UpdateReplacePolicy").asText("none");
            violations.unless(
                    ON_REPLACEMENT.contains(replacement),
                    resource + " goes when it is replaced: its UpdateReplacePolicy is " + replacement);
            String protection = PROTECTION.get(resource.type());
            violations.when(
                    protection != null && !resource.at(protection).asBoolean(),
                    resource + " (" + resource.type() + ") has no " + protection);
        });
    }
}
