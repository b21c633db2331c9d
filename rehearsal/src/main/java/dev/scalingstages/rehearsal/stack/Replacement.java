package dev.scalingstages.rehearsal.stack;

import dev.scalingstages.review.template.Impact;
import java.util.Set;

/** Decides whether the change of a property replaces a resource where CloudFormation's schemas leave it open. */
public interface Replacement {
    /**
     * Whether a change replaces the resource.
     *
     * @param impact {@link Impact#MAY_REPLACE} or {@link Impact#UNKNOWN}
     * @param property the property that changes
     */
    boolean replaces(Impact impact, String property, Declaration before, Declaration after);

    /**
     * As AWS's documentation has it for the resources known here: RDS modifies an instance in place, EC2 stops and
     * starts one with a root volume on EBS, ElastiCache reshards where the update policy asks for it, and a custom
     * resource's provider decides itself. All else replaces.
     */
    static Replacement usual() {
        Set<String> inPlace = Set.of(
                "AWS::RDS::DBInstance AutoMinorVersionUpgrade",
                "AWS::RDS::DBInstance BackupRetentionPeriod",
                "AWS::RDS::DBInstance DBParameterGroupName",
                "AWS::RDS::DBInstance MultiAZ",
                "AWS::RDS::DBInstance PreferredMaintenanceWindow",
                "AWS::RDS::DBInstance StorageType",
                "AWS::EC2::Instance InstanceType",
                "AWS::EC2::Instance SecurityGroupIds",
                "AWS::EC2::Instance UserData");
        return (impact, property, before, after) -> {
            String type = after.type();
            if (Types.isCustom(type) || inPlace.contains(type + " " + property)) {
                return false;
            }
            return switch (type + " " + property) {
                // A replica without a source is promoted; another source is another database.
                case "AWS::RDS::DBInstance SourceDBInstanceIdentifier" ->
                    after.property(property).isValueNode();
                case "AWS::ElastiCache::ReplicationGroup NumNodeGroups",
                        "AWS::ElastiCache::ReplicationGroup NodeGroupConfiguration" ->
                    !after.attribute("UpdatePolicy").path("UseOnlineResharding").asBoolean();
                case "AWS::ElastiCache::ReplicationGroup AuthToken" ->
                    before.property(property).isMissingNode()
                            || after.property(property).isMissingNode();
                default -> true;
            };
        };
    }
}
