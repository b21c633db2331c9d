package dev.scalingstages.workload.moves;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/** Starts a mover again and again, and kills it at random moments until it has been killed often enough or is done. */
final class Killing {
    private final Class<?> main;
    private final RandomGenerator random;
    private long longestMillis;
    private final Map<String, Integer> states = new TreeMap<>();
    private int kills;

    /**
     * @param longestMillis about how long the work takes when it is not killed
     */
    Killing(Class<?> main, RandomGenerator random, long longestMillis) {
        this.main = main;
        this.random = random;
        this.longestMillis = longestMillis;
    }

    /** What happens between two starts. */
    @FunctionalInterface
    interface Between {
        /** Returns in what state the move was left. */
        String killed() throws Exception;
    }

    /**
     * Returns the mover's last line, when it was let to end after some kills or ended before.
     *
     * @param begins called when a mover begins its work
     */
    String run(int most, List<String> arguments, Runnable begins, Between between) throws Exception {
        for (int i = 0; i < most; i++) {
            try (Child child = Child.start(main, arguments)) {
                long start = System.nanoTime();
                begins.run();
                if (!child.killAfter(random.nextLong(longestMillis))) {
                    return end(child, start);
                }
            }
            kills++;
            states.merge(between.killed(), 1, Integer::sum);
        }
        try (Child child = Child.start(main, arguments)) {
            long start = System.nanoTime();
            begins.run();
            return end(child, start);
        }
    }

    /** The machine may be faster or slower than was thought. */
    private String end(Child child, long start) throws IOException, InterruptedException {
        String result = child.result();
        longestMillis = (longestMillis + (System.nanoTime() - start) / 1_000_000) / 2;
        return result;
    }

    /** How often each state was left behind. */
    Map<String, Integer> states() {
        return states;
    }

    int kills() {
        return kills;
    }
}
