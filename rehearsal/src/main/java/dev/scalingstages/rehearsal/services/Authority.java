package dev.scalingstages.rehearsal.services;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/** A certificate authority of the play, which stands for those of RDS, ElastiCache and ACM. Made by {@code openssl}. */
public final class Authority {
    private static final String DAYS = "30";

    /** X.509's limit. Clients look at the other names, which may be longer. */
    private static final int LONGEST_COMMON_NAME = 64;

    /** Protects nothing: the store lies beside its key. */
    private static final String STORE_PASSWORD = "rehearsal";

    private final Path folder;

    private Authority(Path folder) {
        this.folder = folder;
    }

    /** Makes one in a folder. */
    public static Authority create(Path folder) throws IOException, InterruptedException {
        Files.createDirectories(folder);
        Authority authority = new Authority(folder);
        Commands.run(List.of(
                "openssl",
                "req",
                "-x509",
                "-newkey",
                "ec",
                "-pkeyopt",
                "ec_paramgen_curve:P-256",
                "-nodes",
                "-sha256",
                "-days",
                DAYS,
                "-subj",
                "/CN=Rehearsal",
                "-addext",
                "basicConstraints=critical,CA:TRUE",
                "-addext",
                "keyUsage=critical,keyCertSign,cRLSign",
                "-keyout",
                authority.key().toString(),
                "-out",
                authority.certificate().toString()));
        return authority;
    }

    /** Its own certificate, which clients have to trust. */
    public Path certificate() {
        return folder.resolve("authority.pem");
    }

    private Path key() {
        return folder.resolve("authority.key");
    }

    /**
     * A certificate and its key.
     *
     * @param certificate in PEM
     * @param key in PEM, readable for everybody: the services run as users of their own
     * @param both certificate and key in one file, as HAProxy wants them
     */
    public record Issued(Path certificate, Path key, Path both) {}

    /** Issues a certificate for names, the first of which may be a wildcard. */
    public synchronized Issued issue(String name, List<String> names) throws IOException, InterruptedException {
        Path key = folder.resolve(name + ".key");
        Path request = folder.resolve(name + ".csr");
        Path certificate = folder.resolve(name + ".pem");
        Path both = folder.resolve(name + ".both.pem");
        Path extensions = folder.resolve(name + ".ext");
        Files.writeString(
                extensions,
                "subjectAltName="
                        + String.join(
                                ",", names.stream().map(each -> "DNS:" + each).toList()) + "\n");
        Commands.run(List.of(
                "openssl",
                "req",
                "-new",
                "-newkey",
                "ec",
                "-pkeyopt",
                "ec_paramgen_curve:P-256",
                "-nodes",
                "-sha256",
                "-subj",
                "/CN=" + name.substring(0, Math.min(name.length(), LONGEST_COMMON_NAME)),
                "-keyout",
                key.toString(),
                "-out",
                request.toString()));
        Commands.run(List.of(
                "openssl",
                "x509",
                "-req",
                "-in",
                request.toString(),
                "-CA",
                certificate().toString(),
                "-CAkey",
                key().toString(),
                "-CAcreateserial",
                "-sha256",
                "-days",
                DAYS,
                "-extfile",
                extensions.toString(),
                "-out",
                certificate.toString()));
        Files.writeString(both, Files.readString(certificate) + Files.readString(key));
        Commands.run(List.of("chmod", "0644", key.toString(), both.toString()));
        return new Issued(certificate, key, both);
    }

    /** For a server of this program that shows a certificate. */
    public SSLContext context(Issued shown) throws IOException, InterruptedException {
        Path store = Path.of(shown.certificate() + ".p12");
        Commands.run(List.of(
                "openssl",
                "pkcs12",
                "-export",
                "-in",
                shown.certificate().toString(),
                "-inkey",
                shown.key().toString(),
                "-certfile",
                certificate().toString(),
                "-out",
                store.toString(),
                "-passout",
                "pass:" + STORE_PASSWORD));
        try (InputStream file = Files.newInputStream(store)) {
            KeyStore keys = KeyStore.getInstance("PKCS12");
            keys.load(file, STORE_PASSWORD.toCharArray());
            KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            factory.init(keys, STORE_PASSWORD.toCharArray());
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(factory.getKeyManagers(), null, null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IOException("no server with the certificate " + shown.certificate(), e);
        }
    }
}
