package dev.scalingstages.rehearsal.services;

import com.fasterxml.jackson.databind.JsonNode;
import dev.scalingstages.rehearsal.network.Trust;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;

/**
 * How a load balancer looks at a target.
 *
 * @param protocol {@code HTTP}, {@code HTTPS} or {@code TCP}
 * @param port empty for the port that the target is registered with
 * @param path of HTTP and HTTPS
 * @param code which status is healthy, such as {@code 200} or {@code 200-299}
 * @param interval on AWS
 * @param timeout on AWS
 */
record HealthCheck(
        String protocol,
        Optional<Integer> port,
        String path,
        String code,
        Duration interval,
        Duration timeout,
        int healthyAfter,
        int unhealthyAfter) {
    /** By a target group's properties, with Elastic Load Balancing's defaults. */
    static HealthCheck of(JsonNode group) {
        String protocol =
                group.path("HealthCheckProtocol").asText(group.path("Protocol").asText("HTTP"));
        String port = group.path("HealthCheckPort").asText("traffic-port");
        boolean tcp = protocol.equals("TCP");
        return new HealthCheck(
                protocol,
                port.equals("traffic-port") ? Optional.empty() : Optional.of(Integer.valueOf(port)),
                group.path("HealthCheckPath").asText("/"),
                group.path("Matcher").path("HttpCode").asText("200"),
                Duration.ofSeconds(group.path("HealthCheckIntervalSeconds").asLong(30)),
                Duration.ofSeconds(group.path("HealthCheckTimeoutSeconds").asLong(tcp ? 10 : 5)),
                group.path("HealthyThresholdCount").asInt(5),
                group.path("UnhealthyThresholdCount").asInt(2));
    }

    /**
     * Looks once. What does not answer in real time within the timeout of AWS is not healthy: the target's own work
     * takes as long here as there.
     *
     * @param from the load balancer's address, whose security groups count
     * @return empty if healthy, else what was seen
     */
    Optional<String> look(String from, String address, int registeredPort) throws InterruptedException {
        int at = port.orElse(registeredPort);
        try {
            InetAddress source = InetAddress.getByName(from);
            if (protocol.equals("TCP") || protocol.equals("TLS")) {
                try (Socket socket = new Socket()) {
                    socket.bind(new InetSocketAddress(source, 0));
                    socket.connect(new InetSocketAddress(address, at), (int) timeout.toMillis());
                    return Optional.empty();
                }
            }
            return status(source, URI.create(protocol.toLowerCase() + "://" + address + ":" + at + path));
        } catch (IOException e) {
            return Optional.of(e.getClass().getSimpleName() + " " + e.getMessage());
        }
    }

    private Optional<String> status(InetAddress source, URI uri) throws IOException, InterruptedException {
        try (HttpClient client = HttpClient.newBuilder()
                .localAddress(source)
                .connectTimeout(timeout)
                .sslContext(Trust.everybody())
                .version(HttpClient.Version.HTTP_1_1)
                .build()) {
            HttpResponse<Void> response = client.send(
                    HttpRequest.newBuilder(uri).timeout(timeout).build(), HttpResponse.BodyHandlers.discarding());
            return isWanted(response.statusCode()) ? Optional.empty() : Optional.of("status " + response.statusCode());
        }
    }

    private boolean isWanted(int status) {
        for (String part : code.split(",")) {
            String[] range = part.strip().split("-");
            if (status >= Integer.parseInt(range[0]) && status <= Integer.parseInt(range[range.length - 1])) {
                return true;
            }
        }
        return false;
    }
}
