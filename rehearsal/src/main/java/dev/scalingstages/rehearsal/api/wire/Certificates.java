package dev.scalingstages.rehearsal.api.wire;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.List;
import java.util.stream.Collectors;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/** An authority that lasts for days, and one certificate of it for a set of names, made by {@code openssl}. */
public final class Certificates {
    private static final String PASSWORD = "rehearsal";
    private static final String KEY = "-newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes";

    private final Path directory;

    /**
     * Makes both.
     *
     * @param directory exists, and gets the files
     * @param names host names, with {@code *} for one label
     */
    public Certificates(Path directory, List<String> names) throws IOException, InterruptedException {
        this.directory = directory;
        Files.writeString(
                directory.resolve("server.ext"),
                "subjectAltName=%s\nextendedKeyUsage=serverAuth\n"
                        .formatted(names.stream().map(name -> "DNS:" + name).collect(Collectors.joining(","))));
        openssl("req -x509 " + KEY + " -days 7 -subj /CN=rehearsal-authority -keyout authority.key -out authority.pem");
        openssl("req " + KEY + " -subj /CN=rehearsal -keyout server.key -out server.csr");
        openssl("x509 -req -in server.csr -CA authority.pem -CAkey authority.key -CAcreateserial -days 7"
                + " -extfile server.ext -out server.pem");
        openssl("pkcs12 -export -in server.pem -inkey server.key -out server.p12 -passout pass:" + PASSWORD);
    }

    private void openssl(String arguments) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(("openssl " + arguments).split(" "))
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IOException("openssl " + arguments + ": " + output);
        }
    }

    /** The authority's certificate in PEM. */
    public Path authority() {
        return directory.resolve("authority.pem");
    }

    /** For a server with the certificate. */
    public SSLContext server() throws IOException {
        try (InputStream file = Files.newInputStream(directory.resolve("server.p12"))) {
            KeyStore keys = KeyStore.getInstance("PKCS12");
            keys.load(file, PASSWORD.toCharArray());
            KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            managers.init(keys, PASSWORD.toCharArray());
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(managers.getKeyManagers(), null, null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IOException(e);
        }
    }
}
