package dev.scalingstages.workload.aws;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.scalingstages.workload.content.UnavailableException;
import dev.scalingstages.workload.mysql.Credentials;
import java.time.Clock;
import java.time.Duration;
import java.util.function.Supplier;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;

/**
 * A database's credentials in Secrets Manager, as RDS's rotation keeps them: JSON with {@code username} and
 * {@code password}. The pool of connections asks for them when the database refuses those that it knows; they are read at
 * most once in five seconds, so that a pool that is refused again and again does not ask for each connection.
 *
 * <p>Throws {@link UnavailableException} when they cannot be read and never could.
 */
public final class SecretsManagerCredentials implements Supplier<Credentials> {
    private static final Duration AGE = Duration.ofSeconds(5);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final SecretsManagerClient client;
    private final String secretArn;
    private final Remembered<Credentials> known;

    /** Reads the secret only when it is first asked for credentials. */
    public SecretsManagerCredentials(AwsClients clients, String secretArn, Clock clock) {
        this.client = clients.secretsManager();
        this.secretArn = secretArn;
        this.known = new Remembered<>(before -> read(), AGE, clock);
    }

    @Override
    public Credentials get() {
        return known.get();
    }

    private Credentials read() {
        String secret = Calls.of(
                "Secrets Manager",
                () -> client.getSecretValue(request -> request.secretId(secretArn))
                        .secretString());
        try {
            JsonNode json = JSON.readTree(secret);
            return new Credentials(
                    json.required("username").textValue(),
                    json.required("password").textValue());
        } catch (JsonProcessingException | IllegalArgumentException e) {
            // Without the cause, which quotes the secret.
            throw new UnavailableException("the secret " + secretArn + " holds no credentials");
        }
    }
}
