package dev.scalingstages.workload.moves;

import dev.scalingstages.workload.content.Files;
import dev.scalingstages.workload.content.UnavailableException;
import dev.scalingstages.workload.disk.DiskFiles;
import dev.scalingstages.workload.mysql.copy.KeyRange;
import dev.scalingstages.workload.mysql.copy.Pass;
import dev.scalingstages.workload.mysql.copy.Table;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All rows and files of the single box: to be copied, also while the box takes writes, and to be compared when nobody writes
 * on either side.
 */
final class Everything {
    private static final Logger LOG = LoggerFactory.getLogger(Everything.class);

    private final Connection from;
    private final Connection to;
    private final FileCopy files;

    Everything(Connection from, Connection to, DiskFiles files, Files objects, String bucket) {
        this.from = from;
        this.to = to;
        this.files = new FileCopy(files, objects, bucket, this::heartbeat);
    }

    private enum Part {
        POSTS(Table.POSTS, KeyRange.POSTS),
        TIMELINE(Table.TIMELINE, KeyRange.ACCOUNTS),
        ACCOUNTS(Table.ACCOUNTS, KeyRange.ACCOUNTS),
        SESSIONS(Table.SESSIONS, KeyRange.SESSIONS),
        LIKES(Table.LIKES, KeyRange.POSTS),
        LIKE_COUNTS(Table.LIKE_COUNTS, KeyRange.POSTS);

        private final Table table;
        private final KeyRange range;

        Part(Table table, KeyRange range) {
            this.table = table;
            this.range = range;
        }

        /** The lock is enough of a guard: the target's fences are closed. */
        Pass pass(Connection from, Connection to) {
            return new Pass(table, range, from, to, target -> {});
        }
    }

    /** Brings the target up to the state of the box; changes in the meantime are left to the next copy. */
    void copy() throws SQLException {
        for (Part part : Part.values()) {
            long rows = part.pass(from, to).copy();
            LOG.info("{}: {} rows copied", part.table.name(), rows);
        }
        LOG.info("{} files copied", files.copy());
    }

    /** Throws {@link MoveFailedException} when anything differs. */
    void verify() throws SQLException {
        for (Part part : Part.values()) {
            long rows = part.pass(from, to).verify(false);
            LOG.info("{}: {} rows are the same", part.table.name(), rows);
        }
        LOG.info("{} files are the same", files.verify());
    }

    /** Keeps connections in use while files take their time, and notices when one is lost. */
    private void heartbeat() {
        try {
            if (!from.isValid(1) || !to.isValid(1)) {
                throw new UnavailableException("a database does not answer any more");
            }
        } catch (SQLException e) {
            throw new UnavailableException("a database does not answer any more", e);
        }
    }

    static boolean isEmpty(Connection connection) throws SQLException {
        for (Part part : Part.values()) {
            if (!part.table
                    .select(connection, part.range, Optional.empty(), Optional.empty(), "LIMIT 1")
                    .isEmpty()) {
                return false;
            }
        }
        return true;
    }

    static boolean isEmpty(DiskFiles files) {
        try (Stream<String> keys = files.keys()) {
            return keys.findAny().isEmpty();
        }
    }
}
