package dev.scalingstages.workload.content;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a message of the archive's queue asks for. */
public sealed interface MaintenanceRequest {
    /** Since when it waits for other maintenance to end; empty when it does not. */
    Optional<Instant> waitingSince();

    /** The same, waiting since a time. */
    MaintenanceRequest waitingSince(Instant time);

    /** Somebody only asked whether messages may be sent; there is nothing to do. */
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

    /** Spread over the stores of stage 6 what was in one database before. How far that is, the databases know. */
    record Spread(Optional<Instant> waitingSince) implements MaintenanceRequest {
        @Override
        public Spread waitingSince(Instant time) {
            return new Spread(Optional.of(time));
        }
    }

    /**
     * Archive what is older than the retention.
     *
     * @param retentionDays how many days posts stay
     * @param rest what is left of it; empty when nothing has been done yet, so that all shards are
     * @param failed what failed so far, and is tried once more when all else is done
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

        /** All of it. */
        public Archive(int retentionDays) {
            this(retentionDays, Optional.empty(), List.of(), Optional.empty());
        }

        /** What is left of it. */
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

        /** All buckets of a shard. */
        public static Part all(int shard) {
            return new Part(shard, 0, Buckets.COUNT - 1);
        }

        /**
         * Reads one.
         *
         * @throws IllegalArgumentException when it is none
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

        /** From a bucket on. */
        public Part from(int bucket) {
            return new Part(shard, bucket, last);
        }

        @Override
        public String toString() {
            return shard + "/" + first + "-" + last;
        }
    }
}
