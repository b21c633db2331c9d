package dev.scalingstages.workload.redis;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.scalingstages.workload.servers.RedisCluster;
import java.io.IOException;
import java.net.URI;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;

class IamCredentialsTest {
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-11-26T07:08:09Z"), ZoneOffset.UTC);
    private static final AwsCredentials KEY = AwsBasicCredentials.create("AKIAEXAMPLE", "example-secret");

    private static IamCredentials credentials(AwsCredentials key) {
        return new IamCredentials(
                "Scaling-Stages-app",
                "Scaling-Stages-cache",
                "eu-central-1",
                StaticCredentialsProvider.create(key),
                CLOCK);
    }

    @Test
    void theTokenIsAPresignedRequestWithoutItsScheme() {
        String token = credentials(KEY).token();
        assertThat(token).startsWith("scaling-stages-cache/?").doesNotContain("://");
        assertThat(parameters(token))
                .containsEntry("Action", "connect")
                .containsEntry("User", "scaling-stages-app")
                .containsEntry("X-Amz-Algorithm", "AWS4-HMAC-SHA256")
                .containsEntry("X-Amz-Credential", "AKIAEXAMPLE%2F20261126%2Feu-central-1%2Felasticache%2Faws4_request")
                .containsEntry("X-Amz-Date", "20261126T070809Z")
                .containsEntry("X-Amz-Expires", "900")
                .containsEntry("X-Amz-SignedHeaders", "host")
                .containsKey("X-Amz-Signature")
                .hasSize(8);
    }

    @Test
    void aRolesTokenIsPartOfIt() {
        String token = credentials(AwsSessionCredentials.create("ASIAEXAMPLE", "secret", "session-token"))
                .token();
        assertThat(parameters(token)).containsEntry("X-Amz-Security-Token", "session-token");
    }

    /** The signature as the service computes it: AWS general reference, "Create a signed AWS API request". */
    @Test
    void theSignatureIsWhatTheServiceExpects() throws Exception {
        String token = credentials(KEY).token();
        String query = parameters(token).entrySet().stream()
                .filter(parameter -> !parameter.getKey().equals("X-Amz-Signature"))
                .sorted(Map.Entry.comparingByKey())
                .map(parameter -> parameter.getKey() + "=" + parameter.getValue())
                .collect(Collectors.joining("&"));
        String request = String.join(
                "\n",
                "GET",
                "/",
                query,
                "host:scaling-stages-cache",
                "",
                "host",
                HexFormat.of().formatHex(sha256("")));
        String toSign = String.join(
                "\n",
                "AWS4-HMAC-SHA256",
                "20261126T070809Z",
                "20261126/eu-central-1/elasticache/aws4_request",
                HexFormat.of().formatHex(sha256(request)));
        byte[] key = "AWS4example-secret".getBytes(UTF_8);
        for (String part : List.of("20261126", "eu-central-1", "elasticache", "aws4_request", toSign)) {
            key = hmac(key, part);
        }
        assertThat(parameters(token))
                .containsEntry("X-Amz-Signature", HexFormat.of().formatHex(key));
    }

    @Test
    void theUserSignsInInLowerCase() {
        var signIn = credentials(KEY).resolveCredentials().block();
        assertThat(signIn.getUsername()).isEqualTo("scaling-stages-app");
        assertThat(new String(signIn.getPassword())).isEqualTo(credentials(KEY).token());
        assertThat(credentials(KEY).supportsStreaming()).isTrue();
    }

    /** Redis cannot check the password: its user may have any. */
    @Test
    void openConnectionsSignInAgain() throws Exception {
        RedisCluster cluster = TestRedis.cluster();
        cluster.onEach("ACL", "SETUSER", "scaling-stages-app", "on", "nopass", "~*", "+@all");
        IamCredentials credentials = new IamCredentials(
                "scaling-stages-app",
                "cache",
                "eu-central-1",
                StaticCredentialsProvider.create(KEY),
                CLOCK,
                Duration.ofMillis(100));
        RedisSettings settings =
                TestRedis.settings(cluster.port(), Optional.of(cluster.authority()), TestRedis.PATIENT);
        try (RedisCache cache = new RedisCache(settings, credentials, CacheMetrics.NONE)) {
            TestRedis.awaitUp(cache);
            cluster.onEach("CONFIG", "RESETSTAT");
            TestRedis.await(() -> signIns(cluster) > 50);
            assertThat(cache.get(RedisCache.Copy.MASTER, "key").join().isDown()).isFalse();
        }
    }

    /** All but those of redis-cli, which signs in once for each command on each node. */
    private static long signIns(RedisCluster cluster) {
        try {
            return cluster.onEach("INFO", "commandstats").stream()
                    .flatMap(String::lines)
                    .filter(line -> line.startsWith("cmdstat_auth:calls="))
                    .mapToLong(line -> Long.parseLong(line.replaceAll(".*?calls=(\\d+).*", "$1")))
                    .sum();
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static Map<String, String> parameters(String token) {
        return Arrays.stream(URI.create("http://" + token).getRawQuery().split("&"))
                .map(parameter -> parameter.split("=", 2))
                .collect(Collectors.toMap(parameter -> parameter[0], parameter -> parameter[1]));
    }

    private static byte[] sha256(String text) throws Exception {
        return MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8));
    }

    private static byte[] hmac(byte[] key, String text) throws Exception {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(key, "HmacSHA256"));
        return mac.doFinal(text.getBytes(UTF_8));
    }
}
