package dev.scalingstages.workload.servers;

import dev.scalingstages.workload.servers.NginxServer.Settings;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The service in the shape of a stage, on this machine: real servers behind, the shipped nginx in front, and the
 * application in as many processes as the stage has kinds of servers. Made here by hand are only the two load balancers
 * of AWS's, which {@link ReplicaBalancer} and an nginx stand for.
 */
public final class LocalStage implements AutoCloseable {
    private static final String INTERNAL = "internal.scaling-stages";

    private final int stage;
    private final LocalStores stores;
    private final TestCertificate tls;
    private final List<ApplicationServer> applications = new ArrayList<>();
    private final Opened open = new Opened();
    private URI address;
    private Optional<URI> plainAddress = Optional.empty();

    private LocalStage(int stage) throws IOException, InterruptedException, SQLException {
        this.stage = stage;
        this.tls = open.keep(TestCertificate.create("localhost", INTERNAL));
        this.stores = open.keep(LocalStores.start(stage));
    }

    /**
     * Starts all of it, and waits until it serves.
     *
     * @param stage 1 to 6
     */
    public static LocalStage start(int stage) throws IOException, InterruptedException, SQLException {
        LocalStage local = new LocalStage(stage);
        try {
            local.serve();
            return local;
        } catch (IOException | InterruptedException | SQLException | RuntimeException e) {
            local.close();
            throw e;
        }
    }

    private void serve() throws IOException, InterruptedException, SQLException {
        if (stage <= 2) {
            serveFromOneServer();
        } else {
            serveFromTiers();
        }
    }

    private void serveFromOneServer() throws IOException, InterruptedException {
        ApplicationServer application = run(List.of("write-api", "read-api"), stores.environment("single-server"));
        application.awaitReady();
        NginxServer nginx = open.keep(NginxServer.start(
                new Settings(
                        "single-server.conf",
                        Map.of(
                                "SERVER_NAME",
                                "_",
                                "REDIRECT_HOST",
                                "$host",
                                "LARGEST_UPLOAD",
                                stage == 1 ? "10m" : "16k"),
                        List.of(443, 80),
                        Map.of(8080, application.port(), 8082, application.readPort()),
                        Map.of()),
                tls,
                stores.files()));
        address = address(nginx);
        plainAddress = Optional.of(URI.create("http://localhost:" + nginx.port(80)));
    }

    private void serveFromTiers() throws IOException, InterruptedException {
        ApplicationServer writeApi = run(List.of("write-api"), stores.environment("write-api"));
        // The first to start makes the tables.
        writeApi.awaitReady();
        ApplicationServer readApi = run(List.of("read-api"), stores.environment("read-api"));
        if (stage == 6) {
            Map<String, String> environment = stores.environment("worker");
            run(List.of("worker"), environment).awaitReady();
            LivingWorker.await(
                    URI.create(environment.get("AWS_ENDPOINT_DYNAMODB")), environment.get("SHARD_MAP_TABLE"));
        }
        readApi.awaitReady();
        int balancer = internalBalancer(front(writeApi, "write-api"), front(readApi, "read-api"));
        NginxServer web = open.keep(NginxServer.start(
                new Settings(
                        "web.conf",
                        Map.of(
                                "SERVER_NAME",
                                "_",
                                "VPC_CIDR",
                                "127.0.0.0/8",
                                "ORIGIN",
                                "open",
                                "SERVER_ROLE",
                                "web",
                                "STAGE",
                                String.valueOf(stage)),
                        List.of(443),
                        Map.of(),
                        Map.of(
                                "etc/nginx/scaling-stages/internal-addresses.conf",
                                "server 127.0.0.1:%d max_fails=3 fail_timeout=5s;\n".formatted(balancer),
                                "tls/internal.pem",
                                Files.readString(tls.authority()))),
                tls,
                stores.files()));
        address = address(web);
    }

    /** nginx on an application server. */
    private int front(ApplicationServer application, String role) throws IOException, InterruptedException {
        return open.keep(NginxServer.start(
                        new Settings(
                                "application.conf",
                                Map.of("SERVER_ROLE", role, "STAGE", String.valueOf(stage)),
                                List.of(8443),
                                Map.of(8080, application.port()),
                                Map.of()),
                        tls,
                        stores.files()))
                .port(8443);
    }

    /** Stands for the internal load balancer, which tells readers and writers apart by the method. */
    private int internalBalancer(int writeApi, int readApi) throws IOException, InterruptedException {
        return open.keep(NginxServer.start(
                        new Settings(
                                Path.of("src/test/nginx/internal-balancer.conf")
                                        .toAbsolutePath()
                                        .toString(),
                                Map.of(),
                                List.of(443),
                                Map.of(1, writeApi, 2, readApi),
                                Map.of()),
                        tls,
                        stores.files()))
                .port(443);
    }

    private ApplicationServer run(List<String> roles, Map<String, String> environment)
            throws IOException, InterruptedException {
        ApplicationServer application = open.keep(ApplicationServer.launch(roles, environment));
        applications.add(application);
        return application;
    }

    private static URI address(NginxServer nginx) {
        return URI.create("https://localhost:" + nginx.port(443));
    }

    /** Where it is served, over HTTPS with a certificate of {@link #authority()}. */
    public URI address() {
        return address;
    }

    /** Where it leads to that address, by plain HTTP; at stages 1 and 2. */
    public Optional<URI> plainAddress() {
        return plainAddress;
    }

    /** Who vouches for its certificate. */
    public Path authority() {
        return tls.authority();
    }

    /** Its processes: one at stages 1 and 2, then the write API, the read API and, at stage 6, the worker. */
    public List<ApplicationServer> applications() {
        return List.copyOf(applications);
    }

    /** What it keeps its data in, to be broken by tests. */
    public LocalStores stores() {
        return stores;
    }

    @Override
    public void close() {
        open.close();
    }
}
