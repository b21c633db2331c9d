package dev.scalingstages.rehearsal.types;

import dev.scalingstages.rehearsal.stack.FailureException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The signals by which servers tell CloudFormation how their boot ended. */
public final class Signals {
    private final Map<String, Map<String, Signal>> received = new HashMap<>();

    /**
     * A signal.
     *
     * @param uniqueId who sent it, an instance id
     * @param success whether it was {@code SUCCESS}
     * @param reason in words, or empty text
     */
    public record Signal(String uniqueId, boolean success, String reason) {}

    /**
     * Takes a signal. Of those with one unique id CloudFormation believes the first.
     *
     * @param addressee a resource's logical id, or a wait condition handle's address
     */
    public synchronized void send(String addressee, Signal signal) {
        received.computeIfAbsent(addressee, key -> new HashMap<>()).putIfAbsent(signal.uniqueId(), signal);
        notifyAll();
    }

    /**
     * Waits for successes.
     *
     * @param senders whose signals count; empty if everybody's do
     * @param count how many
     * @param limit how long, real time
     * @throws FailureException at the first failure, or when the time is over, with the reasons in words
     */
    public synchronized void await(String addressee, Set<String> senders, int count, Duration limit)
            throws FailureException, InterruptedException {
        long end = System.nanoTime() + limit.toNanos();
        while (true) {
            List<Signal> signals = of(addressee, senders);
            for (Signal signal : signals) {
                if (!signal.success()) {
                    throw new FailureException("Received 1 FAILURE signal(s) out of %d. %s: %s"
                            .formatted(count, signal.uniqueId(), signal.reason()));
                }
            }
            if (signals.size() >= count) {
                return;
            }
            long left = (end - System.nanoTime()) / 1_000_000;
            if (left <= 0) {
                Set<String> silent = new HashSet<>(senders);
                signals.forEach(signal -> silent.remove(signal.uniqueId()));
                throw new FailureException("Received %d SUCCESS signal(s) out of %d before the time limit of %s%s"
                        .formatted(
                                signals.size(),
                                count,
                                limit,
                                silent.isEmpty() ? "" : "; nothing came from " + String.join(", ", silent)));
            }
            wait(left);
        }
    }

    private List<Signal> of(String addressee, Set<String> senders) {
        List<Signal> signals =
                new ArrayList<>(received.getOrDefault(addressee, Map.of()).values());
        signals.removeIf(signal -> !senders.isEmpty() && !senders.contains(signal.uniqueId()));
        return signals;
    }
}
