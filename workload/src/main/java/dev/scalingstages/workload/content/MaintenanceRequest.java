package dev.scalingstages.workload.content;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A request for maintenance, as a message in the archive's queue. */
public sealed interface MaintenanceRequest {
    /** The time since which it waits for other maintenance to end; empty when it does not wait. */
    Optional<Instant> waitingSince();

    /** The same request, waiting since a time. */
    MaintenanceRequest waitingSince(Instant time);

    /** A server only checked whether messages may be sent; there is nothing to do. */
    record Probe() implements MaintenanceRequest {
        @Override
        public Optional<Instant> waitingSince() {
            return Optional.empty();
        }

        @Override
        public Probe waitingSince(Instant time) {
            return this;
        }
    }

    /** Spread the contents of one database over the stores of stage 6. The databases hold the progress. */
    record Spread(Optional<Instant> waitingSince) implements MaintenanceRequest {
        @Override
        public Spread waitingSince(Instant time) {
            return new Spread(Optional.of(time));
        }
    }

    /**
     * Archive posts that are older than the retention.
     *
     * @param retentionDays how many days posts stay
     * @param rest the buckets that are left; empty when nothing has been done yet, so that all shards are left
     * @param failed the buckets that failed so far, and are tried once more when all others are done
     */
    record Archive(int retentionDays, Optional<List<Part>> rest, List<Part> failed, Optional<Instant> waitingSince)
            implements MaintenanceRequest {
        public Archive {
            if (retentionDays < 1) {
                throw new IllegalArgumentException("posts stay for a day at least");
            }
            rest = rest.map(List::copyOf);
            failed = List.copyOf(failed);
            Objects.requireNonNull(waitingSince, "waitingSince");
        }

        /** A new request: all shards are left. */
        public Archive(int retentionDays) {
            this(retentionDays, Optional.empty(), List.of(), Optional.empty());
        }

        /** The rest of this request, which has not waited yet. */
        public Archive left(List<Part> rest, List<Part> failed) {
            return new Archive(retentionDays, Optional.of(rest), failed, Optional.empty());
        }

        @Override
        public Archive waitingSince(Instant time) {
            return new Archive(retentionDays, rest, failed, Optional.of(time));
        }
    }

    /**
     * Some buckets of a shard.
     *
     * @param shard its number, from 1 on
     * @param first the first bucket
     * @param last the last bucket
     */
    record Part(int shard, int first, int last) {
        private static final Pattern TEXT = Pattern.compile("([1-9]\\d{0,3})/(\\d{1,4})-(\\d{1,4})");

        public Part {
            Buckets.check(first);
            Buckets.check(last);
            if (shard < 1 || first > last) {
                throw new IllegalArgumentException("no buckets: " + shard + "/" + first + "-" + last);
            }
        }

        /** All buckets of a shard, from the first to the last. */
        public static Part all(int shard) {
            return new Part(shard, 0, Buckets.COUNT - 1);
        }

        /**
         * Reads a part from its text, such as {@code 2/0-1023}.
         *
         * @throws IllegalArgumentException when the text is not a part
         */
        public static Part parse(String text) {
            Matcher matcher = TEXT.matcher(text);
            if (!matcher.matches()) {
                throw new IllegalArgumentException("no buckets of a shard: " + text);
            }
            return new Part(
                    Integer.parseInt(matcher.group(1)),
                    Integer.parseInt(matcher.group(2)),
                    Integer.parseInt(matcher.group(3)));
        }

        /** The same part, from a later bucket on. */
        public Part from(int bucket) {
            return new Part(shard, bucket, last);
        }

        @Override
        public String toString() {
            return shard + "/" + first + "-" + last;
        }
    }
}
