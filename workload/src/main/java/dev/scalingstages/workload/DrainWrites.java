package dev.scalingstages.workload;

import dev.scalingstages.workload.aws.Messages;
import dev.scalingstages.workload.aws.QueueDrain;
import dev.scalingstages.workload.configuration.Configuration;
import dev.scalingstages.workload.content.UnavailableException;
import dev.scalingstages.workload.http.Health;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.PrintStream;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The command {@code java -jar workload.jar drain-writes}, for an operator: stores the posts that wait in the queue of
 * writes and among its dead letters, and reports when both are empty. It needs no worker, only the environment file of
 * a write API of stage 6, and may be run again at any time: a post that is already stored stays as it is.
 *
 * <p>It is for the way back to stage 5, where no server reads the queue any more, and for the rest of a step to stage 6
 * whose workers never came up. Its last line says how it ended, and so does its status: {@link #EMPTY}, {@link
 * #NOT_EMPTY} or {@link #UNKNOWN}.
 */
final class DrainWrites {
    /** Both queues are empty, unless something still sends to them. */
    static final int EMPTY = 0;

    /** Messages are left; the line says how many, and why as far as that is known. */
    static final int NOT_EMPTY = 10;

    /** SQS does not answer or refuses, so it is not known how many messages are left. */
    static final int UNKNOWN = 12;

    private static final String COMMAND = "drain-writes";
    private static final int REASONS = 5;
    private static final Logger LOG = LoggerFactory.getLogger(DrainWrites.class);

    private DrainWrites() {}

    static boolean isCommand(String[] arguments) {
        return arguments.length == 1 && arguments[0].equals(COMMAND);
    }

    /** Drains both queues and returns the exit status. */
    static int run(Map<String, String> environment, PrintStream out) {
        return run(environment, out, QueueDrain.USUAL_SETTLING);
    }

    /** With another settling time. */
    static int run(Map<String, String> environment, PrintStream out, Duration settling) {
        Configuration configuration = Configuration.read(List.of("write-api"), environment);
        Optional<String> queue = configuration.writesQueue();
        if (queue.isEmpty()) {
            out.println("Unknown: WRITES_QUEUE_URL does not say which queue.");
            return UNKNOWN;
        }
        try (Stores stores = new Stores(configuration, Clock.systemUTC(), new SimpleMeterRegistry())) {
            stores.databases().forEach(DrainWrites::ask);
            QueueDrain.Result result = new QueueDrain(
                            stores.aws(),
                            queue.get(),
                            message -> Messages.write(message).ifPresent(stores.worker()::work),
                            settling)
                    .run();
            out.println(line(result, settling));
            return result.isEmpty() ? EMPTY : NOT_EMPTY;
        } catch (UnavailableException e) {
            out.println("Unknown: " + e.getMessage() + ". Fix it and run the command again.");
            return UNKNOWN;
        }
    }

    /**
     * Brings tables up to date. A database that does not answer fails the posts that need it, and is reported with
     * them.
     */
    private static void ask(Health.Dependency dependency) {
        try {
            dependency.probe().ask();
        } catch (Exception e) {
            LOG.warn("{} does not answer: {}", dependency.name(), e.getMessage());
        }
    }

    private static String line(QueueDrain.Result result, Duration settling) {
        String done = "%d messages are done, %d of them dead letters, and their posts are stored"
                .formatted(result.done(), result.doneDeadLetters());
        if (result.isEmpty()) {
            return "Empty: %s. For %d s nothing was in the queue and nothing among its dead letters."
                    .formatted(done, settling.toSeconds());
        }
        return ("Not empty: %s. Left in the queue: %s; among its dead letters: %s.%s Fix what is reported, and"
                        + " run the command again.")
                .formatted(done, left(result.queue()), left(result.deadLetters()), reasons(result.failures()));
    }

    private static String left(QueueDrain.Left left) {
        return "%d, and %d hidden (for an hour at most)".formatted(left.waiting(), left.hidden());
    }

    private static String reasons(Map<String, String> failures) {
        return failures.entrySet().stream()
                .limit(REASONS)
                .map(failure -> " Message %s: %s.".formatted(failure.getKey(), failure.getValue()))
                .collect(Collectors.joining());
    }
}
