package dev.scalingstages.rehearsal.stack;

import java.time.Duration;
import java.util.Comparator;
import java.util.OptionalLong;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/**
 * In which of the permitted orders operations start. CloudFormation promises none between operations that do not wait
 * for each other; a seed chooses one, the same for each run.
 *
 * @param seed empty for the usual order: each operation at once when it may start
 * @param most how long an operation is held back at most
 */
public record Order(OptionalLong seed, Duration most) {
    /** Each operation starts as soon as it may. */
    public static final Order AT_ONCE = new Order(OptionalLong.empty(), Duration.ZERO);

    /** Each operation is held back for a random time, up to the one given. */
    public static Order shuffled(long seed, Duration most) {
        return new Order(OptionalLong.of(seed), most);
    }

    /** How long an operation is held back. */
    Duration delay(String logicalId) {
        return seed.isEmpty() ? Duration.ZERO : Duration.ofNanos((long) (most.toNanos() * random(logicalId)));
    }

    /** Of operations that may start at the same moment, which one does so first. */
    Comparator<String> priority() {
        return seed.isEmpty()
                ? Comparator.naturalOrder()
                : Comparator.comparingDouble(this::random).thenComparing(Comparator.naturalOrder());
    }

    private double random(String logicalId) {
        RandomGenerator generator = RandomGeneratorFactory.of("SplittableRandom")
                .create(seed.orElse(0) * 0x9E3779B97F4A7C15L + logicalId.hashCode());
        return generator.nextDouble();
    }
}
