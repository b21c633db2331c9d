package dev.scalingstages.rehearsal.types;

import dev.scalingstages.rehearsal.services.Caches;
import dev.scalingstages.rehearsal.stack.Created;
import dev.scalingstages.rehearsal.stack.Declaration;
import dev.scalingstages.rehearsal.stack.FailureException;
import dev.scalingstages.rehearsal.stack.ResourceType;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/** Cache clusters, their users, subnets and parameters. */
public final class CacheTypes {
    private final Caches caches;
    private final Account account;
    private final Ids ids;
    private final Map<String, Declaration> users = new ConcurrentHashMap<>();
    private final Map<String, List<String>> userGroups = new ConcurrentHashMap<>();
    private final Map<String, List<String>> subnetGroups = new ConcurrentHashMap<>();
    private final Map<String, String> evictionPolicies = new ConcurrentHashMap<>();

    public CacheTypes(Caches caches, Account account, Ids ids) {
        this.caches = caches;
        this.account = account;
        this.ids = ids;
    }

    /** The types by name. */
    public Map<String, ResourceType> types() {
        return Map.of(
                "AWS::ElastiCache::User", new User(),
                "AWS::ElastiCache::UserGroup", new UserGroup(),
                "AWS::ElastiCache::SubnetGroup", new SubnetGroup(),
                "AWS::ElastiCache::ParameterGroup", new ParameterGroup(),
                "AWS::ElastiCache::ReplicationGroup", new ReplicationGroup());
    }

    private final class User extends PlayedType {
        @Override
        Created make(Declaration declaration) throws FailureException {
            String id = declaration.text("UserId");
            if (users.putIfAbsent(id, declaration) != null) {
                throw new FailureException("User " + id + " already exists.");
            }
            return new Created(id, Map.of("Arn", account.regional("elasticache", "user:" + id), "Status", "active"));
        }

        @Override
        void remove(Declaration declaration, Created created) {
            users.remove(created.physicalId());
        }
    }

    private final class UserGroup extends PlayedType {
        @Override
        Created make(Declaration declaration) {
            String id = declaration.text("UserGroupId");
            userGroups.put(id, Properties.texts(declaration.property("UserIds")));
            return new Created(id, Map.of("Arn", account.regional("elasticache", "usergroup:" + id)));
        }

        @Override
        void remove(Declaration declaration, Created created) {
            userGroups.remove(created.physicalId());
        }
    }

    private final class SubnetGroup extends PlayedType {
        @Override
        Created make(Declaration declaration) {
            String name = declaration.text("CacheSubnetGroupName");
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
            evictionPolicies.put(
                    name,
                    declaration.property("Properties").path("maxmemory-policy").asText("volatile-lru"));
            return new Created(name, Map.of("CacheParameterGroupName", name));
        }

        @Override
        void remove(Declaration declaration, Created created) {
            evictionPolicies.remove(created.physicalId());
        }
    }

    private final class ReplicationGroup extends PlayedType {
        @Override
        Created make(Declaration declaration) throws FailureException, IOException, InterruptedException {
            String name = declaration.text("ReplicationGroupId");
            if (caches.exists(name)) {
                throw new FailureException("Replication group with id " + name + " already exists.");
            }
            caches.create(new Caches.Wanted(
                    name,
                    found(subnetGroups, declaration.text("CacheSubnetGroupName")),
                    Properties.texts(declaration.property("SecurityGroupIds")),
                    declaration.property("Port").asInt(6379),
                    declaration.property("NumNodeGroups").asInt(1),
                    declaration.property("ReplicasPerNodeGroup").asInt(0),
                    evictionPolicies.getOrDefault(declaration.text("CacheParameterGroupName"), "volatile-lru"),
                    users(declaration)));
            return created(name, declaration);
        }

        private Created created(String name, Declaration declaration) {
            return new Created(
                    name,
                    Map.of(
                            "ConfigurationEndPoint.Address", caches.host(name),
                            "ConfigurationEndPoint.Port", declaration.text("Port")));
        }

        private Map<String, String> users(Declaration declaration) throws FailureException {
            Map<String, String> access = new TreeMap<>();
            for (String group : Properties.texts(declaration.property("UserGroupIds"))) {
                for (String user : found(userGroups, group)) {
                    Declaration declared = users.get(user);
                    if (declared == null) {
                        throw new FailureException("User " + user + " not found");
                    }
                    access.put(declared.text("UserName"), declared.text("AccessString"));
                }
            }
            return access;
        }

        private static List<String> found(Map<String, List<String>> in, String name) throws FailureException {
            List<String> found = in.get(name);
            if (found == null) {
                throw new FailureException(name + " not found");
            }
            return found;
        }

        /**
         * What a client does not feel here; another number of shards is moved while the cluster serves, and not played.
         */
        @Override
        Created change(Declaration before, Declaration after, Created created)
                throws FailureException, IOException, InterruptedException {
            Properties.playedChanges(
                    before,
                    after,
                    "CacheNodeType",
                    "SecurityGroupIds",
                    "SnapshotRetentionLimit",
                    "SnapshotWindow",
                    "PreferredMaintenanceWindow",
                    "LogDeliveryConfigurations",
                    "ReplicationGroupDescription");
            caches.setGroups(created.physicalId(), Properties.texts(after.property("SecurityGroupIds")));
            return created;
        }

        @Override
        void remove(Declaration declaration, Created created) throws IOException, InterruptedException {
            caches.delete(created.physicalId());
        }
    }
}
