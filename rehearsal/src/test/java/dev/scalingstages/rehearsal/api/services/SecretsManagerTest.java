package dev.scalingstages.rehearsal.api.services;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.scalingstages.rehearsal.api.Endpoints.ApiException;
import dev.scalingstages.rehearsal.api.Endpoints.Caller;
import dev.scalingstages.rehearsal.api.Place;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SecretsManagerTest {
    private static final Caller CALLER = new Caller("role", "session", "127.0.0.1");

    private final SecretsManager secrets = new SecretsManager(new Place("aws", "us-east-1", "123456789012"));
    private String arn;

    @BeforeEach
    void create() throws Exception {
        arn = secrets.create("database", json("{'SecretString':'one'}"));
    }

    private static JsonNode json(String text) {
        try {
            return new ObjectMapper().readTree(text.replace('\'', '"'));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }

    private JsonNode call(String action, String request) throws ApiException {
        return secrets.perform(action, json(request.replace("ARN", arn)), CALLER);
    }

    private String value(String stage) throws ApiException {
        return call("GetSecretValue", "{'SecretId':'ARN','VersionStage':'%s'}".formatted(stage))
                .path("SecretString")
                .asText();
    }

    @Test
    void namedByArnOrNameOrArnWithoutItsEnd() throws ApiException {
        assertThat(arn).matches("arn:aws:secretsmanager:us-east-1:123456789012:secret:database-[A-Za-z0-9]{6}");
        for (String id : new String[] {arn, "database", arn.substring(0, arn.length() - 7)}) {
            assertThat(call("GetSecretValue", "{'SecretId':'%s'}".formatted(id))
                            .path("SecretString")
                            .asText())
                    .isEqualTo("one");
        }
        assertThatThrownBy(() -> call("GetSecretValue", "{'SecretId':'other'}")).isInstanceOf(ApiException.class);
    }

    /** The steps of a rotation function (Secrets Manager user guide, "Lambda rotation functions"). */
    @Test
    void rotationPassesThroughPending() throws ApiException {
        String first =
                call("GetSecretValue", "{'SecretId':'ARN'}").path("VersionId").asText();
        call("PutSecretValue", """
                {'SecretId':'ARN','ClientRequestToken':'v2','SecretString':'two','VersionStages':['AWSPENDING']}""");
        assertThat(value("AWSCURRENT")).isEqualTo("one");
        assertThat(value("AWSPENDING")).isEqualTo("two");
        assertThatThrownBy(() -> call("UpdateSecretVersionStage", """
                {'SecretId':'ARN','VersionStage':'AWSCURRENT','MoveToVersionId':'v2',
                 'RemoveFromVersionId':'v2'}""")).isInstanceOf(ApiException.class);
        call("UpdateSecretVersionStage", """
                {'SecretId':'ARN','VersionStage':'AWSCURRENT','MoveToVersionId':'v2',
                 'RemoveFromVersionId':'%s'}""".formatted(first));
        assertThat(value("AWSCURRENT")).isEqualTo("two");
        assertThat(value("AWSPREVIOUS")).isEqualTo("one");
        assertThat(call("DescribeSecret", "{'SecretId':'ARN'}")
                        .at("/VersionIdsToStages/" + first + "/0")
                        .asText())
                .isEqualTo("AWSPREVIOUS");
    }

    @Test
    void passwordsAreMadeAsAskedFor() throws ApiException {
        String password = call("GetRandomPassword", """
                {'PasswordLength':200,'ExcludePunctuation':true,'ExcludeUppercase':true,
                 'ExcludeCharacters':'abc'}""").path("RandomPassword").asText();
        assertThat(password).matches("[d-z0-9]{200}");
    }
}
