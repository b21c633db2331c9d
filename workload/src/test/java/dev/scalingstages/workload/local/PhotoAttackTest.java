package dev.scalingstages.workload.local;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scalingstages.workload.decoding.HostilePictures;
import dev.scalingstages.workload.local.PhotoAttacker.Announced;
import dev.scalingstages.workload.servers.LocalStage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Photos that are none, too many of them, and addresses that are used twice; meanwhile others sign in and write. */
@Tag("attack")
class PhotoAttackTest {
    /** A place may be taken by somebody else's for once or twice the limit of the processor's time. */
    private static final Duration LONGEST_JUDGEMENT = Duration.ofSeconds(40);

    /** A worker that is told of a photo before its post is stored is told again after two minutes. */
    private static final Duration LONGEST_BEHIND_QUEUES = LONGEST_JUDGEMENT.plusMinutes(2);

    private static final Duration LONGEST_ANSWER = Duration.ofSeconds(3);
    private static final int LARGEST = 10 * 1024 * 1024;

    /** What costs most, of which each unit test of the decoders has more. */
    private static final List<String> PICTURES = List.of(
            "1,000 scans, 12 MP",
            "39 scans, 35 MP",
            "a scan in 10 bytes, 39 times, 49 MP",
            "PNG, 49 MP, interlaced",
            "PNG, texts that unfold",
            "10 MB of EXIF that points to itself",
            "noise that begins as JPEG");

    @ParameterizedTest(name = "stage {0}")
    @ValueSource(ints = {1, 3, 6})
    @DisplayName(
            "Whatever is sent in place of photos is judged in time, and others sign in and write as if nothing were")
    void photosAreBounded(int stage) throws Exception {
        try (LocalStage local = LocalStage.start(stage);
                PhotoAttacker attacker = new PhotoAttacker(local);
                PhotoAttacker another = new PhotoAttacker(local);
                Bystanders others = new Bystanders(local)) {
            SoftAssertions softly = new SoftAssertions();
            String finishes = tried(softly, () -> manyFinishes(attacker, softly));
            String hostile = tried(softly, () -> hostile(another, longest(stage), softly));
            String unfinished = tried(softly, () -> unfinished(another, stage, softly));
            String shown = tried(softly, () -> whatIsShownIsWhatWasJudged(local, softly));
            Bystanders.Felt felt = others.felt();
            System.out.printf(
                    "| photos attack stage %d | others: %d of %d answered, p99 %d ms, refused %s | %s | %s | %s | %s |%n",
                    stage,
                    felt.answered(),
                    felt.asked(),
                    felt.p99().toMillis(),
                    felt.refused(),
                    finishes,
                    hostile,
                    unfinished,
                    shown);
            softly.assertThat(felt.refused()).as("refused to others").isEmpty();
            softly.assertThat(felt.p99()).as("of 100 answers to others 99").isLessThan(LONGEST_ANSWER);
            softly.assertAll();
        }
    }

    private static Duration longest(int stage) {
        return stage < 6 ? LONGEST_JUDGEMENT : LONGEST_BEHIND_QUEUES;
    }

    /** A step of the attack, and what came of it in words. */
    private interface Step {
        String take() throws Exception;
    }

    /** One after which the service answers no more is no reason not to tell of the others. */
    private static String tried(SoftAssertions softly, Step step) {
        try {
            return step.take();
        } catch (Exception | AssertionError e) {
            softly.fail("a step ends with " + e, e);
            return "ended by " + e.getClass().getSimpleName();
        }
    }

    /** One picture that takes long and one that is large, finished by many at once. */
    private static String manyFinishes(PhotoAttacker attacker, SoftAssertions softly) throws Exception {
        Announced slow = attacker.send(HostilePictures.scans(4000, 3000, 1000));
        Map<String, Integer> slowly = attacker.finish(slow.post(), 300);
        byte[] noise = new byte[LARGEST];
        new Random(1).nextBytes(noise);
        Announced large = attacker.send(noise);
        Map<String, Integer> largely = attacker.finish(large.post(), 80);
        for (Map<String, Integer> statuses : List.of(slowly, largely)) {
            softly.assertThat(statuses.keySet()).as("answers to finish").isSubsetOf("200", "202", "409", "429", "503");
        }
        return "300 finishes of 1,000 scans: %s, 80 of 10 MB: %s".formatted(slowly, largely);
    }

    /** Says the longest until one is judged. */
    private static String hostile(PhotoAttacker attacker, Duration limit, SoftAssertions softly) throws Exception {
        Duration longest = Duration.ZERO;
        Map<String, byte[]> all = HostilePictures.all();
        for (String name : PICTURES) {
            Announced sent = attacker.send(all.get(name));
            Duration took = attacker.judged(sent.post(), limit);
            softly.assertThat(took).as(name).isLessThan(limit);
            longest = took.compareTo(longest) > 0 ? took : longest;
        }
        return "longest judgement %d ms".formatted(longest.toMillis());
    }

    private static String unfinished(PhotoAttacker attacker, int stage, SoftAssertions softly) throws Exception {
        byte[] file = new byte[LARGEST];
        int accepted = 0;
        for (int i = 0; i < 30; i++) {
            ApiClient.Answer answer = attacker.ask(file.length);
            if (answer.status() / 100 == 2) {
                accepted++;
                Announced announced = PhotoAttacker.announced(answer);
                // A worker judges at once what is there, and then it is no longer unfinished.
                if (stage < 6) {
                    attacker.upload(announced, file);
                }
                softly.assertThat(attacker.photo(announced.post()).has("original"))
                        .as("an address of what nobody has finished")
                        .isFalse();
            } else {
                softly.assertThat(answer.status()).isEqualTo(429);
            }
        }
        softly.assertThat(accepted).as("unfinished uploads of an account").isLessThanOrEqualTo(10);
        return "%d of 30 unfinished uploads taken".formatted(accepted);
    }

    private static String whatIsShownIsWhatWasJudged(LocalStage local, SoftAssertions softly) throws Exception {
        try (PhotoAttacker attacker = new PhotoAttacker(local)) {
            byte[] good = HostilePictures.scans(640, 480, 10);
            byte[] bad = good.clone();
            new Random(1).nextBytes(bad);
            Announced announced = PhotoAttacker.announced(attacker.ask(good.length));
            attacker.upload(announced, good);
            List<String> guessed =
                    new ArrayList<>(List.of("/uploads/" + announced.post(), "/incoming/" + announced.post()));
            for (String address : guessed) {
                softly.assertThat(attacker.get(address).status()).as(address).isGreaterThanOrEqualTo(400);
            }
            assertThat(attacker.judged(announced.post(), LONGEST_BEHIND_QUEUES)).isLessThan(LONGEST_BEHIND_QUEUES);
            String original = attacker.photo(announced.post()).get("original").asText();
            softly.assertThat(attacker.get(original).body()).as("the original").isEqualTo(good);
            attacker.upload(announced, bad);
            attacker.finish(announced.post());
            Thread.sleep(1000);
            softly.assertThat(attacker.get(original).body())
                    .as("after the address was used again")
                    .isEqualTo(good);
            return "an address was used again";
        }
    }
}
