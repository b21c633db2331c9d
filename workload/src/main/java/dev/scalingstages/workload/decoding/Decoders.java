package dev.scalingstages.workload.decoding;

import dev.scalingstages.workload.content.BusyException;
import dev.scalingstages.workload.content.UnavailableException;
import dev.scalingstages.workload.decoding.Decoder.EndedException;
import dev.scalingstages.workload.decoding.Decoder.Ending;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes thumbnails, in a few places. Each has its own process, which is kept from picture to picture, and killed and
 * replaced when one takes more than {@link #LIMITS}: the picture is then refused. So a picture costs at most that, and
 * a start, whatever its file does to the decoder.
 *
 * <p>A decoder gets the processor after all others (nice), and is the first to go when the server has no memory left.
 * Signals that end the service leave it, so that a photo in flight is finished; it knows none of the service's secrets.
 *
 * <p>The figures below were measured in November 2026 with JDK 25.0.3 on one of two cores of a virtual server (x86-64),
 * with the decoder warm.
 */
public final class Decoders implements AutoCloseable {
    /** Photos of a phone (12 megapixels, JPEG of 3.6 MB) that one decoder makes on one core: each takes 0.30 s. */
    public static final double PHOTOS_A_SECOND = 3.3;

    /**
     * The same for the slowest that are taken (48 megapixels, progressive): each takes 4.9 s. Those of 12 take 1.7 s.
     */
    public static final double SLOWEST_PHOTOS_A_SECOND = 0.2;

    /**
     * The processor time leaves a slower core, such as those of a t4g, half as much again for the slowest that are taken;
     * the time on the clock five times that, for servers that are busy.
     */
    static final DecoderLimits LIMITS =
            new DecoderLimits(64, 352, Duration.ofSeconds(8), Duration.ofSeconds(40), Duration.ofSeconds(20));

    private static final Logger LOG = LoggerFactory.getLogger(Decoders.class);

    /** A server of 2 GiB has one, beside the service and, at stage 1, the database. */
    private static final long MEMORY_OF_A_PLACE = 1_800L << 20;

    private static final int MOST_PLACES = 2;

    /** A picture in whose course a decoder ends for no known reason is tried with another one, once. */
    private static final int TRIES = 2;

    /**
     * Runs a command within its own limits: the shell sets those that Java cannot. It writes no core dump; it ignores
     * signals for the whole process group; when the system lacks memory, it is killed first.
     */
    private static final String SHELL = """
            trap '' HUP INT TERM && ulimit -c 0 && ulimit -d "$1" || exit 1
            echo 1000 2>/dev/null >/proc/self/oom_score_adj || :
            shift
            exec nice -n 10 "$@"
            """;

    private final int places;
    private final Supplier<Decoder> start;
    private final Semaphore free;
    private final Deque<Decoder> idle = new ArrayDeque<>();
    private boolean isClosed;

    /** As many places as this server has processors and memory for. */
    public Decoders() {
        this(LIMITS);
    }

    /** With other limits. */
    Decoders(DecoderLimits limits) {
        this(
                placesFor(Runtime.getRuntime().availableProcessors(), memory()),
                () -> Decoder.start(
                        command(limits, DecoderProgram.class.getName()),
                        Map.of("PATH", "/usr/bin:/bin", "MALLOC_ARENA_MAX", "1"),
                        limits));
    }

    /** With other decoders. */
    Decoders(int places, Supplier<Decoder> start) {
        this.places = places;
        this.start = start;
        this.free = new Semaphore(places, true);
    }

    static int placesFor(int processors, long memory) {
        return Math.clamp(Math.min(processors, memory / MEMORY_OF_A_PLACE), 1, MOST_PLACES);
    }

    private static long memory() {
        return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
                .getTotalMemorySize();
    }

    /** The command that runs a main class of this jar within limits. */
    static List<String> command(DecoderLimits limits, String main) {
        return List.of(
                "/bin/sh",
                "-c",
                SHELL,
                "decoder",
                String.valueOf(limits.memoryMebibytes() * 1024),
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx" + limits.heapMebibytes() + "m",
                "-Xms8m",
                "-XX:+UseSerialGC",
                // Idle ones give back what a large picture took.
                "-XX:MaxHeapFreeRatio=40",
                "-XX:MinHeapFreeRatio=10",
                "-XX:TieredStopAtLevel=1",
                "-XX:ReservedCodeCacheSize=16m",
                "-XX:MaxMetaspaceSize=32m",
                "-XX:CompressedClassSpaceSize=16m",
                "-XX:MaxDirectMemorySize=4m",
                "-XX:+ExitOnOutOfMemoryError",
                // A file that breaks the decoder must not fill the disk with its reports.
                "-XX:+SuppressFatalErrorMessage",
                "-XX:-UsePerfData",
                "-Djava.awt.headless=true",
                "-cp",
                System.getProperty("java.class.path"),
                main);
    }

    /** How many pictures at once. */
    public int places() {
        return places;
    }

    /**
     * Returns when a decoder is running.
     *
     * @throws UnavailableException when none can be started
     */
    public void ask() {
        try (Place place = take(LIMITS.wallTime())) {
            place.start();
        }
    }

    /**
     * Takes a place, to be closed. What a picture needs is fetched only then, so that those that wait hold nothing.
     *
     * @throws BusyException when no place is free within that time
     */
    public Place take(Duration patience) {
        try {
            if (!free.tryAcquire(patience.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new BusyException("there are too many photos");
            }
            return new Place();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UnavailableException("the server is stopping", e);
        }
    }

    /** A place that was taken, until it is closed. */
    public final class Place implements AutoCloseable {
        private Optional<Decoder> decoder = Optional.empty();

        private Place() {}

        /**
         * A picture's thumbnail, or nothing when it is no JPEG or PNG, is broken, or takes more than a picture may.
         *
         * @throws UnavailableException when the picture cannot be judged now
         */
        public Optional<byte[]> thumbnail(byte[] picture) {
            for (int tries = 1; ; tries++) {
                try {
                    return start().thumbnail(picture);
                } catch (EndedException e) {
                    LOG.warn("A picture ended its decoder: {}", e.getMessage());
                    if (e.ending() == Ending.TOO_MUCH || tries == TRIES) {
                        return Optional.empty();
                    }
                }
            }
        }

        private Decoder start() {
            if (decoder.filter(Decoder::isAlive).isEmpty()) {
                decoder = Optional.of(idleOne().orElseGet(start));
            }
            return decoder.get();
        }

        @Override
        public void close() {
            decoder.ifPresent(Decoders.this::giveBack);
            decoder = Optional.empty();
            free.release();
        }
    }

    private Optional<Decoder> idleOne() {
        synchronized (idle) {
            Decoder last = idle.poll();
            while (last != null && !last.isAlive()) {
                last = idle.poll();
            }
            return Optional.ofNullable(last);
        }
    }

    private void giveBack(Decoder decoder) {
        synchronized (idle) {
            if (isClosed) {
                decoder.close();
            } else if (decoder.isAlive()) {
                idle.push(decoder);
            }
        }
    }

    /** Ends them all; one that is at work, after it. */
    @Override
    public void close() {
        synchronized (idle) {
            isClosed = true;
            idle.forEach(Decoder::close);
            idle.clear();
        }
    }
}
