package dev.scalingstages.workload.mysql.copy;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One way through a range of a table in two databases at once, in the order of the key and in slices, comparing every
 * column of every row. Differences are either corrected in the target or reported.
 */
public final class Pass {
    /** About a megabyte of posts. */
    private static final int SLICE = 1000;

    private final Table table;
    private final KeyRange range;
    private final Connection source;
    private final Connection target;
    private final Guard guard;

    /** A condition in the target's transaction for a slice to be written. */
    @FunctionalInterface
    public interface Guard {
        /** Throws when it does not hold. */
        void check(Connection target) throws SQLException;
    }

    /**
     * @param guard checked in each transaction that writes to the target
     */
    public Pass(Table table, KeyRange range, Connection source, Connection target, Guard guard) {
        this.table = table;
        this.range = range;
        this.source = source;
        this.target = target;
        this.guard = guard;
    }

    /** The differences in one slice. */
    private record Differences(List<Row> missing, List<Row> surplus, List<Row> changed) {
        boolean isEmpty() {
            return missing.isEmpty() && surplus.isEmpty() && changed.isEmpty();
        }
    }

    /** Makes the target's range the same as the source's, and returns how many rows had to be written or removed. */
    public long copy() throws SQLException {
        return walk(differences -> {
                    List<Row> old = new ArrayList<>(differences.surplus());
                    old.addAll(differences.changed());
                    List<Row> current = new ArrayList<>(differences.missing());
                    current.addAll(differences.changed());
                    write(old, current);
                    return old.size() + differences.missing().size();
                })
                .concerned();
    }

    /** Adds to the target's range what it lacks, and leaves alone what only the target has. */
    public long add() throws SQLException {
        return walk(differences -> {
                    write(List.of(), differences.missing());
                    return differences.missing().size();
                })
                .concerned();
    }

    private void write(List<Row> old, List<Row> current) throws SQLException {
        if (!old.isEmpty() || !current.isEmpty()) {
            Transactions.run(target, () -> {
                guard.check(target);
                table.delete(target, old);
                table.insert(target, current);
            });
        }
    }

    /**
     * Throws {@link MoveFailedException} when the two ranges are not the same, with the first key and how many differ.
     *
     * @param surplusAllowed whether the target may have more rows than the source
     * @return how many rows were compared
     */
    public long verify(boolean surplusAllowed) throws SQLException {
        List<Row> first = new ArrayList<>();
        Walked walked = walk(differences -> {
            List<Row> rows = new ArrayList<>(differences.missing());
            rows.addAll(differences.changed());
            if (!surplusAllowed) {
                rows.addAll(differences.surplus());
            }
            rows.stream().limit(1).filter(row -> first.isEmpty()).forEach(first::add);
            return rows.size();
        });
        if (walked.concerned() > 0) {
            throw new MoveFailedException("%d of %d rows of %s differ, the first is %s"
                    .formatted(
                            walked.concerned(),
                            walked.rows(),
                            table.name(),
                            first.getFirst().key(table.keyLength())));
        }
        return walked.rows();
    }

    /** The action on a slice's differences; returns how many rows are concerned. */
    @FunctionalInterface
    private interface Action {
        long on(Differences differences) throws SQLException;
    }

    /** How many rows of the source there were, and how many rows the action was concerned with. */
    private record Walked(long rows, long concerned) {}

    private Walked walk(Action action) throws SQLException {
        long rows = 0;
        long concerned = 0;
        Optional<Row> after = Optional.empty();
        do {
            List<Row> wanted = table.select(source, range, after, Optional.empty(), "LIMIT " + SLICE);
            Optional<Row> end = wanted.size() < SLICE ? Optional.empty() : Optional.of(wanted.getLast());
            List<Row> found = table.select(target, range, after, end, "");
            Differences differences = compare(wanted, found);
            if (!differences.isEmpty()) {
                concerned += action.on(differences);
            }
            rows += wanted.size();
            after = end;
        } while (after.isPresent());
        return new Walked(rows, concerned);
    }

    /** Merges two lists, both sorted by key, into their differences. */
    private Differences compare(List<Row> wanted, List<Row> found) {
        Differences differences = new Differences(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        int i = 0;
        int j = 0;
        while (i < wanted.size() || j < found.size()) {
            int order = i == wanted.size()
                    ? 1
                    : j == found.size() ? -1 : wanted.get(i).compareKey(found.get(j), table.keyLength());
            if (order < 0) {
                differences.missing().add(wanted.get(i++));
            } else if (order > 0) {
                differences.surplus().add(found.get(j++));
            } else {
                Row row = wanted.get(i++);
                if (!row.equals(found.get(j++))) {
                    differences.changed().add(row);
                }
            }
        }
        return differences;
    }
}
