package dev.scalingstages.workload.servers;

import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * nginx with the configuration that servers are shipped with, rendered as their boot scripts do; only ports and the
 * user are others. It listens on the loopback address.
 */
final class NginxServer implements AutoCloseable {
    private static final Path SHIPPED = Path.of("../src/main/resources/boot").toAbsolutePath();
    private static final String OURS = "etc/nginx/scaling-stages";

    private final ServerDirectory directory;
    private final Map<Integer, Integer> ports = new HashMap<>();
    private final ServerProcess process;

    /**
     * What differs by server.
     *
     * @param name of the server file, such as {@code web.conf}, or the path of one that is not shipped
     * @param settings what takes the place of {@code @NAME@}
     * @param listening the ports in the file that it listens on; it gets free ones
     * @param upstreams the ports in the file that it calls, and which to call instead
     * @param files what else is written below the server's root, by path
     */
    record Settings(
            String name,
            Map<String, String> settings,
            List<Integer> listening,
            Map<Integer, Integer> upstreams,
            Map<String, String> files) {}

    private NginxServer(ServerDirectory directory, Settings settings, TestCertificate tls, Path files)
            throws IOException, InterruptedException {
        this.directory = directory;
        for (int port : settings.listening()) {
            ports.put(port, FreePort.next());
        }
        ports.put(8081, FreePort.next());
        write(settings, tls);
        Files.createSymbolicLink(
                Files.createDirectories(directory.resolve("data")).resolve("files"), files);
        process = ServerProcess.launch(
                "nginx",
                directory,
                List.of(
                        program(),
                        "-p",
                        directory.path().toString(),
                        "-e",
                        directory.resolve("var/log/nginx/error.log").toString(),
                        "-c",
                        directory.resolve("etc/nginx/nginx.conf").toString(),
                        "-g",
                        "daemon off;"),
                Map.of());
        process.await(() -> new Socket(FreePort.HOST, port(settings.listening().getFirst())).close());
    }

    /** @param files the data volume's directory of users' files, or an empty one */
    static NginxServer start(Settings settings, TestCertificate tls, Path files)
            throws IOException, InterruptedException {
        ServerDirectory directory = ServerDirectory.create("nginx", OsUser.current());
        try {
            return new NginxServer(directory, settings, tls, files);
        } catch (IOException | InterruptedException | RuntimeException e) {
            directory.close();
            throw e;
        }
    }

    private void write(Settings settings, TestCertificate tls) throws IOException {
        for (String folder : List.of(OURS, "run", "var/log/nginx", "var/lib/nginx/tmp", "var/cache/nginx/api", "tls")) {
            Files.createDirectories(directory.resolve(folder));
        }
        Files.copy(tls.certificate(), directory.resolve("tls/certificate.pem"));
        Files.copy(tls.key(), directory.resolve("tls/private-key.pem"));
        copyPages();
        for (Map.Entry<String, String> file : settings.files().entrySet()) {
            Files.writeString(directory.resolve(file.getKey()), file.getValue());
        }
        Map<String, String> values = new HashMap<>(settings.settings());
        values.put("ROOT", directory.path().toString());
        values.put("TLS_DIRECTORY", directory.resolve("tls").toString());
        for (Path snippet : listed(SHIPPED.resolve("nginx/snippets"))) {
            write(OURS + "/" + snippet.getFileName(), Files.readString(snippet), values, settings);
        }
        write(
                OURS + "/server.conf",
                Files.readString(SHIPPED.resolve("nginx").resolve(settings.name())),
                values,
                settings);
        write("etc/nginx/nginx.conf", Files.readString(SHIPPED.resolve("nginx/nginx.conf")), values, settings);
    }

    private void copyPages() throws IOException {
        Path pages = Files.createDirectories(directory.resolve("usr/share/scaling-stages/www"));
        for (Path page : listed(SHIPPED.resolve("www"))) {
            Files.copy(page, pages.resolve(page.getFileName()));
        }
    }

    private static List<Path> listed(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.toList();
        }
    }

    private void write(String path, String shipped, Map<String, String> values, Settings settings) throws IOException {
        String text = shipped.replace("user nginx;", "user %s;".formatted(System.getProperty("user.name")));
        for (Map.Entry<String, String> value : values.entrySet()) {
            text = text.replace("@" + value.getKey() + "@", value.getValue());
        }
        for (Map.Entry<Integer, Integer> port : ports.entrySet()) {
            text = text.replaceAll(
                    "listen (127\\.0\\.0\\.1:)?%d\\b".formatted(port.getKey()),
                    "listen 127.0.0.1:%d".formatted(port.getValue()));
        }
        for (Map.Entry<Integer, Integer> port : settings.upstreams().entrySet()) {
            text = text.replace(
                    "server 127.0.0.1:%d ".formatted(port.getKey()), "server 127.0.0.1:%d ".formatted(port.getValue()));
        }
        Files.writeString(directory.resolve(path), text);
    }

    /** Debian keeps it where only root looks. */
    private static String program() {
        List<String> folders = new ArrayList<>(List.of(System.getenv("PATH").split(":")));
        folders.add("/usr/sbin");
        return folders.stream()
                .map(folder -> Path.of(folder, "nginx"))
                .filter(Files::isExecutable)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("There is no nginx: see bin/install-test-tools"))
                .toString();
    }

    /** The port in place of one of the shipped file. */
    int port(int shipped) {
        return ports.get(shipped);
    }

    @Override
    public void close() {
        process.close();
        directory.close();
    }
}
