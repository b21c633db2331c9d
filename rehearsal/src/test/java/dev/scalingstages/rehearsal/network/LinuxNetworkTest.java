package dev.scalingstages.rehearsal.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.scalingstages.rehearsal.network.Network.Interface;
import dev.scalingstages.rehearsal.network.Network.Rule;
import java.io.IOException;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two servers, a managed service and users, and what may pass between them. */
@InNamespaces
class LinuxNetworkTest {
    private static final int PORT = 8443;
    private static final Rule TO_ALL = new Rule(false, "-1", -1, -1, "0.0.0.0/0");

    private final Probes probes = new Probes();
    private LinuxNetwork network;

    @BeforeEach
    void addTwoZones() throws Exception {
        network = new LinuxNetwork();
        network.addSubnet("subnet-a", "10.0.0.0/16", "10.0.1.0/24", "us-east-1a");
        network.addSubnet("subnet-b", "10.0.0.0/16", "10.0.2.0/24", "us-east-1b");
        for (String group : List.of("sg-web", "sg-api", "sg-store")) {
            network.addSecurityGroup(group);
        }
        network.associate("subnet-a", "rtb-public");
        network.associate("subnet-b", "rtb-private");
    }

    @AfterEach
    void takeAway() throws Exception {
        probes.close();
        network.close();
    }

    @Test
    void serverToServerNeedsBothSides() throws Exception {
        Interface web = network.attachServer("web", "subnet-a", Set.of("sg-web"), false);
        Interface api = network.attachServer("api", "subnet-b", Set.of("sg-api"), false);
        probes.listen(api);

        assertThat(probes.reaches(web, api.address())).isFalse();
        assertThat(network.refusals())
                .containsExactly(web.address() + " to " + api.address() + ":8443: no egress rule of sg-web");

        network.allow("sg-web", new Rule(false, "tcp", PORT, PORT, "sg-api"));
        assertThat(probes.reaches(web, api.address())).isFalse();
        assertThat(network.refusals())
                .containsExactly(web.address() + " to " + api.address() + ":8443: no ingress rule of sg-api");

        network.allow("sg-api", new Rule(true, "tcp", PORT, PORT, "sg-web"));
        assertThat(probes.reaches(web, api.address())).isTrue();
        assertThat(network.refusals()).isEmpty();

        network.revoke("sg-api", new Rule(true, "tcp", PORT, PORT, "sg-web"));
        assertThat(probes.reaches(web, api.address())).isFalse();
    }

    @Test
    void managedServiceIsFilteredBothWays() throws Exception {
        Interface web = network.attachServer("web", "subnet-a", Set.of("sg-web"), false);
        Interface store = network.attach("store", "subnet-b", Set.of("sg-store"), false);
        probes.listen(store);
        probes.listen(web);

        assertThat(probes.reaches(web, store.address())).isFalse();
        assertThat(probes.reachesFrom(store.address(), web.address())).isFalse();
        assertThat(network.refusals())
                .containsExactlyInAnyOrder(
                        web.address() + " to " + store.address() + ":8443: no egress rule of sg-web",
                        store.address() + " to " + web.address() + ":8443: no egress rule of sg-store");

        network.allow("sg-web", new Rule(false, "tcp", PORT, PORT, "10.0.2.0/24"));
        network.allow("sg-store", new Rule(true, "tcp", PORT, PORT, "sg-web"));
        assertThat(probes.reaches(web, store.address())).isTrue();
        // The answers of that connection pass; a connection the other way does not.
        assertThat(probes.reachesFrom(store.address(), web.address())).isFalse();
    }

    @Test
    void managedServicesCallEachOtherByTheirRules() throws Exception {
        Interface balancer = network.attach("balancer", "subnet-a", Set.of("sg-web"), false);
        Interface store = network.attach("store", "subnet-b", Set.of("sg-store"), false);
        probes.listen(store);
        network.allow("sg-web", TO_ALL);

        assertThat(probes.reachesFrom(balancer.address(), store.address())).isFalse();
        assertThat(network.refusals())
                .containsExactly(balancer.address() + " to " + store.address() + ":8443: no ingress rule of sg-store");
        network.allow("sg-store", new Rule(true, "tcp", PORT, PORT, "sg-web"));
        assertThat(probes.reachesFrom(balancer.address(), store.address())).isTrue();
        network.setGroups(balancer, Set.of("sg-api"));
        assertThat(probes.reachesFrom(balancer.address(), store.address())).isFalse();
    }

    @Test
    void usersReachPublicAddressesOnly() throws Exception {
        Interface web = network.attachServer("web", "subnet-a", Set.of("sg-web"), false);
        probes.listen(web);
        String user = network.userAddress(7);
        network.allow("sg-web", new Rule(true, "tcp", PORT, PORT, "0.0.0.0/0"));

        assertThat(probes.reachesFrom(user, web.address())).isFalse();
        String address = network.allocatePublicAddress();
        web = network.setPublicAddress(web, Optional.of(address));
        assertThat(probes.reachesFrom(user, address)).isFalse();
        network.routeToInternet("rtb-public", true);
        assertThat(probes.reachesFrom(user, address)).isTrue();
        network.revoke("sg-web", new Rule(true, "tcp", PORT, PORT, "0.0.0.0/0"));
        network.allow("sg-web", new Rule(true, "tcp", PORT, PORT, "192.0.2.0/30"));
        assertThat(probes.reachesFrom(user, address)).isFalse();
        network.setPublicAddress(web, Optional.empty());
        assertThat(probes.reachesFrom(network.userAddress(1), address)).isFalse();
    }

    @Test
    void groupIsNotRecognizedBehindItsPublicAddress() throws Exception {
        network.routeToInternet("rtb-public", true);
        Interface web = network.attachServer("web", "subnet-a", Set.of("sg-web"), true);
        Interface api = network.attachServer("api", "subnet-a", Set.of("sg-api"), true);
        probes.listen(api);
        network.allow("sg-web", TO_ALL);
        network.allow("sg-api", new Rule(true, "tcp", PORT, PORT, "sg-web"));
        network.allow("sg-api", new Rule(true, "tcp", PORT, PORT, "10.0.0.0/16"));

        String address = api.publicAddress().orElseThrow();
        assertThat(probes.reaches(web, api.address())).isTrue();
        assertThat(probes.reaches(web, address)).isFalse();
        network.allow(
                "sg-api", new Rule(true, "tcp", PORT, PORT, web.publicAddress().orElseThrow() + "/32"));
        assertThat(probes.reaches(web, address)).isTrue();
    }

    @Test
    void serviceIsReachedByItsRoute() throws Exception {
        Interface api = network.attachServer("api", "subnet-b", Set.of("sg-api"), false);
        String storage = network.serviceAddress("s3");
        probes.listen(storage);
        network.allow("sg-api", new Rule(false, "tcp", PORT, PORT, "pl-s3"));

        assertThat(probes.reaches(api, storage)).isFalse();
        assertThat(network.refusals()).containsExactly(api.address() + " to " + storage + ":8443: no route");
        network.routeToService("rtb-private", "s3", true);
        assertThat(probes.reaches(api, storage)).isTrue();

        String other = network.serviceAddress("dynamodb");
        probes.listen(other);
        network.routeToService("rtb-private", "dynamodb", true);
        assertThat(probes.reaches(api, other)).isFalse();
        network.routeToService("rtb-private", "s3", false);
        assertThat(probes.reaches(api, storage)).isFalse();
    }

    @Test
    void zoneIsCutOffWithItsOpenConnections() throws Exception {
        Interface web = network.attachServer("web", "subnet-a", Set.of("sg-web"), false);
        Interface store = network.attach("store", "subnet-b", Set.of("sg-web"), false);
        probes.listen(store);
        network.allow("sg-web", TO_ALL);
        network.allow("sg-web", new Rule(true, "-1", -1, -1, "sg-web"));

        assertThat(probes.reaches(web, store.address())).isTrue();
        network.cutZone("us-east-1b", true);
        assertThat(probes.reaches(web, store.address())).isFalse();
        assertThat(probes.names(web, "db.test")).isEmpty();
        network.cutZone("us-east-1b", false);
        assertThat(probes.reaches(web, store.address())).isTrue();
    }

    @Test
    void namesAreSeenAtOnceAndPrivateOnesInTheVpcOnly() throws Exception {
        Interface web = network.attachServer("web", "subnet-a", Set.of("sg-web"), false);
        network.name("sqs.us-east-1.amazonaws.com", Set.of("198.51.100.9"));
        assertThat(probes.names(web, "sqs.us-east-1.amazonaws.com")).containsExactly("198.51.100.9");
        network.privateName("sqs.us-east-1.amazonaws.com", Set.of("10.0.1.77", "10.0.2.77"));
        assertThat(probes.names(web, "SQS.us-east-1.amazonaws.com"))
                .containsExactlyInAnyOrder("10.0.1.77", "10.0.2.77");
        assertThat(network.resolve("sqs.us-east-1.amazonaws.com")).containsExactly("198.51.100.9");
        assertThat(InetAddress.getByName("sqs.us-east-1.amazonaws.com").getHostAddress())
                .isEqualTo("198.51.100.9");
        network.privateName("sqs.us-east-1.amazonaws.com", Set.of());
        assertThat(probes.names(web, "sqs.us-east-1.amazonaws.com")).containsExactly("198.51.100.9");
        network.name("*.s3.us-east-1.amazonaws.com", Set.of("198.51.100.3"));
        assertThat(probes.names(web, "bucket.s3.us-east-1.amazonaws.com")).containsExactly("198.51.100.3");
        network.name("sqs.us-east-1.amazonaws.com", Set.of());
        assertThat(probes.names(web, "sqs.us-east-1.amazonaws.com")).isEmpty();
    }

    @Test
    void addressesThatAreNotTheServersAreNoUse() throws Exception {
        Interface web = network.attachServer("web", "subnet-a", Set.of("sg-web"), false);
        Interface store = network.attach("store", "subnet-b", Set.of("sg-store"), false);
        probes.listen(store);
        network.allow("sg-api", TO_ALL);
        network.allow("sg-store", new Rule(true, "-1", -1, -1, "0.0.0.0/0"));
        Interface api = network.attach("api", "subnet-a", Set.of("sg-api"), false);

        probes.inside(web, "ip", "addr", "add", api.address() + "/32", "dev", "eth0");
        assertThat(probes.inside(
                        web,
                        "curl",
                        "--interface",
                        api.address(),
                        "-s",
                        "-m",
                        "1",
                        "http://" + store.address() + ":8443"))
                .isEqualTo(28);
    }

    @Test
    void metadataIsReachedWithoutRules() throws Exception {
        Interface web = network.attachServer("web", "subnet-a", Set.of("sg-web"), false);
        probes.listen("169.254.169.254");
        assertThat(probes.reaches(web, "169.254.169.254")).isTrue();
    }

    @Test
    void whatIsNotThereIsRefused() {
        assertThatThrownBy(() -> network.allow("sg-none", TO_ALL))
                .isInstanceOf(IOException.class)
                .hasMessage("there is no security group sg-none");
        assertThatThrownBy(() -> network.allow("sg-web", new Rule(true, "tcp", 1, 2, "sg-none")))
                .hasMessage("there is no security group sg-none");
        assertThatThrownBy(() -> network.allow("sg-web", new Rule(true, "gre", 1, 2, "0.0.0.0/0")))
                .hasMessageContaining("gre");
        assertThatThrownBy(() -> network.attach("x", "subnet-none", Set.of(), false))
                .hasMessage("there is no subnet subnet-none");
    }

    @Test
    void manyRulesAreInForceSoon() throws Exception {
        long start = System.nanoTime();
        for (int port = 1; port <= 120; port++) {
            network.allow("sg-api", new Rule(true, "tcp", port, port, "sg-web"));
        }
        long rules = System.nanoTime() - start;
        start = System.nanoTime();
        for (int number = 0; number < 10; number++) {
            network.attachServer("s" + number, "subnet-a", Set.of("sg-api"), false);
        }
        long servers = System.nanoTime() - start;
        System.out.printf("120 rules: %d ms; 10 servers: %d ms%n", rules / 1_000_000, servers / 1_000_000);
        assertThat(rules / 120).isLessThan(100_000_000L);
        assertThat(servers / 10).isLessThan(300_000_000L);
    }
}
