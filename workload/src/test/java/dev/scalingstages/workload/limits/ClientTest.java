package dev.scalingstages.workload.limits;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClientTest {
    private static Client of(String header) {
        return Client.of(Optional.of(header));
    }

    @Test
    void theFirstAddressIsTheClient() {
        assertThat(of("192.0.2.7")).isEqualTo(new Client("192.0.2.7"));
        assertThat(of("192.0.2.7, 10.0.0.1")).isEqualTo(of("192.0.2.7"));
        assertThat(of("192.0.2.7,unknown")).isEqualTo(of("192.0.2.7"));
        assertThat(of("192.0.2.7")).isNotEqualTo(of("192.0.2.8"));
    }

    /** A subscriber has 2^64 addresses at the least, and would be as many clients. */
    @Test
    void oneNetworkOfIpv6IsOneClient() {
        assertThat(of("2001:db8:1:2::1")).isEqualTo(of("2001:DB8:1:2:ffff:ffff:ffff:ffff"));
        assertThat(of("2001:db8:1:2::1")).isNotEqualTo(of("2001:db8:1:3::1"));
        assertThat(of("::ffff:192.0.2.7")).as("IPv4 written as IPv6").isEqualTo(of("192.0.2.7"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ",",
                ", 192.0.2.7",
                "unknown",
                "_hidden",
                "localhost",
                "192.0.2.7:80",
                "[2001:db8::1]",
                "2001:db8::1%eth0",
                "256.1.1.1",
                "1:2:3",
                ":::",
                "0000:0000:0000:0000:0000:0000:0000:0000:0000:0000:0000",
                "192.0.2.7;x"
            })
    void allThatHaveNoAddressAreOneClient(String header) {
        assertThat(of(header)).isSameAs(Client.UNKNOWN);
        assertThat(Client.of(Optional.empty())).isSameAs(Client.UNKNOWN);
    }
}
