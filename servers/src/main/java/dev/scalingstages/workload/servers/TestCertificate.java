package dev.scalingstages.workload.servers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A certificate authority and a server certificate for 127.0.0.1 and localhost, made by {@code openssl}. */
final class TestCertificate implements AutoCloseable {
    private final ServerDirectory directory;

    private TestCertificate(ServerDirectory directory) {
        this.directory = directory;
    }

    static TestCertificate create() throws IOException, InterruptedException {
        return create("localhost");
    }

    /** One that is good for these names too. */
    static TestCertificate create(String... names) throws IOException, InterruptedException {
        ServerDirectory directory = ServerDirectory.create("tls", OsUser.current());
        TestCertificate certificate = new TestCertificate(directory);
        try {
            certificate.make(names);
        } catch (IOException | InterruptedException e) {
            directory.close();
            throw e;
        }
        return certificate;
    }

    private void make(String... names) throws IOException, InterruptedException {
        Files.writeString(
                directory.resolve("server.ext"),
                "subjectAltName=IP:127.0.0.1,DNS:%s\nextendedKeyUsage=serverAuth,clientAuth\n"
                        .formatted(String.join(",DNS:", names)));
        openssl("req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=test-ca"
                + " -keyout ca.key -out ca.crt");
        openssl("req -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -subj /CN=localhost"
                + " -keyout server.key -out server.csr");
        openssl("x509 -req -in server.csr -CA ca.crt -CAkey ca.key -CAcreateserial -days 2 -extfile server.ext"
                + " -out server.crt");
    }

    /** Runs one openssl command; words that name a file of ours become its full path. */
    private void openssl(String arguments) throws IOException, InterruptedException {
        List<String> words = List.of(("openssl " + arguments).split(" "));
        Command.run(words.stream().map(this::fullPath).toList());
    }

    private String fullPath(String word) {
        return word.matches("(ca|server)\\.\\w+") ? directory.resolve(word).toString() : word;
    }

    Path authority() {
        return directory.resolve("ca.crt");
    }

    Path certificate() {
        return directory.resolve("server.crt");
    }

    Path key() {
        return directory.resolve("server.key");
    }

    @Override
    public void close() {
        directory.close();
    }
}
