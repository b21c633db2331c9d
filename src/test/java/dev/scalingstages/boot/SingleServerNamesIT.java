package dev.scalingstages.boot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scalingstages.testing.BesideTheCdk;
import dev.scalingstages.testing.Row;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Names that the box is given, or has got before: a long domain, an older database. */
@BesideTheCdk
class SingleServerNamesIT {
    @TempDir
    private Path directory;

    private FakeServer server;

    @BeforeEach
    void start() {
        server = FakeServer.single(directory);
    }

    @Test
    @Row("S1.5")
    void aDomainMayBeLongerThanACommonName() {
        String domain = "a".repeat(60) + ".photos." + "b".repeat(60) + ".example.com";
        server.set("SERVER_NAME", domain);
        assertThat(server.boot().status()).isZero();
        assertThat(certificate()).contains("CN = scaling-stages", "DNS:" + domain);
    }

    @Test
    @Row("S1.5")
    void aDomainOfTheLongestCommonNameIsOne() {
        String domain = "a".repeat(52) + ".example.com";
        server.set("SERVER_NAME", domain);
        assertThat(server.boot().status()).isZero();
        assertThat(certificate()).contains("CN = " + domain, "DNS:" + domain);
    }

    @Test
    @Row("S1.1")
    void aBoxThatWasMadeWithTheOlderDatabaseKeepsIt() {
        server.write("installed-mariadb105-server", "");
        assertThat(server.boot().status()).isZero();
        assertThat(server.calls("dnf")).isNotEmpty().noneMatch(call -> call.contains("mariadb"));
    }

    @Test
    @Row("S1.1")
    void aNewBoxGetsADatabaseThatIsSupported() {
        assertThat(server.boot().status()).isZero();
        assertThat(server.calls("dnf")).anyMatch(call -> call.endsWith(" install mariadb1011-server"));
    }

    private String certificate() {
        return Tools.run(new ProcessBuilder(
                        Tools.openssl().toString(),
                        "x509",
                        "-noout",
                        "-text",
                        "-in",
                        server.root().resolve("data/tls/certificate.pem").toString()))
                .output();
    }
}
