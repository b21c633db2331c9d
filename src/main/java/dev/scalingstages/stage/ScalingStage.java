package dev.scalingstages.stage;

import java.util.Arrays;

/** The six stages, in the order in which a system grows through them; {@link StageFactory} builds them. */
public enum ScalingStage {
    SINGLE_SERVER("single-server", "one server, with a data volume that is kept"),
    SEPARATE_STORAGE("separate-storage", "database on RDS, files on S3, apart from the server"),
    LOAD_BALANCED("load-balanced", "load balancer, CDN, web and application fleets over three zones"),
    REPLICATED_READS("replicated-reads", "read replicas and a cache take the reads"),
    AUTOSCALED("autoscaled", "fleets follow the load, operations run by themselves"),
    DATA_PLATFORM("data-platform", "shards, queues and workers, key-value tables, a warehouse");

    private final String slug;
    private final String purpose;

    ScalingStage(String slug, String purpose) {
        this.slug = slug;
        this.purpose = purpose;
    }

    /**
     * The stage with a number.
     *
     * @param number 1 to 6
     * @throws IllegalArgumentException when there is no such stage
     */
    public static ScalingStage of(int number) {
        return Arrays.stream(values())
                .filter(stage -> stage.number() == number)
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("there is no stage " + number));
    }

    /** The stage's number, 1 to 6. */
    public int number() {
        return ordinal() + 1;
    }

    /** The stage's name in file names and tags, such as {@code 3-load-balanced}. */
    public String slug() {
        return number() + "-" + slug;
    }

    /** What the stage is for, in a few words. */
    public String purpose() {
        return purpose;
    }
}
