package dev.scalingstages.rehearsal.services;

import static dev.scalingstages.rehearsal.services.BalancerFixture.forward;
import static dev.scalingstages.rehearsal.services.BalancerFixture.group;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A load balancer takes other targets and rules while it is used, and loses no request. */
class ReloadTest {
    private static final int CLIENTS = 8;
    private static final int RELOADS = 20;

    @TempDir
    private Path folder;

    private final AtomicBoolean going = new AtomicBoolean(true);
    private final AtomicInteger answered = new AtomicInteger();
    private final List<String> lost = new CopyOnWriteArrayList<>();

    @Test
    void reloadsUnderLoadLoseNoRequest() throws Exception {
        try (BalancerFixture front = new BalancerFixture(folder, arn -> folder)) {
            front.createGroup("web", "HTTP");
            HttpTarget first = front.target("first", "web");
            HttpTarget second = front.target("second", "web");
            front.listen("HTTP", forward("web"));
            front.awaitHealth("web", "first", "healthy");
            front.awaitHealth("web", "second", "healthy");
            List<Thread> clients = new ArrayList<>();
            for (int number = 0; number < CLIENTS; number++) {
                boolean keeps = number % 2 == 0;
                clients.add(Thread.ofVirtual().start(() -> ask(front, keeps)));
            }
            for (int reload = 0; reload < RELOADS; reload++) {
                front.rule(
                        1 + reload,
                        "{'Field':'host-header','HostHeaderConfig':{'Values':['h%d']}}".formatted(reload),
                        forward("web"));
                if (reload % 5 == 0) {
                    front.balancers.deregister(group("web"), "second");
                    front.balancers.register(group("web"), second.target());
                }
                Thread.sleep(30);
            }
            going.set(false);
            for (Thread client : clients) {
                client.join();
            }
            assertThat(lost).isEmpty();
            assertThat(answered.get()).isGreaterThan(500);
            assertThat(first.seen().size() + second.seen().size()).isEqualTo(answered.get());
        }
    }

    /** Writes, which no client repeats by itself. */
    private void ask(BalancerFixture front, boolean keeps) {
        while (going.get()) {
            try (RawClient client = new RawClient(front.address, front.port)) {
                RawClient.Answer answer;
                do {
                    answer = client.ask("POST", "/");
                    if (answer.status() == 200) {
                        answered.incrementAndGet();
                    } else {
                        lost.add("status " + answer.status());
                    }
                    Thread.sleep(3);
                } while (keeps && going.get() && !answer.isLast());
            } catch (IOException e) {
                lost.add(e.toString());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
