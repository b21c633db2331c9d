package dev.scalingstages.rehearsal.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class CidrTest {
    @Test
    void knowsItsAddresses() {
        Cidr range = Cidr.parse("10.0.3.0/24");
        assertThat(range.address(4)).isEqualTo("10.0.3.4");
        assertThat(range.contains("10.0.3.255")).isTrue();
        assertThat(range.contains("10.0.4.0")).isFalse();
        assertThat(Cidr.parse("10.0.0.0/16").contains(range)).isTrue();
        assertThat(range.contains(Cidr.parse("10.0.0.0/16"))).isFalse();
        assertThat(Cidr.parse("0.0.0.0/0").contains("255.255.255.255")).isTrue();
        assertThat(Cidr.parse("192.0.2.7")).hasToString("192.0.2.7/32");
    }

    @Test
    void refusesWhatIsNoRange() {
        assertThatThrownBy(() -> Cidr.parse("10.0.0/8")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Cidr.parse("10.0.0.256")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Cidr.parse("10.0.0.0/33")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Cidr.parse("10.0.0.0/30").address(4)).isInstanceOf(IllegalArgumentException.class);
    }
}
