package dev.scalingstages.workload;

import dev.scalingstages.workload.content.History;
import dev.scalingstages.workload.content.MaintenanceRequest;
import dev.scalingstages.workload.content.MaintenanceRequest.Part;
import dev.scalingstages.workload.moves.Archive;
import dev.scalingstages.workload.moves.Deadline;
import dev.scalingstages.workload.mysql.Database;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One run of the archive over the shards, from where the run before it ended. A failing bucket does not stop the
 * others, and is tried once more when all else is done; if it fails again, so does the request, which is delivered
 * again and ends among the dead letters, which have an alarm.
 */
final class NightlyArchive {
    private static final Logger LOG = LoggerFactory.getLogger(NightlyArchive.class);

    private final List<Database> shards;
    private final History history;
    private final Instant before;

    /**
     * @param shards the first is shard 1; each with the timeouts of maintenance
     * @param before posts from before this time are old
     */
    NightlyArchive(List<Database> shards, History history, Instant before) {
        this.shards = List.copyOf(shards);
        this.history = history;
        this.before = before;
    }

    /**
     * Archives what a request asks for until its time is over.
     *
     * @return the rest of the request, to be sent again; empty when nothing is left
     * @throws RuntimeException when nothing is left but what failed before and has failed again
     */
    Optional<MaintenanceRequest.Archive> run(MaintenanceRequest.Archive request, Deadline deadline) {
        List<Part> rest = request.rest().orElseGet(this::all);
        boolean isSecondTry = rest.isEmpty();
        List<Part> left = new ArrayList<>(isSecondTry ? request.failed() : rest);
        List<Part> failed = new ArrayList<>(isSecondTry ? List.of() : request.failed());
        List<RuntimeException> failures = new ArrayList<>();
        while (!left.isEmpty() && !deadline.isOver()) {
            Part part = left.removeFirst();
            Optional<Part> unfinished = run(part, deadline, failed, failures);
            unfinished.ifPresent(left::addFirst);
        }
        if (left.isEmpty() && isSecondTry) {
            throwIfAny(failures);
        }
        return left.isEmpty() && failed.isEmpty() ? Optional.empty() : Optional.of(request.left(left, failed));
    }

    private List<Part> all() {
        return IntStream.rangeClosed(1, shards.size()).mapToObj(Part::all).toList();
    }

    /** Returns the buckets of a part that there was no time for. */
    private Optional<Part> run(Part part, Deadline deadline, List<Part> failed, List<RuntimeException> failures) {
        if (part.shard() > shards.size()) {
            // It was there when the request was made; then nothing is left to take from it.
            LOG.warn("there is no shard {} any more", part.shard());
            return Optional.empty();
        }
        Archive.Result result =
                new Archive(shards.get(part.shard() - 1), history).run(before, part.first(), part.last(), deadline);
        LOG.info("{} posts of {} went to history", result.posts(), part);
        result.failures().ranges().stream()
                .map(range -> new Part(part.shard(), range.first(), range.last()))
                .forEach(failed::add);
        try {
            result.failures().throwIfAny();
        } catch (RuntimeException e) {
            LOG.error("shard {} is not archived as a whole: {}", part.shard(), e.getMessage());
            failures.add(e);
        }
        return result.rest().isPresent() ? Optional.of(part.from(result.rest().getAsInt())) : Optional.empty();
    }

    private static void throwIfAny(List<RuntimeException> failures) {
        if (!failures.isEmpty()) {
            RuntimeException first = failures.getFirst();
            failures.stream().skip(1).forEach(first::addSuppressed);
            throw first;
        }
    }
}
