package dev.scalingstages.workload.aws;

import dev.scalingstages.workload.content.NotLoadedException;
import dev.scalingstages.workload.content.Pause;
import dev.scalingstages.workload.content.UnavailableException;
import java.time.Duration;
import java.util.List;
import software.amazon.awssdk.services.redshiftdata.RedshiftDataClient;
import software.amazon.awssdk.services.redshiftdata.model.DescribeStatementResponse;
import software.amazon.awssdk.services.redshiftdata.model.Field;

/**
 * SQL in Redshift by the Data API, which accepts statements and is then polled for their outcome. It needs neither a
 * password nor a connection.
 */
final class RedshiftStatements {
    /** A load waits for those before it, and for a warehouse that wakes up. */
    private static final Duration LIMIT = Duration.ofMinutes(15);

    /**
     * Always the same: one that grows would wait up to as long again as a load takes, a thousand times a night. Four looks
     * a second are a twentieth of what the Data API takes by default (100 a second).
     */
    private static final Duration PAUSE = Duration.ofMillis(250);

    private final RedshiftDataClient client;
    private final String workgroup;
    private final String database;

    RedshiftStatements(RedshiftDataClient client, String workgroup, String database) {
        this.client = client;
        this.workgroup = workgroup;
        this.database = database;
    }

    /** Runs statements in one transaction, and returns when it is committed. */
    void run(List<String> sqls) {
        finish(Calls.of(
                "Redshift",
                () -> client.batchExecuteStatement(request -> request.workgroupName(workgroup)
                                .database(database)
                                .sqls(sqls))
                        .id()));
    }

    /** Runs a statement as a separate transaction, and returns when it is committed. */
    void run(String sql) {
        execute(sql);
    }

    /** Runs a query that returns few rows. */
    List<List<Field>> query(String sql) {
        String id = execute(sql);
        return Calls.of("Redshift", () -> client.getStatementResult(request -> request.id(id)))
                .records();
    }

    private String execute(String sql) {
        String id = Calls.of(
                "Redshift",
                () -> client.executeStatement(request -> request.workgroupName(workgroup)
                                .database(database)
                                .sql(sql))
                        .id());
        finish(id);
        return id;
    }

    private void finish(String id) {
        long end = System.nanoTime() + LIMIT.toNanos();
        while (true) {
            DescribeStatementResponse statement =
                    Calls.of("Redshift", () -> client.describeStatement(request -> request.id(id)));
            switch (statement.status()) {
                case FINISHED -> {
                    return;
                }
                case FAILED, ABORTED ->
                    throw new NotLoadedException("statement " + id + " in Redshift: " + statement.error());
                default -> sleep(id, end);
            }
        }
    }

    private static void sleep(String id, long end) {
        if (System.nanoTime() > end) {
            throw new UnavailableException("statement " + id + " in Redshift takes too long");
        }
        Pause.of(PAUSE);
    }
}
