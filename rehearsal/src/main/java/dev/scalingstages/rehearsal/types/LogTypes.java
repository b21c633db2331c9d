package dev.scalingstages.rehearsal.types;

import dev.scalingstages.rehearsal.api.services.Logs;
import dev.scalingstages.rehearsal.stack.Created;
import dev.scalingstages.rehearsal.stack.Declaration;
import dev.scalingstages.rehearsal.stack.FailureException;
import dev.scalingstages.rehearsal.stack.ResourceType;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Log groups, to which servers write. What is kept for how long is not played. */
public final class LogTypes {
    private final Logs logs;
    private final Account account;
    private final Ids ids;
    private final Set<String> names = ConcurrentHashMap.newKeySet();

    public LogTypes(Logs logs, Account account, Ids ids) {
        this.logs = logs;
        this.account = account;
        this.ids = ids;
    }

    /** The types by name. */
    public Map<String, ResourceType> types() {
        return Map.of("AWS::Logs::LogGroup", new Group());
    }

    private final class Group extends PlayedType {
        @Override
        Created make(Declaration declaration) throws FailureException {
            String name = declaration.properties().has("LogGroupName")
                    ? declaration.text("LogGroupName")
                    : account.stackName() + "-" + declaration.logicalId() + "-" + ids.suffix();
            if (!names.add(name)) {
                throw new FailureException("The specified log group already exists: " + name);
            }
            logs.createGroup(name);
            return new Created(name, Map.of("Arn", account.regional("logs", "log-group:" + name + ":*")));
        }

        @Override
        Created change(Declaration before, Declaration after, Created created) throws FailureException {
            Properties.playedChanges(before, after, "RetentionInDays", "KmsKeyId", "DeletionProtectionEnabled");
            return created;
        }

        @Override
        void remove(Declaration declaration, Created created) {
            names.remove(created.physicalId());
            logs.deleteGroup(created.physicalId());
        }
    }
}
