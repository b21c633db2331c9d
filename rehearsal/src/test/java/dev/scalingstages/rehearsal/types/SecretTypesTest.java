package dev.scalingstages.rehearsal.types;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.scalingstages.rehearsal.api.services.SecretsManager;
import dev.scalingstages.rehearsal.network.LoopbackNetwork;
import dev.scalingstages.rehearsal.services.Databases;
import dev.scalingstages.rehearsal.stack.Created;
import dev.scalingstages.rehearsal.stack.Declaration;
import dev.scalingstages.rehearsal.stack.FailureException;
import dev.scalingstages.rehearsal.stack.ResourceType;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class SecretTypesTest {
    /** As it is: passwords have quotes. */
    private static final ObjectMapper JSON = new ObjectMapper();

    private static final String SECRET = "AWS::SecretsManager::Secret";

    private final SecretsManager secrets = new SecretsManager(Declared.ACCOUNT.place());
    private final SecretTypes types = new SecretTypes(
            secrets, new Databases(Path.of("target"), new LoopbackNetwork(), null, "us-east-1"), new Ids());
    private final ResourceType type = types.types().get(SECRET);

    private static Declaration generated(String more) {
        return Declared.of(SECRET, """
                {'GenerateSecretString':{'SecretStringTemplate':'{\\"username\\":\\"admin\\"}',
                 'GenerateStringKey':'password','PasswordLength':30%s}}""".formatted(more));
    }

    @Test
    void valueIsGeneratedByTheTemplate() throws Exception {
        Created created = type.create(generated(""));
        assertThat(JSON.readTree(secrets.value(created.physicalId()).orElseThrow())
                        .path("username")
                        .asText())
                .isEqualTo("admin");
        assertThat(JSON.readTree(secrets.value(created.physicalId()).orElseThrow())
                        .path("password")
                        .asText())
                .hasSize(30);
    }

    @Test
    void changedRuleMakesANewValueAndTagsDoNot() throws Exception {
        Created created = type.create(generated(""));
        String first = secrets.value(created.physicalId()).orElseThrow();
        Declaration tagged = generated("");
        tagged.properties().putArray("Tags");
        assertThat(type.update(generated(""), tagged, created).physicalId()).isEqualTo(created.physicalId());
        assertThat(secrets.value(created.physicalId())).contains(first);
        type.update(tagged, generated(",'ExcludePunctuation':true"), created);
        assertThat(secrets.value(created.physicalId())).isPresent().get().isNotEqualTo(first);
        assertThatThrownBy(() -> type.update(tagged, Declared.of(SECRET, "{'Name':'other'}"), created))
                .isInstanceOf(FailureException.class)
                .hasMessageContaining("Name");
        type.delete(tagged, created);
        assertThat(secrets.value(created.physicalId())).isEmpty();
    }

    @Test
    void attachmentToNothingIsRefused() throws Exception {
        Created created = type.create(generated(""));
        Declaration attachment = Declared.of(
                "AWS::SecretsManager::SecretTargetAttachment",
                "{'SecretId':'%s','TargetId':'nobody'}".formatted(created.physicalId()));
        assertThatThrownBy(() -> types.types().get(attachment.type()).create(attachment))
                .isInstanceOf(FailureException.class)
                .hasMessageContaining("nobody");
    }
}
