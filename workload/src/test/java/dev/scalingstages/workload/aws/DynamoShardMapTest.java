package dev.scalingstages.workload.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.scalingstages.workload.aws.DynamoShardMap.Entry;
import dev.scalingstages.workload.content.UnavailableException;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;

class DynamoShardMapTest {
    private static TestTables tables;

    private final TestClock clock = new TestClock();
    private DynamoShardMap map;
    private DynamoShardMap mover;

    @BeforeAll
    static void start() throws Exception {
        tables = new TestTables();
    }

    @AfterAll
    static void stop() {
        tables.close();
    }

    @BeforeEach
    void makeMap(TestInfo test) {
        String table = test.getTestMethod().orElseThrow().getName();
        tables.make(table, "bucket");
        map = new DynamoShardMap(tables.clients(), table, clock);
        mover = new DynamoShardMap(tables.clients(), table, clock);
    }

    @AfterEach
    void answerAll() {
        tables.server().answerAtMost(100);
    }

    @Test
    void aBucketThatWasNeverMovedIsOnTheFirstShard() {
        assertThat(map.shardOf(0)).isEqualTo(1);
        assertThat(map.shardOf(1023)).isEqualTo(1);
        assertThat(map.entry(5)).isEqualTo(new Entry(5, 1, 1, DynamoShardMap.SETTLED, 0));
        assertThatThrownBy(() -> map.shardOf(1024)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aMoveIsSeenWithinTwoSecondsOrAtOnceWhenAskedFor() {
        assertThat(map.shardOf(7)).isEqualTo(1);
        Entry moving = mover.change(mover.entry(7), 1, 3, "copying").orElseThrow();
        assertThat(moving).isEqualTo(new Entry(7, 1, 3, "copying", 1));
        map.refresh();
        assertThat(map.shardOf(7)).isEqualTo(1);

        Entry moved = mover.change(moving, 3, 3, DynamoShardMap.SETTLED).orElseThrow();
        assertThat(mover.entry(7)).isEqualTo(moved);
        assertThat(map.shardOf(7)).isEqualTo(1);
        clock.advance(Duration.ofMillis(2_001));
        assertThat(map.shardOf(7)).isEqualTo(3);

        mover.change(moved, 2, 2, DynamoShardMap.SETTLED).orElseThrow();
        map.refresh();
        assertThat(map.shardOf(7)).isEqualTo(2);
        assertThat(map.shardOf(8)).isEqualTo(1);
    }

    @Test
    void theWholeMapIsReadAlsoFromABusyTable() {
        for (int bucket = 0; bucket < 1024; bucket += 100) {
            mover.change(mover.entry(bucket), 2, 2, DynamoShardMap.SETTLED).orElseThrow();
        }
        tables.server().answerAtMost(40);
        for (int bucket = 0; bucket < 1024; bucket++) {
            assertThat(map.shardOf(bucket)).isEqualTo(bucket % 100 == 0 ? 2 : 1);
        }
        assertThat(mover.entries()).hasSize(1024);
    }

    @Test
    void ofTwoMoversOneWins() {
        Entry before = mover.entry(7);
        assertThat(mover.change(before, 1, 2, "copying")).isPresent();
        assertThat(mover.change(before, 1, 3, "copying")).isEmpty();
        Entry now = mover.entry(7);
        assertThat(now.target()).isEqualTo(2);
        assertThat(mover.change(now, 2, 2, DynamoShardMap.SETTLED)).isPresent();
        assertThat(mover.change(now, 3, 3, DynamoShardMap.SETTLED)).isEmpty();
    }

    @Test
    void whileTheTableDoesNotAnswerTheMapThatIsKnownServes() throws Exception {
        try (TestTables own = new TestTables()) {
            map = new DynamoShardMap(own.clients(), TestTables.SHARD_MAP, clock);
            map.change(map.entry(7), 2, 2, DynamoShardMap.SETTLED).orElseThrow();
            assertThat(map.shardOf(7)).isEqualTo(2);
            own.server().close();
            clock.advance(Duration.ofMinutes(1));
            assertThat(map.shardOf(7)).isEqualTo(2);
            map.refresh();
            assertThat(map.shardOf(7)).isEqualTo(2);
            DynamoShardMap late = new DynamoShardMap(own.clients(), TestTables.SHARD_MAP, clock);
            assertThatThrownBy(() -> late.shardOf(7)).isInstanceOf(UnavailableException.class);
        }
    }
}
