package dev.scalingstages.workload.servers;

import dev.scalingstages.workload.servers.AwsJsonServer.Refusal;
import java.io.IOException;
import java.net.URI;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** Stands in for Secrets Manager, of which there is no server to run: it gives secrets by their ARNs, and no more. */
public final class SecretsServer implements AutoCloseable {
    private final Map<String, String> secrets = new ConcurrentHashMap<>();
    private final AtomicInteger reads = new AtomicInteger();
    private final AwsJsonServer server;

    private SecretsServer() throws IOException {
        server = new AwsJsonServer(Map.of("secretsmanager.GetSecretValue", request -> {
            reads.incrementAndGet();
            String arn = request.required("SecretId").asText();
            String secret = secrets.get(arn);
            if (secret == null) {
                throw new Refusal("ResourceNotFoundException", "Secrets Manager can't find the specified secret.");
            }
            return AwsJsonServer.JSON.createObjectNode().put("ARN", arn).put("SecretString", secret);
        }));
    }

    public static SecretsServer start() throws IOException {
        return new SecretsServer();
    }

    public URI endpoint() {
        return server.endpoint();
    }

    /** Sets a secret, in place of one that may be there. */
    public void put(String arn, String secret) {
        secrets.put(arn, secret);
    }

    /** How often it was asked. */
    public int reads() {
        return reads.get();
    }

    @Override
    public void close() {
        server.close();
    }
}
