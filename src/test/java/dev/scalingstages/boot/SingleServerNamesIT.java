package dev.scalingstages.boot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scalingstages.testing.BesideTheCdk;
import dev.scalingstages.testing.Row;
import org.junit.jupiter.api.Test;

/** Names that the box is given, or has got before: a long domain, an older database. */
@BesideTheCdk
class SingleServerNamesIT extends SingleServerScenario {
    @Test
    @Row("S1.5")
    void aDomainMayBeLongerThanACommonName() {
        String domain = "a".repeat(60) + ".photos." + "b".repeat(60) + ".example.com";
        server.set("SERVER_NAME", domain);
        server.boots();
        assertThat(server.certificate()).contains("CN = scaling-stages", "DNS:" + domain);
    }

    @Test
    @Row("S1.5")
    void aDomainOfTheLongestCommonNameIsOne() {
        String domain = "a".repeat(52) + ".example.com";
        server.set("SERVER_NAME", domain);
        server.boots();
        assertThat(server.certificate()).contains("CN = " + domain, "DNS:" + domain);
    }

    @Test
    @Row("S1.1")
    void aBoxThatWasMadeWithTheOlderDatabaseKeepsIt() {
        server.write("installed-mariadb105-server", "");
        server.boots();
        assertThat(server.calls("dnf")).isNotEmpty().noneMatch(call -> call.contains("mariadb"));
    }

    @Test
    @Row("S1.1")
    void aNewBoxGetsADatabaseThatIsSupported() {
        server.boots();
        assertThat(server.calls("dnf")).anyMatch(call -> call.endsWith(" install mariadb1011-server"));
    }
}
