package dev.scalingstages.rehearsal.machine;

import dev.scalingstages.rehearsal.network.Command;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.ArrayList;
import java.util.List;

/** What all servers of a run have above the cached root: the clock's scale, and trust in the run's own authority. */
final class SharedLayer {
    /** Where Amazon's package puts its JDK. */
    private static final String JDK = "/usr/lib/jvm/java-25-amazon-corretto";

    private static final String CACERTS = "lib/security/cacerts";
    private static final char[] PASSWORD = "changeit".toCharArray();

    private final Path directory;
    private final List<String> binds = new ArrayList<>();

    private SharedLayer(Path directory) {
        this.directory = directory;
    }

    static SharedLayer make(Path directory, Containers.Place place) throws IOException, InterruptedException {
        SharedLayer layer = new SharedLayer(Files.createDirectories(directory));
        Path settings = Files.createDirectories(directory.resolve("etc/rehearsal"));
        Files.writeString(settings.resolve("scale"), place.scale() + "\n");
        layer.trust(place);
        layer.addJdk(place);
        return layer;
    }

    Path directory() {
        return directory;
    }

    /** Options of systemd-nspawn that show the JDK. */
    List<String> binds() {
        return List.copyOf(binds);
    }

    /** For curl and what else uses OpenSSL: in the bundle, and by its hash in the directory. */
    private void trust(Containers.Place place) throws IOException, InterruptedException {
        String pem = Files.readString(place.authority());
        Path certificates = Files.createDirectories(directory.resolve("etc/ssl/certs"));
        String bundle = Files.readString(place.root().resolve("etc/ssl/certs/ca-certificates.crt"));
        Files.writeString(certificates.resolve("ca-certificates.crt"), bundle + pem);
        String end = "-----END CERTIFICATE-----\n";
        for (String each : pem.split("(?<=" + end + ")")) {
            String hash =
                    Command.feed(each, "openssl", "x509", "-noout", "-hash").strip();
            Files.writeString(certificates.resolve(hash + ".0"), each);
        }
    }

    private void addJdk(Containers.Place place) throws IOException {
        Path store = place.jdk().resolve(CACERTS);
        binds.add("--bind-ro=" + place.jdk().toRealPath() + ":" + JDK);
        if (Files.isSymbolicLink(store) && Files.readSymbolicLink(store).isAbsolute()) {
            // Debian's packages point to the system's store: on the server this is the one here.
            Path target =
                    directory.resolve(Files.readSymbolicLink(store).toString().substring(1));
            Files.createDirectories(target.getParent());
            writeStore(store, place.authority(), target);
        } else {
            Path own = directory.resolve("etc/rehearsal/cacerts");
            writeStore(store, place.authority(), own);
            binds.add("--bind-ro=" + own + ":" + JDK + "/" + CACERTS);
        }
    }

    private static void writeStore(Path from, Path authority, Path to) throws IOException {
        try (InputStream pem = Files.newInputStream(authority);
                OutputStream out = Files.newOutputStream(to)) {
            KeyStore store = KeyStore.getInstance(from.toFile(), PASSWORD);
            int number = 0;
            for (Certificate each : CertificateFactory.getInstance("X.509").generateCertificates(pem)) {
                store.setCertificateEntry("rehearsal-" + ++number, each);
            }
            store.store(out, PASSWORD);
        } catch (GeneralSecurityException e) {
            throw new IOException("the authorities cannot be added to " + from, e);
        }
    }
}
