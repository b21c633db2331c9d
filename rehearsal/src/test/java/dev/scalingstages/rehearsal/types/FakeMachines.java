package dev.scalingstages.rehearsal.types;

import dev.scalingstages.rehearsal.machine.Machines;
import dev.scalingstages.rehearsal.network.Network;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/** Servers that only say whether they run. */
final class FakeMachines implements Machines {
    /** What happened, in its order: {@code +name} and {@code -name}. */
    final List<String> events = new CopyOnWriteArrayList<>();

    /** What a server does when it boots. */
    volatile Consumer<Boot> boot = each -> {};

    private final Map<String, Fake> running = new ConcurrentHashMap<>();
    private final List<Integer> sizes = new CopyOnWriteArrayList<>();

    /** The names of those that run, with their user data. */
    Map<String, String> running() {
        Map<String, String> names = new java.util.TreeMap<>();
        running.values().forEach(each -> names.put(each.name(), each.boot.userData()));
        return names;
    }

    Fake named(String name) {
        return running.values().stream()
                .filter(each -> each.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    /** How many ran after each start and end. */
    List<Integer> sizes() {
        return sizes;
    }

    @Override
    public Machine start(Boot asked) throws IOException {
        if (asked.userData().equals("broken")) {
            throw new IOException("no room for " + asked.name());
        }
        Fake machine = new Fake(asked);
        running.put(asked.instanceId(), machine);
        events.add("+" + asked.name());
        sizes.add(running.size());
        boot.accept(asked);
        return machine;
    }

    @Override
    public Volume createVolume(String volumeId, int gibibytes) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void close() {}

    /** A server that runs until it is ended or lost. */
    final class Fake implements Machine {
        private final Boot boot;
        private volatile boolean isRunning = true;

        private Fake(Boot boot) {
            this.boot = boot;
        }

        @Override
        public String instanceId() {
            return boot.instanceId();
        }

        @Override
        public String name() {
            return boot.name();
        }

        @Override
        public Network.Interface at() {
            return boot.at();
        }

        @Override
        public boolean isRunning() {
            return isRunning;
        }

        @Override
        public void stop() {
            isRunning = false;
        }

        @Override
        public void startAgain(Optional<String> userData) {
            isRunning = true;
        }

        @Override
        public void kill() {
            isRunning = false;
        }

        @Override
        public void terminate() {
            isRunning = false;
            running.remove(instanceId());
            events.add("-" + name());
            sizes.add(running.size());
        }

        @Override
        public Result run(String... command) {
            return new Result(0, "");
        }

        @Override
        public String bootLog() {
            return "log of " + name();
        }
    }
}
