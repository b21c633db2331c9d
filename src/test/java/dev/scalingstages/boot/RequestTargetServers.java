package dev.scalingstages.boot;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Each kind of server whose nginx passes requests on, with recorders behind it, and what is to be said of its ways. */
enum RequestTargetServers {
    SINGLE_SERVER("single-server", true, 80, 443),
    WEB("web", true, 443),
    APPLICATION("application", false, 8443);

    private static final int HTTP = 80;
    private static final String NUMBER = "x-attempt";
    private static final ObjectMapper JSON = new ObjectMapper();

    private final String server;
    private final boolean counts;
    private final List<Integer> ports;

    RequestTargetServers(String server, boolean counts, Integer... ports) {
        this.server = server;
        this.counts = counts;
        this.ports = List.of(ports);
    }

    /** A request that was tried. */
    private record Attempt(int port, String method, String target) {}

    /**
     * Tries each target with each port and version of HTTP, each as a client of its own.
     *
     * @return what is wrong with requests that were passed on
     */
    Set<String> objections(Path directory, List<String> targets, RunningNginx.Edit... edits) {
        try (RecordingServer behind =
                        this == WEB ? RecordingServer.tls(certificate(directory)) : RecordingServer.plain();
                RunningNginx nginx = start(directory, behind, List.of(edits))) {
            List<Attempt> attempts = new ArrayList<>();
            for (int port : ports) {
                for (String target : targets) {
                    attempt(nginx, attempts, new Attempt(port, "POST", target), false);
                    if (this == SINGLE_SERVER && port != HTTP) {
                        attempt(nginx, attempts, new Attempt(port, "POST", target), true);
                    }
                }
            }
            return objections(nginx, behind.requests(), attempts);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void attempt(RunningNginx nginx, List<Attempt> attempts, Attempt attempt, boolean byHttp2)
            throws IOException {
        int number = attempts.size();
        attempts.add(attempt);
        boolean tls = attempt.port() != HTTP;
        Map<String, String> headers = new HashMap<>(Map.of(NUMBER, "" + number));
        if (this == WEB) {
            headers.put("X-Forwarded-For", "6.6.6.6, 10.1." + number / 250 + "." + number % 250);
        }
        if (byHttp2) {
            RawClient.askByHttp2(
                    RawClient.connect(nginx.port(attempt.port()), tls, number, "h2"),
                    attempt.method(),
                    attempt.target(),
                    headers);
        } else {
            RawClient.ask(
                    RawClient.connect(nginx.port(attempt.port()), tls, number),
                    attempt.method(),
                    attempt.target(),
                    headers);
        }
    }

    private Set<String> objections(RunningNginx nginx, List<RecordingServer.Request> passed, List<Attempt> attempts) {
        assertThat(passed).as("some are passed on").isNotEmpty();
        Map<String, JsonNode> log = log(nginx, passed.size());
        Set<String> objections = new TreeSet<>();
        for (RecordingServer.Request request : passed) {
            Attempt attempt = attempts.get(Integer.parseInt(request.headers().get(NUMBER)));
            String path = request.target().replaceFirst("[?].*", "");
            String what = attempt + " came as " + request.target() + " and ";
            boolean isHealth = path.equals("/health");
            JsonNode line = log.get(request.headers().get("x-request-id"));
            if (!RequestTargets.readings(request.target()).equals(Set.of(path))) {
                objections.add(what + "is read as " + RequestTargets.readings(request.target()));
            }
            if (!isHealth && !path.startsWith("/api/")) {
                objections.add(what + "is no address of the application");
            }
            if (attempt.port() == HTTP && !isHealth) {
                objections.add(what + "came without TLS");
            }
            if (line == null && !(this == APPLICATION && isHealth)) {
                objections.add(what + "was not logged");
            }
            if (line != null
                    && (counts || isHealth)
                    && !line.path("limit").asText().equals("PASSED")) {
                objections.add(what + "was not counted");
            }
            if (!request.headers().get("host").equals("localhost")) {
                objections.add(what + "has the host " + request.headers().get("host"));
            }
        }
        return objections;
    }

    private static Map<String, JsonNode> log(RunningNginx nginx, int atLeast) {
        Map<String, JsonNode> log = new HashMap<>();
        for (String text : nginx.accessLog(1)) {
            try {
                JsonNode line = JSON.readTree(text);
                log.put(line.get("request_id").asText(), line);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return log;
    }

    private RunningNginx start(Path directory, RecordingServer behind, List<RunningNginx.Edit> edits)
            throws IOException {
        Path home = Files.createDirectories(directory.resolve(server));
        return switch (this) {
            case SINGLE_SERVER -> new RunningNginx(FakeServer.single(home), edits, ports, List.of(behind, behind));
            case WEB ->
                new RunningNginx(
                        FakeServer.web(home, Files.readString(directory.resolve("certificate.pem"))),
                        edits,
                        ports,
                        List.of(),
                        behind.port());
            case APPLICATION ->
                new RunningNginx(FakeServer.application(home, "write-api"), edits, ports, List.of(behind));
        };
    }

    private static Certificate certificate(Path directory) {
        return Certificate.create(directory, "internal.scaling-stages");
    }
}
