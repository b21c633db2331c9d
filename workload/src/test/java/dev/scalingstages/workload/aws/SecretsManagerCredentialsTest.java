package dev.scalingstages.workload.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.scalingstages.workload.aws.AwsClients.Service;
import dev.scalingstages.workload.content.UnavailableException;
import dev.scalingstages.workload.mysql.Credentials;
import dev.scalingstages.workload.servers.SecretsServer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SecretsManagerCredentialsTest {
    private static final String ARN = "arn:aws:secretsmanager:us-east-1:000000000000:secret:database-AbCdEf";

    private final TestClock clock = new TestClock();
    private SecretsServer server;
    private AwsClients clients;
    private SecretsManagerCredentials credentials;

    @BeforeEach
    void start() throws Exception {
        server = SecretsServer.start();
        server.put(ARN, secret("before"));
        clients = TestClients.of(Map.of(Service.SECRETS_MANAGER, server.endpoint()));
        credentials = new SecretsManagerCredentials(clients, ARN, clock);
    }

    @AfterEach
    void stop() {
        clients.close();
        server.close();
    }

    /** With the other fields that RDS's rotation keeps. */
    private static String secret(String password) {
        return "{\"engine\":\"mysql\",\"username\":\"administrator\",\"password\":\"" + password
                + "\",\"host\":\"database\",\"port\":13306}";
    }

    @Test
    void aRotatedPasswordIsReadAnewAtMostOnceInFiveSeconds() {
        assertThat(credentials.get()).isEqualTo(new Credentials("administrator", "before"));
        server.put(ARN, secret("after"));
        for (int i = 0; i < 10; i++) {
            assertThat(credentials.get().password()).isEqualTo("before");
        }
        assertThat(server.reads()).isEqualTo(1);
        clock.advance(Duration.ofMillis(5_001));
        assertThat(credentials.get().password()).isEqualTo("after");
        assertThat(server.reads()).isEqualTo(2);
    }

    @Test
    void whileTheSecretCannotBeReadTheKnownOneServes() {
        credentials.get();
        server.put(ARN, "broken");
        clock.advance(Duration.ofMinutes(1));
        assertThat(credentials.get().password()).isEqualTo("before");
    }

    @Test
    void aSecretThatIsNotThereOrHoldsNoneIsUnavailableAndNotQuoted() {
        SecretsManagerCredentials missing = new SecretsManagerCredentials(clients, ARN + "x", clock);
        assertThatThrownBy(missing::get).isInstanceOf(UnavailableException.class);
        for (String broken : List.of("hush hush", "{\"password\":\"hush\"}", "[]")) {
            server.put(ARN, broken);
            SecretsManagerCredentials none = new SecretsManagerCredentials(clients, ARN, clock);
            assertThatThrownBy(none::get)
                    .isInstanceOf(UnavailableException.class)
                    .hasMessageNotContaining("hush")
                    .hasNoCause();
        }
    }
}
