package dev.scalingstages.workload.moves;

import dev.scalingstages.workload.content.Buckets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Which buckets go where, so that each shard has as many as any other, or one more, with as few moves as there can be.
 *
 * @param moves in the order in which to move
 */
public record Plan(List<Move> moves) {
    /** The move of a bucket from one shard to another. Shards have numbers from 1 on. */
    public record Move(int bucket, int from, int to) {
        public Move {
            Buckets.check(bucket);
            if (from == to) {
                throw new IllegalArgumentException("a move has two shards");
            }
        }
    }

    public Plan {
        moves = List.copyOf(moves);
    }

    /**
     * The plan for a number of shards.
     *
     * @param map the number of each bucket's shard
     */
    public static Plan spread(List<Integer> map, int shards) {
        List<List<Integer>> buckets = IntStream.rangeClosed(1, shards)
                .mapToObj(shard -> IntStream.range(0, map.size())
                        .filter(bucket -> map.get(bucket) == shard)
                        .boxed()
                        .toList())
                .toList();
        // Those that have most now keep one more, so that it need not move.
        List<Integer> largestFirst = IntStream.rangeClosed(1, shards)
                .boxed()
                .sorted(Comparator.comparing(shard -> -buckets.get(shard - 1).size()))
                .toList();
        Deque<Integer> places = new ArrayDeque<>();
        List<Move> surplus = new ArrayList<>();
        for (int i = 0; i < shards; i++) {
            int shard = largestFirst.get(i);
            int quota = map.size() / shards + (i < map.size() % shards ? 1 : 0);
            List<Integer> held = buckets.get(shard - 1);
            for (int bucket : held.subList(Math.min(quota, held.size()), held.size())) {
                surplus.add(new Move(bucket, shard, shard + 1));
            }
            IntStream.range(held.size(), quota).forEach(place -> places.add(shard));
        }
        return new Plan(surplus.stream()
                .map(move -> new Move(move.bucket(), move.from(), places.remove()))
                .toList());
    }
}
