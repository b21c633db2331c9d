package dev.scalingstages.rehearsal.users;

import com.fasterxml.jackson.databind.JsonNode;
import dev.scalingstages.rehearsal.network.Network;
import dev.scalingstages.rehearsal.network.Trust;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** Visitors who write and read steadily until they are told to stop. */
public final class Crowd implements AutoCloseable {
    private static final long PAUSE_MILLISECONDS = 250;
    private static final int PAGE = 50;
    private static final int TRIES = 60;

    private final Network network;
    private final Supplier<URI> address;
    private final Ledger ledger = new Ledger();
    private final List<Person> people = new ArrayList<>();
    private volatile boolean going = true;

    private record Person(String from, String account, Visitor first, Thread thread) {}

    /**
     * @param address of the system, which a step may change
     */
    public Crowd(Network network, Supplier<URI> address) {
        this.network = network;
        this.address = address;
    }

    /** Lets a number of people sign up and begin. */
    public void begin(int number) throws IOException, InterruptedException {
        for (int each = 1; each <= number; each++) {
            String from = network.userAddress(each);
            Visitor visitor = new Visitor(from, address, Trust.everybody());
            String account = visitor.signUp("visitor-%d-%d@example.com".formatted(each, System.nanoTime()));
            Session session = new Session(visitor, account);
            people.add(new Person(from, account, visitor, Thread.ofVirtual().start(() -> live(session))));
        }
    }

    private record Session(Visitor visitor, String account) {}

    private void live(Session session) {
        try {
            while (going) {
                writeAndRead(session);
                Thread.sleep(PAUSE_MILLISECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Writes a post, reads it back at once, and looks at the timeline. */
    private void writeAndRead(Session session) throws InterruptedException {
        String id = "";
        Duration asked = ledger.now();
        try {
            Visitor.Answer written = session.visitor().send("POST", "/api/posts", Map.of("body", "a post"), Map.of());
            if (!written.isSuccess()) {
                ledger.refuse(asked, true, "status " + written.status());
            } else {
                id = written.json().path("postId").asText();
                ledger.acknowledge(id);
            }
        } catch (IOException e) {
            ledger.refuse(asked, true, Visitor.reason(e));
        }
        try {
            String path = id.isEmpty() ? "/api/accounts/" + session.account() + "/timeline" : "/api/posts/" + id;
            Visitor.Answer read =
                    session.visitor().send("GET", path, "", id.isEmpty() ? Map.of() : Map.of("Read-After", id));
            if (read.status() == 404 && !id.isEmpty()) {
                ledger.miss(id);
            } else if (read.isSuccess()) {
                ledger.read();
            } else {
                ledger.refuse(asked, false, "status " + read.status());
            }
        } catch (IOException e) {
            ledger.refuse(asked, false, Visitor.reason(e));
        }
    }

    /** Ends the writing and reading; what was promised is still in the ledger. */
    public void stop() throws InterruptedException {
        going = false;
        for (Person person : people) {
            person.thread().join();
        }
    }

    public Ledger ledger() {
        return ledger;
    }

    /**
     * Looks for everything that has been acknowledged, through the door that anybody uses. People may go on writing
     * meanwhile.
     *
     * @throws IOException when the system does not answer for a while
     */
    public Ledger.Account settle() throws IOException, InterruptedException {
        List<String> acknowledged = ledger.acknowledged();
        List<String> there = new ArrayList<>();
        for (Person person : people) {
            try (Visitor visitor = new Visitor(person.from(), address, Trust.everybody())) {
                there.addAll(timeline(visitor, person.account()));
            }
        }
        return Ledger.compare(acknowledged, there);
    }

    private static List<String> timeline(Visitor visitor, String account) throws IOException, InterruptedException {
        List<String> posts = new ArrayList<>();
        String path = "/api/accounts/" + account + "/timeline?limit=" + PAGE;
        String page = path;
        while (true) {
            JsonNode answer = patiently(visitor, page);
            answer.path("entries")
                    .forEach(entry -> posts.add(entry.path("postId").asText()));
            if (!answer.hasNonNull("next")) {
                return posts;
            }
            page = path + "&before=" + answer.path("next").asText();
        }
    }

    private static JsonNode patiently(Visitor visitor, String path) throws IOException, InterruptedException {
        String reason = "";
        for (int tried = 0; tried < TRIES; tried++) {
            try {
                Visitor.Answer answer = visitor.get(path);
                if (answer.isSuccess()) {
                    return answer.json();
                }
                reason = "status " + answer.status();
            } catch (IOException e) {
                reason = Visitor.reason(e);
            }
            Thread.sleep(PAUSE_MILLISECONDS);
        }
        throw new IOException("GET %s: %s".formatted(path, reason));
    }

    @Override
    public void close() {
        people.forEach(person -> person.first().close());
    }
}
