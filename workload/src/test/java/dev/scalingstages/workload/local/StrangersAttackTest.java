package dev.scalingstages.workload.local;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scalingstages.workload.local.Strangers.Answer;
import dev.scalingstages.workload.local.Strangers.Figures;
import dev.scalingstages.workload.servers.ApplicationServer;
import dev.scalingstages.workload.servers.LocalStage;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Strangers who attack the service, each for some seconds, while others use it. They ask the application itself, since the
 * limits of nginx are tested where nginx is.
 */
@Tag("attack")
class StrangersAttackTest {
    /** So that one figure that is bad does not keep the others from being told. */
    private final SoftAssertions all = new SoftAssertions();

    private static final Duration TIME = Duration.ofSeconds(10);
    private static final String PASSWORD = "correct horse battery staple";
    private static final String WRONG = "wrong horse battery staple";

    /** How many sign in while others guess, one in each second or so. */
    private static final int OWNERS = 13;

    private static String address(int network, int host) {
        return "198.51." + network + "." + host;
    }

    private static String account(String name, String password) {
        return "{\"email\":\"%s@example.com\",\"displayName\":\"%s\",\"password\":\"%s\"}"
                .formatted(name, name, password);
    }

    private static String session(String name, String password) {
        return "{\"email\":\"%s@example.com\",\"password\":\"%s\"}".formatted(name, password);
    }

    private static void signUp(Strangers clients, int port, String name, String address) {
        assertThat(clients.send(Strangers.post(port, "/api/accounts", account(name, PASSWORD)), address)
                        .status())
                .isEqualTo(201);
    }

    private static Answer signIn(Strangers clients, int port, String name, String password, String address) {
        return clients.send(Strangers.post(port, "/api/sessions", session(name, password)), address);
    }

    private static void print(int stage, String line) {
        System.out.println("stage " + stage + ": " + line);
    }

    @ParameterizedTest(name = "stage {0}")
    @ValueSource(ints = {1, 3})
    @DisplayName("Guessers and slow bodies leave others their sign-ins")
    void ownersSignInWhileStrangersAttack(int stage) throws Exception {
        try (LocalStage local = LocalStage.start(stage);
                Strangers clients = new Strangers()) {
            int port = local.applications().getFirst().port();
            for (int owner = 0; owner < OWNERS; owner++) {
                signUp(clients, port, "owner" + owner, address(1, owner));
            }
            guess(stage, clients, port, 1);
            guess(stage, clients, port, 20);
            guessOneAccount(stage, clients, port);
            sendSlowly(stage, clients, port);
        }
        all.assertAll();
    }

    /** 20 wrong sign-ins a second, to any accounts, from so many addresses. */
    private void guess(int stage, Strangers clients, int port, int addresses) throws Exception {
        Future<Figures> strangers = clients.ask(
                20,
                TIME.plusSeconds(4),
                i -> signIn(clients, port, "owner" + i % 200, WRONG, address(2, i % addresses)));
        Thread.sleep(2_000);
        Figures owners = clients.ask(
                        1, Duration.ofSeconds(OWNERS), i -> signIn(clients, port, "owner" + i, PASSWORD, address(1, i)))
                .get();
        print(stage, owners.line("owners, 20 wrong a second from " + addresses + " address(es)", 201));
        print(stage, strangers.get().line("  those who guess", 401));
        all.assertThat(owners.of(201)).isGreaterThanOrEqualTo(OWNERS - 1);
    }

    /** 40 addresses guess at one account; its owner signs in at the usual address, and then at a new one. */
    private void guessOneAccount(int stage, Strangers clients, int port) throws Exception {
        Future<Figures> strangers =
                clients.ask(20, TIME.plusSeconds(5), i -> signIn(clients, port, "owner0", WRONG, address(3, i % 40)));
        Future<Figures> single =
                clients.ask(2, TIME.plusSeconds(5), i -> signIn(clients, port, "owner1", WRONG, address(4, 1)));
        Thread.sleep(7_000);
        Figures owner = clients.ask(
                        1, Duration.ofSeconds(5), i -> signIn(clients, port, "owner0", PASSWORD, address(1, 0)))
                .get();
        List<Answer> elsewhere = new ArrayList<>();
        do {
            // As the answer says: Retry-After.
            Thread.sleep(elsewhere.isEmpty() ? 0 : 1_000);
            elsewhere.add(signIn(clients, port, "owner0", PASSWORD, address(5, 1)));
        } while (elsewhere.getLast().status() != 201 && elsewhere.size() < 5);
        print(stage, owner.line("an owner at whose account 40 addresses guess", 201));
        print(stage, new Figures(elsewhere).line("  the same, from a new address", 201));
        print(stage, strangers.get().line("  guesses that were checked, of 40 addresses", 401));
        print(stage, single.get().line("  guesses that were checked, of 1 address at another", 401));
        all.assertThat(owner.of(201)).isEqualTo(owner.answers().size());
        all.assertThat(elsewhere.getLast().status()).isEqualTo(201);
        all.assertThat(strangers.get().of(401)).isLessThanOrEqualTo(30 + 60 + 20);
        all.assertThat(single.get().of(401)).isLessThanOrEqualTo(14);
    }

    /** More bodies that never end than requests may be in flight. */
    private void sendSlowly(int stage, Strangers clients, int port) throws Exception {
        List<Socket> slow = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
            slow.add(socket);
            socket.getOutputStream().write("""
                            POST /api/sessions HTTP/1.1\r
                            Host: localhost\r
                            Content-Type: application/json\r
                            X-Forwarded-For: %s\r
                            Content-Length: 1000\r
                            \r
                            {""".formatted(address(6, i % 100)).getBytes(StandardCharsets.US_ASCII));
            socket.getOutputStream().flush();
        }
        Thread.sleep(500);
        Figures owners = clients.ask(
                        2,
                        Duration.ofSeconds(4),
                        i -> signIn(clients, port, "owner" + (2 + i), PASSWORD, address(1, 2 + i)))
                .get();
        for (Socket socket : slow) {
            socket.close();
        }
        print(stage, owners.line("owners beside 300 bodies that never end", 201));
        all.assertThat(owners.of(201)).isEqualTo(owners.answers().size());
    }

    @ParameterizedTest(name = "stage {0}")
    @ValueSource(ints = {1, 3, 6})
    @DisplayName("Strangers who name posts that are not there leave others their reads")
    void readersReadWhileStrangersWait(int stage) throws Exception {
        try (LocalStage local = LocalStage.start(stage);
                Strangers clients = new Strangers();
                ApiClient author = new ApiClient(local.address(), local.authority())) {
            String account = author.signUp("ada@example.com", "Ada");
            author.send("POST", "/api/posts", Map.of("body", "Hello"));
            List<ApplicationServer> applications = local.applications();
            int port = stage <= 2
                    ? applications.getFirst().readPort()
                    : applications.get(1).port();
            String timeline = "/api/accounts/" + account + "/timeline";
            // First without the header: what so many plain reads do to others is no fault of the header's.
            long plain = 0;
            for (String kind : List.of("no", "random", "young")) {
                Future<Figures> strangers = clients.ask(
                        48 * 6,
                        TIME.dividedBy(2),
                        i -> clients.send(Strangers.get(port, timeline, readAfter(kind)), address(2, i % 6)));
                Thread.sleep(500);
                Figures readers = clients.ask(
                                50,
                                TIME.dividedBy(2).minusSeconds(1),
                                i -> clients.send(Strangers.get(port, timeline), address(1, i % 50)))
                        .get();
                print(stage, readers.line("readers, 288 a second name " + kind + " posts of nobody", 200));
                print(stage, strangers.get().line("  those strangers", 200));
                if (kind.equals("no")) {
                    plain = readers.of(200);
                }
                all.assertThat(readers.of(200)).as("beside %s posts", kind).isGreaterThanOrEqualTo(plain - 10);
            }
        }
        all.assertAll();
    }

    /** Of nobody: with any time, or with the present. */
    private static String[] readAfter(String kind) {
        if (kind.equals("no")) {
            return new String[0];
        }
        ThreadLocalRandom random = ThreadLocalRandom.current();
        long time = kind.equals("young") ? System.currentTimeMillis() : random.nextLong(1L << 48);
        return new String[] {"Read-After", "%04x%012x%016x".formatted(random.nextInt(1024), time, random.nextLong())};
    }

    @Test
    @DisplayName("The attack itself reaches a server")
    void figuresTellWhatWasAnswered() {
        Figures figures = new Figures(List.of(
                new Answer(200, "", Duration.ofMillis(3)),
                new Answer(503, "", Duration.ofMillis(9)),
                new Answer(200, "", Duration.ofMillis(5))));
        assertThat(figures.line("readers", 200)).contains("2 of    3 answered with 200, p99     3 ms");
    }
}
