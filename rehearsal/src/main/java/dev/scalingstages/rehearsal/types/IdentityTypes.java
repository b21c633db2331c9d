package dev.scalingstages.rehearsal.types;

import com.fasterxml.jackson.databind.JsonNode;
import dev.scalingstages.rehearsal.api.Access;
import dev.scalingstages.rehearsal.stack.Created;
import dev.scalingstages.rehearsal.stack.Declaration;
import dev.scalingstages.rehearsal.stack.FailureException;
import dev.scalingstages.rehearsal.stack.ResourceType;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Roles, policies, instance profiles and keys. */
public final class IdentityTypes {
    private final Access access;
    private final Ids ids;
    private final Account account;
    private final Map<String, String> profiles = new ConcurrentHashMap<>();
    private final Map<String, Map<String, JsonNode>> roles = new HashMap<>();

    public IdentityTypes(Access access, Ids ids, Account account) {
        this.access = access;
        this.ids = ids;
        this.account = account;
    }

    /** The types by name. */
    public Map<String, ResourceType> types() {
        return Map.of(
                "AWS::IAM::Role", new Role(),
                "AWS::IAM::ManagedPolicy", new ManagedPolicy(),
                "AWS::IAM::InstanceProfile", new InstanceProfile(),
                "AWS::KMS::Key", new Key());
    }

    /**
     * The role of an instance profile, by the profile's name or ARN.
     *
     * @throws FailureException when there is none
     */
    public String roleOf(String profile) throws FailureException {
        String role = profiles.get(profile.substring(profile.lastIndexOf('/') + 1));
        if (role == null) {
            throw new FailureException("Value (" + profile + ") for parameter iamInstanceProfile is invalid");
        }
        return role;
    }

    /** Sets a policy of a role; an absent document removes it. */
    private void set(String role, String policy, Optional<JsonNode> document) {
        replace(role, Set.of(policy), document.map(json -> Map.of(policy, json)).orElse(Map.of()));
    }

    /** Replaces some policies of a role by others, at once: servers use the role meanwhile. */
    private synchronized void replace(String role, Set<String> gone, Map<String, JsonNode> next) {
        Map<String, JsonNode> policies = roles.computeIfAbsent(role, name -> new HashMap<>());
        policies.keySet().removeAll(gone);
        policies.putAll(next);
        access.setRole(role, Map.copyOf(policies));
    }

    private final class Role extends PlayedType {
        @Override
        Created make(Declaration declaration) {
            String name = declaration.properties().has("RoleName")
                    ? declaration.text("RoleName")
                    : declaration.logicalId() + "-" + ids.suffix();
            replace(name, Set.of(), policies(declaration));
            return new Created(
                    name, Map.of("Arn", account.global("iam", "role/" + name), "RoleId", "AROA" + ids.suffix()));
        }

        /** What AWS manages is taken by its ARN in place of a document. */
        private static Map<String, JsonNode> policies(Declaration declaration) {
            Map<String, JsonNode> policies = new HashMap<>();
            declaration.property("ManagedPolicyArns").forEach(arn -> {
                if (arn.asText().contains(":iam::aws:")) {
                    policies.put(arn.asText(), arn);
                }
            });
            declaration
                    .property("Policies")
                    .forEach(policy -> policies.put(policy.path("PolicyName").asText(), policy.path("PolicyDocument")));
            return policies;
        }

        @Override
        Created change(Declaration before, Declaration after, Created created) throws FailureException {
            Properties.playedChanges(
                    before, after, "Policies", "ManagedPolicyArns", "AssumeRolePolicyDocument", "MaxSessionDuration");
            replace(created.physicalId(), policies(before).keySet(), policies(after));
            return created;
        }

        @Override
        void remove(Declaration declaration, Created created) {
            synchronized (IdentityTypes.this) {
                roles.remove(created.physicalId());
            }
            access.removeRole(created.physicalId());
        }
    }

    private final class ManagedPolicy extends PlayedType {
        @Override
        Created make(Declaration declaration) {
            String arn = account.global("iam", "policy/" + declaration.logicalId() + "-" + ids.suffix());
            attach(declaration, arn, true);
            return new Created(arn, Map.of("PolicyArn", arn));
        }

        private void attach(Declaration declaration, String arn, boolean attached) {
            declaration
                    .property("Roles")
                    .forEach(role -> set(
                            role.asText(),
                            arn,
                            attached ? Optional.of(declaration.property("PolicyDocument")) : Optional.empty()));
        }

        @Override
        Created change(Declaration before, Declaration after, Created created) throws FailureException {
            Properties.playedChanges(before, after, "PolicyDocument", "Roles");
            for (String role : Properties.texts(before.property("Roles"))) {
                if (!Properties.texts(after.property("Roles")).contains(role)) {
                    set(role, created.physicalId(), Optional.empty());
                }
            }
            attach(after, created.physicalId(), true);
            return created;
        }

        @Override
        void remove(Declaration declaration, Created created) {
            attach(declaration, created.physicalId(), false);
        }
    }

    private final class InstanceProfile extends PlayedType {
        @Override
        Created make(Declaration declaration) {
            String name = declaration.logicalId() + "-" + ids.suffix();
            profiles.put(name, declaration.property("Roles").path(0).asText());
            return new Created(name, Map.of("Arn", account.global("iam", "instance-profile/" + name)));
        }

        @Override
        void remove(Declaration declaration, Created created) {
            profiles.remove(created.physicalId());
        }
    }

    private final class Key extends PlayedType {
        @Override
        Created make(Declaration declaration) {
            String id = ids.suffix();
            String arn = account.regional("kms", "key/" + id);
            access.setResourcePolicy(arn, Optional.of(declaration.property("KeyPolicy")));
            return new Created(id, Map.of("Arn", arn, "KeyId", id));
        }

        @Override
        Created change(Declaration before, Declaration after, Created created) throws FailureException {
            Properties.playedChanges(before, after, "KeyPolicy");
            access.setResourcePolicy(created.attributes().get("Arn"), Optional.of(after.property("KeyPolicy")));
            return created;
        }

        @Override
        void remove(Declaration declaration, Created created) {
            access.setResourcePolicy(created.attributes().get("Arn"), Optional.empty());
        }
    }
}
