package dev.scalingstages.rehearsal.machine;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.scalingstages.rehearsal.api.Access;
import dev.scalingstages.rehearsal.machine.Machines.Identity;
import dev.scalingstages.rehearsal.network.Network.Interface;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Executors;
import java.util.function.BiFunction;

/**
 * The instance metadata service, version 2 alone: each server gets what is known of it, recognized by its address. The
 * limit of hops is not played.
 */
public final class Metadata implements AutoCloseable {
    private static final String ADDRESS = "169.254.169.254";
    private static final int LONGEST_TOKEN = 21600;
    private static final Duration CREDENTIALS_LAST = Duration.ofHours(6);
    private static final ObjectMapper JSON = new ObjectMapper();

    /** A server, as the service knows it. */
    private record Known(Identity identity, Interface at, String lifecycleState) {}

    /** A token, which is for the server that asked for it. */
    private record Token(String address, Instant end) {}

    private final ConcurrentMap<String, Known> servers = new ConcurrentHashMap<>();
    private final ConcurrentMap<String, Token> tokens = new ConcurrentHashMap<>();
    private final BiFunction<String, String, Access.Credentials> credentials;
    private final String region;
    private final String account;
    private final HttpServer server;

    /**
     * Starts to answer, in the router's namespace.
     *
     * @param credentials makes credentials for a role and a session, which is the instance's id
     */
    public Metadata(String region, String account, BiFunction<String, String, Access.Credentials> credentials)
            throws IOException {
        this.region = region;
        this.account = account;
        this.credentials = credentials;
        server = HttpServer.create(new InetSocketAddress(ADDRESS, 80), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::answer);
        server.start();
    }

    /** Makes a server known, or what is new about it, such as a public address. */
    public void register(Identity identity, Interface at) {
        servers.merge(
                at.address(),
                new Known(identity, at, "InService"),
                (before, now) -> new Known(identity, at, before.lifecycleState()));
    }

    /** What {@code autoscaling/target-lifecycle-state} answers from now on; {@code InService} until then. */
    public void setLifecycleState(Interface at, String state) {
        servers.computeIfPresent(at.address(), (address, known) -> new Known(known.identity(), known.at(), state));
    }

    public void forget(Interface at) {
        servers.remove(at.address());
        tokens.values().removeIf(token -> token.address().equals(at.address()));
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            String address = exchange.getRemoteAddress().getAddress().getHostAddress();
            String path = exchange.getRequestURI().getPath();
            Known known = servers.get(address);
            if (known == null) {
                send(exchange, 404, "");
            } else if (path.equals("/latest/api/token")) {
                token(exchange, address);
            } else if (!exchange.getRequestMethod().equals("GET")) {
                send(exchange, 405, "");
            } else if (!hasToken(exchange, address)) {
                send(exchange, 401, "");
            } else {
                Optional<String> found = find(known, path);
                send(exchange, found.isPresent() ? 200 : 404, found.orElse(""));
            }
        }
    }

    private void token(HttpExchange exchange, String address) throws IOException {
        String seconds = exchange.getRequestHeaders().getFirst("X-aws-ec2-metadata-token-ttl-seconds");
        if (!exchange.getRequestMethod().equals("PUT")) {
            send(exchange, 405, "");
        } else if (exchange.getRequestHeaders().containsKey("X-Forwarded-For")) {
            send(exchange, 403, "");
        } else if (seconds == null
                || !seconds.matches("[1-9][0-9]{0,4}")
                || Integer.parseInt(seconds) > LONGEST_TOKEN) {
            send(exchange, 400, "");
        } else {
            Instant now = Instant.now();
            tokens.values().removeIf(old -> old.end().isBefore(now));
            String token = UUID.randomUUID().toString();
            tokens.put(token, new Token(address, now.plusSeconds(Integer.parseInt(seconds))));
            exchange.getResponseHeaders().set("X-aws-ec2-metadata-token-ttl-seconds", seconds);
            send(exchange, 200, token);
        }
    }

    private boolean hasToken(HttpExchange exchange, String address) {
        String given = exchange.getRequestHeaders().getFirst("X-aws-ec2-metadata-token");
        Token token = given == null ? null : tokens.get(given);
        return token != null && token.address().equals(address) && token.end().isAfter(Instant.now());
    }

    private static void send(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "text/plain");
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        if (bytes.length > 0) {
            exchange.getResponseBody().write(bytes);
        }
    }

    private Optional<String> find(Known known, String path) {
        String meta = "/latest/meta-data/";
        if (path.equals("/latest/dynamic/instance-identity/document")) {
            return Optional.of(document(known));
        }
        if (!path.startsWith(meta)) {
            return Optional.empty();
        }
        Identity identity = known.identity();
        String key = path.substring(meta.length());
        return switch (key) {
            case "instance-id" -> Optional.of(identity.instanceId());
            case "instance-type" -> Optional.of(identity.instanceType());
            case "placement/availability-zone" -> Optional.of(identity.zone());
            case "placement/region" -> Optional.of(region);
            case "local-ipv4" -> Optional.of(known.at().address());
            case "public-ipv4" -> known.at().publicAddress();
            case "mac" -> Optional.of(mac(known.at().address()));
            case "autoscaling/target-lifecycle-state" -> Optional.of(known.lifecycleState());
            case "tags/instance", "tags/instance/" -> tags(identity.tags());
            case "iam/security-credentials", "iam/security-credentials/" -> identity.roleName();
            default -> below(identity, key);
        };
    }

    private static Optional<String> tags(Map<String, String> tags) {
        return tags.isEmpty()
                ? Optional.empty()
                : Optional.of(String.join("\n", tags.keySet().stream().sorted().toList()));
    }

    private Optional<String> below(Identity identity, String key) {
        String tag = "tags/instance/";
        String role = "iam/security-credentials/";
        if (key.startsWith(tag)) {
            return Optional.ofNullable(identity.tags().get(key.substring(tag.length())));
        }
        if (key.startsWith(role)) {
            return identity.roleName()
                    .filter(key.substring(role.length())::equals)
                    .map(name -> credentials(credentials.apply(name, identity.instanceId())));
        }
        return Optional.empty();
    }

    private static String credentials(Access.Credentials given) {
        Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
        ObjectNode answer = JSON.createObjectNode();
        answer.put("Code", "Success").put("LastUpdated", now.toString()).put("Type", "AWS-HMAC");
        answer.put("AccessKeyId", given.accessKeyId()).put("SecretAccessKey", given.secretAccessKey());
        answer.put("Token", given.sessionToken());
        answer.put("Expiration", now.plus(CREDENTIALS_LAST).toString());
        return answer.toPrettyString();
    }

    private String document(Known known) {
        ObjectNode document = JSON.createObjectNode();
        document.put("accountId", account)
                .put("architecture", System.getProperty("os.arch").equals("aarch64") ? "arm64" : "x86_64");
        document.put("availabilityZone", known.identity().zone())
                .put("instanceId", known.identity().instanceId())
                .put("instanceType", known.identity().instanceType())
                .put("privateIp", known.at().address())
                .put("region", region)
                .put("version", "2017-09-30");
        return document.toPrettyString();
    }

    /** As the network makes hardware addresses from addresses. */
    private static String mac(String address) {
        StringBuilder mac = new StringBuilder("02:00");
        for (String octet : address.split("\\.")) {
            mac.append(":%02x".formatted(Integer.parseInt(octet)));
        }
        return mac.toString();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
