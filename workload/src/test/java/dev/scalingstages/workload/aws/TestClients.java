package dev.scalingstages.workload.aws;

import dev.scalingstages.workload.aws.AwsClients.Service;
import dev.scalingstages.workload.servers.S3Server;
import java.net.URI;
import java.util.Map;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;

/** Clients of servers that run locally. */
public final class TestClients {
    private TestClients() {}

    /** Clients with the keys that {@link S3Server} knows; the others take any. */
    public static AwsClients of(Map<Service, URI> endpoints) {
        return new AwsClients(
                new AwsClients.Settings("us-east-1", endpoints),
                StaticCredentialsProvider.create(AwsBasicCredentials.create(S3Server.ACCESS_KEY, S3Server.SECRET_KEY)));
    }
}
