package dev.scalingstages.workload.moves;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scalingstages.workload.content.Buckets;
import dev.scalingstages.workload.moves.Plan.Move;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PlanTest {
    private static final List<Integer> ALL_ON_ONE = Collections.nCopies(Buckets.COUNT, 1);

    private static List<Integer> after(List<Integer> map, Plan plan) {
        List<Integer> moved = new ArrayList<>(map);
        for (Move move : plan.moves()) {
            assertThat(moved.set(move.bucket(), move.to())).isEqualTo(move.from());
        }
        return moved;
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7})
    void bucketsAreSpreadEvenlyWithAsFewMovesAsThereCanBe(int shards) {
        List<Integer> map = ALL_ON_ONE;
        for (int count = 1; count <= shards; count++) {
            Plan plan = Plan.spread(map, count);
            map = after(map, plan);
            for (int shard = 1; shard <= count; shard++) {
                assertThat(Collections.frequency(map, shard))
                        .isBetween(Buckets.COUNT / count, (Buckets.COUNT + count - 1) / count);
            }
            assertThat(plan.moves()).hasSize(count == 1 ? 0 : Buckets.COUNT / count);
        }
        assertThat(Plan.spread(map, shards).moves()).isEmpty();
    }

    @Test
    void aPlanThatWasHalfDoneIsGoneOnWith() {
        Plan plan = Plan.spread(ALL_ON_ONE, 4);
        List<Integer> map = after(ALL_ON_ONE, new Plan(plan.moves().subList(0, 100)));
        assertThat(Plan.spread(map, 4).moves()).hasSize(plan.moves().size() - 100);
    }
}
