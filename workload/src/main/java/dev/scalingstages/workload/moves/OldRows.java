package dev.scalingstages.workload.moves;

import dev.scalingstages.workload.mysql.Database;
import dev.scalingstages.workload.mysql.Fence;
import dev.scalingstages.workload.mysql.copy.Journal;
import dev.scalingstages.workload.mysql.copy.KeyRange;
import dev.scalingstages.workload.mysql.copy.Locks;
import dev.scalingstages.workload.mysql.copy.MoveFailedException;
import dev.scalingstages.workload.mysql.copy.Row;
import dev.scalingstages.workload.mysql.copy.Table;
import dev.scalingstages.workload.mysql.copy.Transactions;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A bucket's rows on its former shard, once it has moved and no reader looks there any more. */
final class OldRows {
    private static final Logger LOG = LoggerFactory.getLogger(OldRows.class);
    private static final int FEW = 1000;

    private OldRows() {}

    /** Deletes the rows, and then the journal's line about the move. */
    static void delete(Database shard, int bucket) {
        Locks.with(shard, ShardMover.name(bucket), connection -> {
            // Another mover may have been here since the journal was read.
            if (Journal.find(connection, ShardMover.name(bucket))
                    .filter(entry -> entry.step().equals(ShardMover.SWITCHED))
                    .isPresent()) {
                delete(connection, bucket, Table.TIMELINE, KeyRange.owners(bucket));
                delete(connection, bucket, Table.POSTS, KeyRange.posts(bucket));
                Journal.remove(connection, ShardMover.name(bucket));
                LOG.info("nothing is left of bucket {} where it was", bucket);
            }
            return true;
        });
    }

    private static void delete(Connection connection, int bucket, Table table, KeyRange range) throws SQLException {
        List<Row> rows = new ArrayList<>();
        do {
            rows.clear();
            Transactions.run(connection, () -> {
                if (Fence.isHeld(connection, bucket)) {
                    throw new MoveFailedException("bucket " + bucket + " is held where its old rows are");
                }
                rows.addAll(table.select(connection, range, Optional.empty(), Optional.empty(), "LIMIT " + FEW));
                table.delete(connection, rows);
            });
        } while (!rows.isEmpty());
    }
}
