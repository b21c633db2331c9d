package dev.scalingstages.rehearsal.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.scalingstages.rehearsal.network.Network.Interface;
import dev.scalingstages.rehearsal.network.Network.Rule;
import dev.scalingstages.rehearsal.network.Topology.Subnet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class FilterTableTest {
    private final Topology topology = new Topology();

    private String text() {
        return new FilterTable(topology, list -> Optional.of("198.51.100.1")).replacing(List.of("egress/sg-old"));
    }

    @Test
    void rulesNamePeersByAddress() {
        topology.addSubnet(new Subnet("subnet-a", Cidr.parse("10.0.0.0/16"), Cidr.parse("10.0.1.0/24"), "a"));
        topology.addGroup("sg-web");
        topology.put(
                new Interface("eni-1", "subnet-a", "10.0.1.4", Optional.empty(), Optional.empty()), Set.of("sg-web"));
        topology.rules("sg-web").add(new Rule(true, "tcp", 80, 81, "sg-web"));
        topology.rules("sg-web").add(new Rule(false, "tcp", 443, 443, "pl-s3"));
        topology.rules("sg-web").add(new Rule(false, "icmp", 252, 86, "255.255.255.255/32"));
        topology.rules("sg-web").add(new Rule(true, "tcp", 443, 443, "::/0"));

        assertThat(text())
                .contains("chain ingress/sg-web {\ntcp dport 80-81 ip saddr { 10.0.1.4 } meta mark set 1 return\n}")
                .contains("tcp dport 443 ct original ip daddr 198.51.100.1 meta mark set 1 return")
                .contains("icmp type 252 icmp code 86 ct original ip daddr 255.255.255.255/32 meta mark set 1 return")
                .contains("delete chain ip rehearsal egress/sg-old")
                .doesNotContain("::");
    }

    @Test
    void groupWithoutMembersLetsNobodyIn() {
        topology.addGroup("sg-web");
        topology.addGroup("sg-none");
        topology.rules("sg-web").add(new Rule(true, "tcp", 80, 80, "sg-none"));
        assertThat(text()).contains("chain ingress/sg-web {\n}");
    }

    @Test
    void addressesAreNotGivenOutAgainAtOnce() {
        topology.addSubnet(new Subnet("subnet-a", Cidr.parse("10.0.0.0/16"), Cidr.parse("10.0.1.0/29"), "a"));
        assertThat(topology.freeAddress("subnet-a")).isEqualTo("10.0.1.4");
        assertThat(topology.freeAddress("subnet-a")).isEqualTo("10.0.1.5");
        assertThat(topology.freeAddress("subnet-a")).isEqualTo("10.0.1.6");
        assertThat(topology.freeAddress("subnet-a")).isEqualTo("10.0.1.4");
        for (String address : List.of("10.0.1.4", "10.0.1.5", "10.0.1.6")) {
            topology.put(new Interface(address, "subnet-a", address, Optional.empty(), Optional.empty()), Set.of());
        }
        assertThatThrownBy(() -> topology.freeAddress("subnet-a")).hasMessage("subnet-a has no free address");
        assertThatThrownBy(() -> topology.removeSubnet("subnet-a")).hasMessageContaining("has an interface");
    }
}
