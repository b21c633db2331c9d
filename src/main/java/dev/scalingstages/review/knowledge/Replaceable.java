package dev.scalingstages.review.knowledge;

import java.util.List;
import java.util.Optional;

/**
 * A type whose resources may be replaced, at any step: they contain nothing, and nobody knows them by a name or address
 * that a replacement would change.
 *
 * @param type the type of resource
 * @param reason why nothing is lost
 */
public record Replaceable(String type, String reason) {
    private static final List<Replaceable> ALL = List.of(
            new Replaceable(
                    "AWS::Backup::BackupSelection", "a list of what is backed up; the backups are in the vault"),
            new Replaceable(
                    "AWS::EC2::LaunchTemplate",
                    "running servers do not need it; their group gets the new one by its rolling update"),
            new Replaceable(
                    "AWS::EC2::SecurityGroupEgress",
                    "the new rule exists before the old one is removed, and connections stay open"),
            new Replaceable(
                    "AWS::EC2::SecurityGroupIngress",
                    "the new rule exists before the old one is removed, and connections stay open"),
            new Replaceable("AWS::Lambda::Permission", "the new permission exists before the old one is removed"));

    /** Every such type. */
    public static List<Replaceable> all() {
        return ALL;
    }

    /** The allowance for a type, if there is one. */
    public static Optional<Replaceable> of(String type) {
        return ALL.stream().filter(each -> each.type.equals(type)).findFirst();
    }
}
