package dev.scalingstages.rehearsal.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.scalingstages.workload.servers.FreePort;
import dev.scalingstages.workload.servers.Opened;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.awscore.client.builder.AwsSyncClientBuilder;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.retries.DefaultRetryStrategy;

/** Endpoints on a loopback address, and the SDK's clients that find AWS's names there. */
final class Played implements AutoCloseable {
    static final String ADDRESS = "127.0.0.1";
    static final Place PLACE = new Place("aws", "us-east-1", "123456789012");
    static final String KEY = PLACE.arn("kms", "key/data");
    static final String ROLE = "web";

    final Opened open = new Opened();
    final Policies policies = new Policies(PLACE.partition(), PLACE.account());
    final HttpsEndpoints endpoints;
    final int port;

    Played(Path directory) throws Exception {
        this(directory, Clock.systemUTC());
    }

    Played(Path directory, Clock clock) throws Exception {
        port = FreePort.next();
        endpoints = open.keep(new HttpsEndpoints(directory, PLACE, policies, port, clock));
        endpoints.listenPublicly(ADDRESS);
        policies.setResourcePolicy(
                KEY,
                Optional.of(PoliciesTest.policy(
                        "'Principal':{'AWS':'arn:aws:iam::123456789012:root'}," + PoliciesTest.allow("kms:*", "*"))));
    }

    /** Replaces the permissions of the role that the clients have. */
    void allow(String... statements) {
        policies.setRole(ROLE, Map.of("policy", PoliciesTest.policy(statements)));
    }

    /** Statements that allow a use of the key by a service. */
    static String key(String action, String service) {
        return "'Condition':{'StringEquals':{'kms:ViaService':'%s.us-east-1.amazonaws.com'}},".formatted(service)
                + PoliciesTest.allow("kms:" + action, KEY);
    }

    AwsCredentialsProvider credentials() {
        return SdkClients.provider(policies.credentials(ROLE, "i-1"));
    }

    SdkClients clients() throws IOException {
        return new SdkClients(PLACE, endpoints.authority(), ADDRESS, port);
    }

    /** An HTTP client that finds every name here, and trusts the authority. */
    SdkHttpClient http() throws IOException {
        return open.keep(clients().http());
    }

    /** A client without retries. */
    <B extends AwsClientBuilder<B, C> & AwsSyncClientBuilder<B, C>, C extends AutoCloseable> C client(
            B builder, String service) throws IOException {
        return open.keep(clients()
                .prepare(builder, service, policies.credentials(ROLE, "i-1"), http())
                .overrideConfiguration(configuration -> configuration
                        .apiCallTimeout(Duration.ofSeconds(30))
                        .retryStrategy(DefaultRetryStrategy.doNotRetry()))
                .build());
    }

    static JsonNode json(String text) {
        try {
            return new ObjectMapper().readTree(text.replace('\'', '"'));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }

    @Override
    public void close() {
        open.close();
    }
}
