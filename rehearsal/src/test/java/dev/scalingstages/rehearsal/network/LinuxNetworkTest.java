package dev.scalingstages.rehearsal.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.scalingstages.rehearsal.network.Network.Interface;
import dev.scalingstages.rehearsal.network.Network.Rule;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
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

    private static final String SERVER = """
            import socket
            s = socket.create_server(("", 8443))
            while True:
                c, _ = s.accept()
                c.recv(4096)
                c.sendall(b"HTTP/1.0 204 x\\r\\n\\r\\n")
                c.close()
            """;

    private final List<AutoCloseable> open = new ArrayList<>();
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
        for (AutoCloseable each : open) {
            each.close();
        }
        network.close();
    }

    @Test
    void serverToServerNeedsBothSides() throws Exception {
        Interface web = network.attachServer("web", "subnet-a", Set.of("sg-web"), false);
        Interface api = network.attachServer("api", "subnet-b", Set.of("sg-api"), false);
        listen(api);

        assertThat(reaches(web, api.address())).isFalse();
        assertThat(network.refusals())
                .containsExactly(web.address() + " to " + api.address() + ":8443: no egress rule of sg-web");

        network.allow("sg-web", new Rule(false, "tcp", PORT, PORT, "sg-api"));
        assertThat(reaches(web, api.address())).isFalse();
        assertThat(network.refusals())
                .containsExactly(web.address() + " to " + api.address() + ":8443: no ingress rule of sg-api");

        network.allow("sg-api", new Rule(true, "tcp", PORT, PORT, "sg-web"));
        assertThat(reaches(web, api.address())).isTrue();
        assertThat(network.refusals()).isEmpty();

        network.revoke("sg-api", new Rule(true, "tcp", PORT, PORT, "sg-web"));
        assertThat(reaches(web, api.address())).isFalse();
    }

    @Test
    void managedServiceIsFilteredBothWays() throws Exception {
        Interface web = network.attachServer("web", "subnet-a", Set.of("sg-web"), false);
        Interface store = network.attach("store", "subnet-b", Set.of("sg-store"), false);
        listen(store);
        listen(web);

        assertThat(reaches(web, store.address())).isFalse();
        assertThat(reachesFrom(store.address(), web.address())).isFalse();
        assertThat(network.refusals())
                .containsExactlyInAnyOrder(
                        web.address() + " to " + store.address() + ":8443: no egress rule of sg-web",
                        store.address() + " to " + web.address() + ":8443: no egress rule of sg-store");

        network.allow("sg-web", new Rule(false, "tcp", PORT, PORT, "10.0.2.0/24"));
        network.allow("sg-store", new Rule(true, "tcp", PORT, PORT, "sg-web"));
        assertThat(reaches(web, store.address())).isTrue();
        // The answers of that connection pass; a connection the other way does not.
        assertThat(reachesFrom(store.address(), web.address())).isFalse();
    }

    @Test
    void managedServicesCallEachOtherByTheirRules() throws Exception {
        Interface balancer = network.attach("balancer", "subnet-a", Set.of("sg-web"), false);
        Interface store = network.attach("store", "subnet-b", Set.of("sg-store"), false);
        listen(store);
        network.allow("sg-web", TO_ALL);

        assertThat(reachesFrom(balancer.address(), store.address())).isFalse();
        assertThat(network.refusals())
                .containsExactly(balancer.address() + " to " + store.address() + ":8443: no ingress rule of sg-store");
        network.allow("sg-store", new Rule(true, "tcp", PORT, PORT, "sg-web"));
        assertThat(reachesFrom(balancer.address(), store.address())).isTrue();
        network.setGroups(balancer, Set.of("sg-api"));
        assertThat(reachesFrom(balancer.address(), store.address())).isFalse();
    }

    @Test
    void usersReachPublicAddressesOnly() throws Exception {
        Interface web = network.attachServer("web", "subnet-a", Set.of("sg-web"), false);
        listen(web);
        String user = network.userAddress(7);
        network.allow("sg-web", new Rule(true, "tcp", PORT, PORT, "0.0.0.0/0"));

        assertThat(reachesFrom(user, web.address())).isFalse();
        String address = network.allocatePublicAddress();
        web = network.setPublicAddress(web, Optional.of(address));
        assertThat(reachesFrom(user, address)).isFalse();
        network.routeToInternet("rtb-public", true);
        assertThat(reachesFrom(user, address)).isTrue();
        network.revoke("sg-web", new Rule(true, "tcp", PORT, PORT, "0.0.0.0/0"));
        network.allow("sg-web", new Rule(true, "tcp", PORT, PORT, "192.0.2.0/30"));
        assertThat(reachesFrom(user, address)).isFalse();
        network.setPublicAddress(web, Optional.empty());
        assertThat(reachesFrom(network.userAddress(1), address)).isFalse();
    }

    @Test
    void groupIsNotRecognizedBehindItsPublicAddress() throws Exception {
        network.routeToInternet("rtb-public", true);
        Interface web = network.attachServer("web", "subnet-a", Set.of("sg-web"), true);
        Interface api = network.attachServer("api", "subnet-a", Set.of("sg-api"), true);
        listen(api);
        network.allow("sg-web", TO_ALL);
        network.allow("sg-api", new Rule(true, "tcp", PORT, PORT, "sg-web"));
        network.allow("sg-api", new Rule(true, "tcp", PORT, PORT, "10.0.0.0/16"));

        String address = api.publicAddress().orElseThrow();
        assertThat(reaches(web, api.address())).isTrue();
        assertThat(reaches(web, address)).isFalse();
        network.allow(
                "sg-api", new Rule(true, "tcp", PORT, PORT, web.publicAddress().orElseThrow() + "/32"));
        assertThat(reaches(web, address)).isTrue();
    }

    @Test
    void serviceIsReachedByItsRoute() throws Exception {
        Interface api = network.attachServer("api", "subnet-b", Set.of("sg-api"), false);
        String storage = network.serviceAddress("s3");
        listen(storage);
        network.allow("sg-api", new Rule(false, "tcp", PORT, PORT, "pl-s3"));

        assertThat(reaches(api, storage)).isFalse();
        assertThat(network.refusals()).containsExactly(api.address() + " to " + storage + ":8443: no route");
        network.routeToService("rtb-private", "s3", true);
        assertThat(reaches(api, storage)).isTrue();

        String other = network.serviceAddress("dynamodb");
        listen(other);
        network.routeToService("rtb-private", "dynamodb", true);
        assertThat(reaches(api, other)).isFalse();
        network.routeToService("rtb-private", "s3", false);
        assertThat(reaches(api, storage)).isFalse();
    }

    @Test
    void zoneIsCutOffWithItsOpenConnections() throws Exception {
        Interface web = network.attachServer("web", "subnet-a", Set.of("sg-web"), false);
        Interface store = network.attach("store", "subnet-b", Set.of("sg-web"), false);
        listen(store);
        network.allow("sg-web", TO_ALL);
        network.allow("sg-web", new Rule(true, "-1", -1, -1, "sg-web"));

        assertThat(reaches(web, store.address())).isTrue();
        network.cutZone("us-east-1b", true);
        assertThat(reaches(web, store.address())).isFalse();
        assertThat(names(web, "db.test")).isEmpty();
        network.cutZone("us-east-1b", false);
        assertThat(reaches(web, store.address())).isTrue();
    }

    @Test
    void namesAreSeenAtOnceAndPrivateOnesInTheVpcOnly() throws Exception {
        Interface web = network.attachServer("web", "subnet-a", Set.of("sg-web"), false);
        network.name("sqs.us-east-1.amazonaws.com", Set.of("198.51.100.9"));
        assertThat(names(web, "sqs.us-east-1.amazonaws.com")).containsExactly("198.51.100.9");
        network.privateName("sqs.us-east-1.amazonaws.com", Set.of("10.0.1.77", "10.0.2.77"));
        assertThat(names(web, "SQS.us-east-1.amazonaws.com")).containsExactlyInAnyOrder("10.0.1.77", "10.0.2.77");
        assertThat(network.resolve("sqs.us-east-1.amazonaws.com")).containsExactly("198.51.100.9");
        assertThat(InetAddress.getByName("sqs.us-east-1.amazonaws.com").getHostAddress())
                .isEqualTo("198.51.100.9");
        network.privateName("sqs.us-east-1.amazonaws.com", Set.of());
        assertThat(names(web, "sqs.us-east-1.amazonaws.com")).containsExactly("198.51.100.9");
        network.name("*.s3.us-east-1.amazonaws.com", Set.of("198.51.100.3"));
        assertThat(names(web, "bucket.s3.us-east-1.amazonaws.com")).containsExactly("198.51.100.3");
        network.name("sqs.us-east-1.amazonaws.com", Set.of());
        assertThat(names(web, "sqs.us-east-1.amazonaws.com")).isEmpty();
    }

    @Test
    void addressesThatAreNotTheServersAreNoUse() throws Exception {
        Interface web = network.attachServer("web", "subnet-a", Set.of("sg-web"), false);
        Interface store = network.attach("store", "subnet-b", Set.of("sg-store"), false);
        listen(store);
        network.allow("sg-api", TO_ALL);
        network.allow("sg-store", new Rule(true, "-1", -1, -1, "0.0.0.0/0"));
        Interface api = network.attach("api", "subnet-a", Set.of("sg-api"), false);

        inside(web, "ip", "addr", "add", api.address() + "/32", "dev", "eth0");
        assertThat(inside(
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
        listen("169.254.169.254");
        assertThat(reaches(web, "169.254.169.254")).isTrue();
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

    private void listen(Interface at) throws Exception {
        if (at.namespace().isEmpty()) {
            listen(at.address());
            return;
        }
        Process server = new ProcessBuilder(
                        "ip", "netns", "exec", at.namespace().get(), "python3", "-c", SERVER)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        open.add(server::destroyForcibly);
        for (int attempt = 0; attempt < 100; attempt++) {
            if (inside(at, "curl", "-s", "-o", "/dev/null", "http://127.0.0.1:" + PORT) == 0) {
                return;
            }
            Thread.sleep(50);
        }
        throw new IOException("the test's server does not listen");
    }

    private void listen(String address) throws IOException {
        ServerSocket socket = new ServerSocket(PORT, 50, InetAddress.ofLiteral(address));
        open.add(socket);
        Thread.ofVirtual().start(() -> {
            while (!socket.isClosed()) {
                try (Socket taken = socket.accept()) {
                    taken.getOutputStream()
                            .write("HTTP/1.0 204 x\r\n\r\n".getBytes(java.nio.charset.StandardCharsets.UTF_8));
                } catch (IOException closed) {
                    return;
                }
            }
        });
    }

    private boolean reaches(Interface from, String address) throws Exception {
        int status = inside(from, "curl", "-s", "-o", "/dev/null", "-m", "0.7", "http://" + address + ":" + PORT + "/");
        // Refused connections are silence, not a reset.
        assertThat(status).isIn(0, 28);
        return status == 0;
    }

    private static int inside(Interface server, String... command) throws Exception {
        return execute(server, command).status();
    }

    private static Command.Result execute(Interface server, String... command) throws Exception {
        List<String> words = new ArrayList<>(
                List.of("ip", "netns", "exec", server.namespace().orElseThrow()));
        words.addAll(List.of(command));
        return Command.attempt("", words);
    }

    private static boolean reachesFrom(String from, String to) throws IOException {
        try (Socket socket = new Socket()) {
            socket.bind(new InetSocketAddress(from, 0));
            socket.connect(new InetSocketAddress(to, PORT), 700);
            return true;
        } catch (SocketTimeoutException silence) {
            return false;
        }
    }

    private static List<String> names(Interface server, String name) throws Exception {
        String script = """
                import socket, struct, sys
                s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM); s.settimeout(1)
                q = b"".join(bytes([len(p)]) + p.encode() for p in sys.argv[1].split(".")) + b"\\0\\0\\1\\0\\1"
                s.sendto(b"\\x12\\x34\\1\\0\\0\\1\\0\\0\\0\\0\\0\\0" + q, ("10.0.0.2", 53))
                a = s.recv(512)
                for i in range(struct.unpack(">H", a[6:8])[0]):
                    e = 12 + len(q) + 16 * (i + 1)
                    print(".".join(map(str, a[e - 4:e])))
                """;
        Command.Result result = execute(server, "python3", "-c", script, name);
        return result.output().lines().filter(line -> line.matches("[0-9.]+")).toList();
    }
}
