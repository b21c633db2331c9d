package dev.scalingstages.boot;

import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;

import com.fasterxml.jackson.databind.JsonNode;
import dev.scalingstages.testing.ProjectFiles;
import java.net.Socket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Each kind of server whose nginx passes requests on, with recorders behind it, and what is to be said of its ways. */
enum RequestTargetServers {
    SINGLE_SERVER("single-server", true),
    WEB("web", true),
    APPLICATION("write-api", false);

    private static final int HTTP = 80;
    private static final String NUMBER = "x-attempt";

    private final String role;
    private final boolean counts;

    RequestTargetServers(String role, boolean counts) {
        this.role = role;
        this.counts = counts;
    }

    /** A request that was tried. */
    private record Attempt(int port, String target) {}

    /**
     * Tries each target with each port and version of HTTP, each as a client of its own.
     *
     * @return what is wrong with requests that were passed on
     */
    Set<String> objections(Path directory, List<String> targets, RunningNginx.Edit... edits) {
        Certificate certificate = Certificate.create(directory.resolve("certificate"), "internal.scaling-stages");
        Path home = directory.resolve("home");
        FakeServer server = this == WEB ? FakeServer.web(home, certificate.pem()) : FakeServer.application(home, role);
        try (RecordingServer behind = this == WEB ? RecordingServer.tls(certificate) : RecordingServer.plain();
                RunningNginx nginx = new RunningNginx(server, List.of(edits), behind)) {
            List<Attempt> attempts = new ArrayList<>();
            for (int port : server.ports()) {
                for (String target : targets) {
                    attempt(nginx, attempts, new Attempt(port, target), false);
                    if (this == SINGLE_SERVER && port != HTTP) {
                        attempt(nginx, attempts, new Attempt(port, target), true);
                    }
                }
            }
            return objections(nginx, behind.requests(), attempts);
        }
    }

    private void attempt(RunningNginx nginx, List<Attempt> attempts, Attempt attempt, boolean byHttp2) {
        int number = attempts.size();
        attempts.add(attempt);
        boolean tls = attempt.port() != HTTP;
        Map<String, String> headers = new HashMap<>(Map.of(NUMBER, "" + number));
        if (this == WEB) {
            headers.put("X-Forwarded-For", "6.6.6.6, 10.1." + number / 250 + "." + number % 250);
        }
        assertDoesNotThrow(() -> {
            String[] protocols = byHttp2 ? new String[] {"h2"} : new String[0];
            Socket socket = RawClient.connect(nginx.port(attempt.port()), tls, number, protocols);
            if (byHttp2) {
                RawClient.askByHttp2(socket, "POST", attempt.target(), headers);
            } else {
                RawClient.ask(socket, "POST", attempt.target(), headers);
            }
        });
    }

    private Set<String> objections(RunningNginx nginx, List<RecordingServer.Request> passed, List<Attempt> attempts) {
        assertThat(passed).as("some are passed on").isNotEmpty();
        Map<String, JsonNode> log = log(nginx);
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

    private static Map<String, JsonNode> log(RunningNginx nginx) {
        return nginx.accessLog(1).stream()
                .map(ProjectFiles::json)
                .collect(toMap(line -> line.get("request_id").asText(), line -> line, (one, other) -> other));
    }
}
