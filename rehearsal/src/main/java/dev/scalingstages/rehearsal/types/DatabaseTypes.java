package dev.scalingstages.rehearsal.types;

import com.fasterxml.jackson.databind.JsonNode;
import dev.scalingstages.rehearsal.services.Databases;
import dev.scalingstages.rehearsal.stack.Created;
import dev.scalingstages.rehearsal.stack.Declaration;
import dev.scalingstages.rehearsal.stack.FailureException;
import dev.scalingstages.rehearsal.stack.ResourceType;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/** DB instances, their subnet groups and parameter groups. */
public final class DatabaseTypes {
    /** Parameters that MariaDB has as well; the others are about sizes, logs and what RDS does around the server. */
    private static final List<String> PLAYED_PARAMETERS =
            List.of("require_secure_transport", "max_connections", "max_connect_errors", "character_set_server");

    /** What changes in place without anything that a client feels here. */
    private static final String[] UNFELT = {
        "AllocatedStorage",
        "AllowMajorVersionUpgrade",
        "AutoMinorVersionUpgrade",
        "BackupRetentionPeriod",
        "CACertificateIdentifier",
        "CopyTagsToSnapshot",
        "DBInstanceClass",
        "DBParameterGroupName",
        "DeleteAutomatedBackups",
        "EnableCloudwatchLogsExports",
        "EngineVersion",
        "Iops",
        "MaxAllocatedStorage",
        "MonitoringInterval",
        "MonitoringRoleArn",
        "MultiAZ",
        "PreferredBackupWindow",
        "PreferredMaintenanceWindow",
        "StorageThroughput",
        "StorageType",
        "EnableIAMDatabaseAuthentication"
    };

    private final Databases databases;
    private final Account account;
    private final Map<String, List<String>> subnetGroups = new ConcurrentHashMap<>();
    private final Map<String, JsonNode> parameterGroups = new ConcurrentHashMap<>();
    private final Map<String, Declaration> declared = new ConcurrentHashMap<>();
    private final Ids ids;

    public DatabaseTypes(Databases databases, Account account, Ids ids) {
        this.databases = databases;
        this.account = account;
        this.ids = ids;
    }

    /** The types by name. */
    public Map<String, ResourceType> types() {
        return Map.of(
                "AWS::RDS::DBInstance", new Instance(),
                "AWS::RDS::DBSubnetGroup", new SubnetGroup(),
                "AWS::RDS::DBParameterGroup", new ParameterGroup());
    }

    private final class SubnetGroup extends PlayedType {
        @Override
        Created make(Declaration declaration) {
            String name = declaration.logicalId().toLowerCase() + "-" + ids.suffix();
            subnetGroups.put(name, Properties.texts(declaration.property("SubnetIds")));
            return Created.named(name);
        }

        @Override
        void remove(Declaration declaration, Created created) {
            subnetGroups.remove(created.physicalId());
        }
    }

    private final class ParameterGroup extends PlayedType {
        @Override
        Created make(Declaration declaration) {
            String name = declaration.logicalId().toLowerCase() + "-" + ids.suffix();
            parameterGroups.put(name, declaration.property("Parameters"));
            return Created.named(name);
        }

        @Override
        Created change(Declaration before, Declaration after, Created created) throws FailureException {
            Properties.playedChanges(before, after, "Parameters");
            parameterGroups.put(created.physicalId(), after.property("Parameters"));
            return created;
        }

        @Override
        void remove(Declaration declaration, Created created) {
            parameterGroups.remove(created.physicalId());
        }
    }

    private final class Instance extends PlayedType {
        @Override
        Created make(Declaration declaration) throws FailureException, IOException, InterruptedException {
            String identifier = declaration.properties().has("DBInstanceIdentifier")
                    ? declaration.text("DBInstanceIdentifier")
                    : declaration.logicalId().toLowerCase() + ids.suffix();
            if (databases.exists(identifier)) {
                throw new FailureException("DB instance already exists: " + identifier);
            }
            String source = declaration.text("SourceDBInstanceIdentifier");
            Declaration model = source.isEmpty() ? declaration : declared.get(source);
            if (model == null) {
                throw new FailureException("DBInstance not found: " + source);
            }
            databases.create(new Databases.Wanted(
                    identifier,
                    subnet(model, declaration.text("AvailabilityZone")),
                    Properties.texts(declaration.property("VPCSecurityGroups")),
                    Integer.parseInt(port(declaration)),
                    model.text("MasterUsername"),
                    model.text("MasterUserPassword"),
                    declaration.text("DBName"),
                    source.isEmpty() ? Optional.empty() : Optional.of(source),
                    settings(declaration)));
            declared.put(identifier, declaration);
            return created(identifier, declaration);
        }

        private static String port(Declaration declaration) {
            return declaration.text("Port").isEmpty() ? "3306" : declaration.text("Port");
        }

        private String subnet(Declaration model, String zone) throws FailureException {
            List<String> subnets = subnetGroups.get(model.text("DBSubnetGroupName"));
            if (subnets == null) {
                throw new FailureException("DB subnet group " + model.text("DBSubnetGroupName") + " does not exist");
            }
            // Subnets are declared zone by zone, and zones are named by letters.
            int index = zone.isEmpty() ? 0 : zone.charAt(zone.length() - 1) - 'a';
            return subnets.get(Math.clamp(index, 0, subnets.size() - 1));
        }

        private Map<String, String> settings(Declaration declaration) throws FailureException {
            String group = declaration.text("DBParameterGroupName");
            JsonNode parameters = parameterGroups.get(group);
            if (!group.isEmpty() && parameters == null) {
                throw new FailureException("DBParameterGroup not found: " + group);
            }
            Map<String, String> settings = new TreeMap<>();
            for (String name : PLAYED_PARAMETERS) {
                if (parameters != null && parameters.has(name)) {
                    settings.put(name, parameters.get(name).asText());
                }
            }
            return settings;
        }

        private Created created(String identifier, Declaration declaration) {
            return new Created(
                    identifier,
                    Map.of(
                            "Endpoint.Address", databases.host(identifier),
                            "Endpoint.Port", port(declaration),
                            "DBInstanceArn", account.regional("rds", "db:" + identifier),
                            "DbiResourceId", "db-" + ids.suffix().toUpperCase()));
        }

        @Override
        Created change(Declaration before, Declaration after, Created created)
                throws FailureException, IOException, InterruptedException {
            String identifier = created.physicalId();
            String[] felt = {
                "MasterUserPassword", "VPCSecurityGroups", "DeletionProtection", "SourceDBInstanceIdentifier"
            };
            String[] played = java.util.stream.Stream.of(UNFELT, felt)
                    .flatMap(java.util.Arrays::stream)
                    .toArray(String[]::new);
            Properties.playedChanges(before, after, played);
            if (!before.text("MasterUserPassword").equals(after.text("MasterUserPassword"))) {
                databases.setPassword(identifier, after.text("MasterUserPassword"));
            }
            if (!before.property("VPCSecurityGroups").equals(after.property("VPCSecurityGroups"))) {
                databases.setGroups(identifier, Properties.texts(after.property("VPCSecurityGroups")));
            }
            if (!before.text("SourceDBInstanceIdentifier").isEmpty()
                    && after.text("SourceDBInstanceIdentifier").isEmpty()) {
                databases.promote(identifier);
            }
            declared.put(identifier, after);
            return created;
        }

        @Override
        void remove(Declaration declaration, Created created)
                throws FailureException, IOException, InterruptedException {
            if (created.physicalId().isEmpty()) {
                // It was never there.
                return;
            }
            Declaration last = declared.getOrDefault(created.physicalId(), declaration);
            if (last.property("DeletionProtection").asBoolean()) {
                throw new FailureException(
                        "Cannot delete protected DB Instance, please disable deletion protection and try again.");
            }
            declared.remove(created.physicalId());
            databases.delete(created.physicalId());
        }
    }
}
