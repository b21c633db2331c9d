package dev.scalingstages.rehearsal.types;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.scalingstages.rehearsal.api.services.SecretsManager;
import dev.scalingstages.rehearsal.services.Databases;
import dev.scalingstages.rehearsal.stack.Created;
import dev.scalingstages.rehearsal.stack.Declaration;
import dev.scalingstages.rehearsal.stack.FailureException;
import dev.scalingstages.rehearsal.stack.ResourceType;
import java.io.IOException;
import java.util.Map;

/** Secrets and their attachment to databases. Rotations are not played: none is due within a play. */
public final class SecretTypes {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final SecretsManager secrets;
    private final Databases databases;
    private final Ids ids;

    public SecretTypes(SecretsManager secrets, Databases databases, Ids ids) {
        this.secrets = secrets;
        this.databases = databases;
        this.ids = ids;
    }

    /** The types by name. */
    public Map<String, ResourceType> types() {
        return Map.of(
                "AWS::SecretsManager::Secret", new Secret(),
                "AWS::SecretsManager::SecretTargetAttachment", new Attachment());
    }

    private final class Secret extends PlayedType {
        @Override
        Created make(Declaration declaration) throws IOException {
            String name = declaration.properties().has("Name")
                    ? declaration.text("Name")
                    : declaration.logicalId() + "-" + ids.suffix();
            String arn = secrets.create(name, declaration.properties());
            return new Created(arn, Map.of("Id", arn));
        }

        /** A change of how it is generated makes a new value, as Secrets Manager does; the database does not get it. */
        @Override
        Created change(Declaration before, Declaration after, Created created) throws FailureException, IOException {
            Properties.playedChanges(before, after, "GenerateSecretString", "KmsKeyId");
            if (!before.property("GenerateSecretString").equals(after.property("GenerateSecretString"))) {
                String other = secrets.create(after.logicalId() + "-" + ids.suffix(), after.properties());
                secrets.setValue(created.physicalId(), secrets.value(other).orElse(""));
                secrets.delete(other);
            }
            return created;
        }

        @Override
        void remove(Declaration declaration, Created created) {
            secrets.delete(created.physicalId());
        }
    }

    private final class Attachment extends PlayedType {
        @Override
        Created make(Declaration declaration) throws FailureException, IOException {
            String arn = declaration.text("SecretId");
            String target = declaration.text("TargetId");
            if (!databases.exists(target)) {
                throw new FailureException("DBInstance not found: " + target);
            }
            ObjectNode value = (ObjectNode)
                    JSON.readTree(secrets.value(arn).orElseThrow(() -> new FailureException("no secret " + arn)));
            value.put("engine", "mysql")
                    .put("host", databases.host(target))
                    .put("port", databases.port(target))
                    .put("dbInstanceIdentifier", target);
            if (!databases.schema(target).isEmpty()) {
                value.put("dbname", databases.schema(target));
            }
            secrets.setValue(arn, value.toString());
            return Created.named(arn);
        }
    }
}
