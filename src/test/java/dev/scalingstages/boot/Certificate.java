package dev.scalingstages.boot;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;

import dev.scalingstages.testing.Programs;
import dev.scalingstages.testing.ProjectFiles;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/**
 * A self-signed certificate such as the internal load balancer presents.
 *
 * @param pem the certificate without its key
 * @param context a TLS server's context that presents it
 */
record Certificate(String pem, SSLContext context) {
    /** Makes one for a name, in a directory of its own. */
    static Certificate create(Path directory, String name) {
        return assertDoesNotThrow(() -> {
            Files.createDirectories(directory);
            openssl(
                    directory,
                    "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -keyout key.pem"
                            + " -out certificate.pem -subj /CN=%1$s -addext subjectAltName=DNS:%1$s".formatted(name));
            openssl(
                    directory,
                    "pkcs12 -export -inkey key.pem -in certificate.pem -out store.p12 -passout pass:password");
            char[] password = "password".toCharArray();
            KeyStore keys = KeyStore.getInstance(directory.resolve("store.p12").toFile(), password);
            KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            managers.init(keys, password);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(managers.getKeyManagers(), null, null);
            return new Certificate(ProjectFiles.text(directory.resolve("certificate.pem")), context);
        });
    }

    private static void openssl(Path directory, String arguments) {
        ProcessBuilder builder = new ProcessBuilder((Tools.openssl() + " " + arguments).split(" "));
        Programs.run(builder.directory(directory.toFile())).succeeded();
    }
}
