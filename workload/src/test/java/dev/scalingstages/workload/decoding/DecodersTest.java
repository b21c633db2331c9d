package dev.scalingstages.workload.decoding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.scalingstages.workload.content.BusyException;
import dev.scalingstages.workload.content.UnavailableException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DecodersTest {
    private static final DecoderLimits LIMITS = new DecoderLimits(
            Decoders.LIMITS.heapMebibytes(),
            200,
            Duration.ofMillis(700),
            Duration.ofSeconds(30),
            Decoders.LIMITS.start());
    private static final byte[] GOOD = {'a'};

    private final AtomicInteger started = new AtomicInteger();

    private Decoders odd(int places) {
        return odd(places, LIMITS);
    }

    private Decoders odd(int places, DecoderLimits limits) {
        return new Decoders(places, () -> {
            started.incrementAndGet();
            return Decoder.start(Decoders.command(limits, OddDecoder.class.getName()), Map.of(), limits);
        });
    }

    private static Optional<byte[]> decode(Decoders decoders, String picture) {
        try (Decoders.Place place = decoders.take(Duration.ofSeconds(1))) {
            return place.thumbnail(picture.getBytes());
        }
    }

    /** The children of this process that decode. */
    private static List<ProcessHandle> running() {
        return ProcessHandle.current()
                .children()
                .filter(child -> child.info()
                        .command()
                        .filter(name -> name.endsWith("java"))
                        .isPresent())
                .toList();
    }

    @Test
    void everyHostilePictureIsDoneWithWithinTheLimitsAndTheNextPhotoIsMade() {
        Duration longest = Duration.ZERO;
        // The processor's time is what bounds them; the clock's is long enough for a machine that others use as well.
        DecoderLimits limits = new DecoderLimits(
                Decoders.LIMITS.heapMebibytes(),
                Decoders.LIMITS.memoryMebibytes(),
                Decoders.LIMITS.processorTime(),
                Duration.ofMinutes(4),
                Decoders.LIMITS.start());
        try (Decoders decoders = new Decoders(limits)) {
            decoders.ask();
            for (Map.Entry<String, byte[]> picture : HostilePictures.all().entrySet()) {
                long begun = System.nanoTime();
                try (Decoders.Place place = decoders.take(Duration.ofSeconds(1))) {
                    place.thumbnail(picture.getValue());
                }
                Duration took = Duration.ofNanos(System.nanoTime() - begun);
                longest = took.compareTo(longest) > 0 ? took : longest;
                assertThat(took)
                        .as(picture.getKey())
                        .isLessThan(limits.wallTime().plusSeconds(1));
                assertThat(memoryOfDecoders()).as(picture.getKey()).isLessThan(Decoders.LIMITS.memoryMebibytes() + 50);
            }
            try (Decoders.Place place = decoders.take(Duration.ofSeconds(1))) {
                assertThat(place.thumbnail(HostilePictures.scans(300, 200, 10))).isPresent();
            }
        }
        System.out.printf("The longest of the hostile pictures took %d ms.%n", longest.toMillis());
    }

    /** The most that any had, in MiB; beside what it writes to, that is the JVM's own code. */
    private static long memoryOfDecoders() {
        return running().stream()
                .mapToLong(child -> {
                    try {
                        return Files.readAllLines(Path.of("/proc/" + child.pid() + "/status")).stream()
                                .filter(line -> line.startsWith("VmHWM"))
                                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024)
                                .sum();
                    } catch (IOException e) {
                        return 0;
                    }
                })
                .max()
                .orElse(0);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({"c, computes without end, 1", "h, fills the heap, 1", "n, fills native memory, 2", "7, ends, 2"})
    void aPictureThatTakesMoreThanItMayIsRefusedAndTheDecoderReplaced(String picture, String what, int decoders) {
        try (Decoders odd = odd(1)) {
            long begun = System.nanoTime();
            assertThat(decode(odd, picture)).as(what).isEmpty();
            assertThat(started)
                    .as("one that ends for no known reason is given a second try")
                    .hasValue(decoders);
            assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(20));
            assertThat(decode(odd, "a")).as("the next one").isPresent();
            assertThat(started).hasValue(decoders + 1);
        }
    }

    @Test
    void aPictureThatGotNoProcessorIsNotRefusedButComesAgain() {
        DecoderLimits limits = new DecoderLimits(
                LIMITS.heapMebibytes(),
                LIMITS.memoryMebibytes(),
                LIMITS.processorTime(),
                Duration.ofMillis(1500),
                LIMITS.start());
        try (Decoders odd = odd(1, limits)) {
            assertThatThrownBy(() -> decode(odd, "s"))
                    .isInstanceOf(UnavailableException.class)
                    .hasMessageContaining("1.5S");
        }
    }

    @Test
    void whoeverAnswersWithoutEndIsNotBelieved() {
        try (Decoders odd = odd(1)) {
            assertThat(decode(odd, "l")).isEmpty();
        }
    }

    @Test
    void aDecoderIsKeptFromPictureToPictureAndEndsWithThem() throws Exception {
        int before = running().size();
        try (Decoders odd = odd(2)) {
            for (int i = 0; i < 5; i++) {
                assertThat(decode(odd, "a")).isPresent();
            }
            assertThat(started).hasValue(1);
            assertThat(running()).hasSize(before + 1);
        }
        for (int i = 0; i < 100 && running().size() > before; i++) {
            Thread.sleep(50);
        }
        assertThat(running()).hasSize(before);
    }

    @Test
    void whoFindsNoPlaceIsToldSoInTime() {
        try (Decoders odd = odd(1);
                Decoders.Place taken = odd.take(Duration.ZERO)) {
            long begun = System.nanoTime();
            assertThatThrownBy(() -> odd.take(Duration.ofMillis(200))).isInstanceOf(BusyException.class);
            assertThat(Duration.ofNanos(System.nanoTime() - begun))
                    .isBetween(Duration.ofMillis(190), Duration.ofSeconds(1));
            assertThat(taken.thumbnail(GOOD)).isPresent();
        }
    }

    @Test
    void aDecoderThatDoesNotStartIsNoPicturesFault() {
        for (List<String> command : List.of(List.of("/bin/false"), List.of("/nothing/here"), List.of("/bin/echo"))) {
            try (Decoders none = new Decoders(1, () -> Decoder.start(command, Map.of(), LIMITS))) {
                assertThatThrownBy(none::ask).as("%s", command).isInstanceOf(UnavailableException.class);
                assertThatThrownBy(() -> decode(none, "a")).isInstanceOf(UnavailableException.class);
            }
        }
    }

    @Test
    void aDecoderKnowsNothingOfTheServicesEnvironmentAndLetsSignalsPass() throws Exception {
        try (Decoders decoders = new Decoders()) {
            decoders.ask();
            ProcessHandle child = running().getLast();
            String environment = Files.readString(Path.of("/proc/" + child.pid() + "/environ"));
            assertThat(environment.split("\0"))
                    .allMatch(variable -> variable.matches("(PATH|MALLOC_ARENA_MAX|PWD|OLDPWD|SHLVL|_)=.*"));
            assertThat(Files.readString(Path.of("/proc/" + child.pid() + "/oom_score_adj")))
                    .isEqualToIgnoringNewLines("1000");
            child.destroy();
            Thread.sleep(300);
            assertThat(child.isAlive())
                    .as("after SIGTERM, which is for the service")
                    .isTrue();
        }
    }

    @ParameterizedTest
    @CsvSource({"2, 2, 1", "2, 4, 2", "1, 4, 1", "8, 32, 2", "1, 1, 1"})
    void thereAreAsManyPlacesAsProcessorsAndMemoryFor(int processors, long gibibytes, int places) {
        // A server of 2 GiB has a little less to give.
        assertThat(Decoders.placesFor(processors, (gibibytes << 30) * 93 / 100)).isEqualTo(places);
    }
}
