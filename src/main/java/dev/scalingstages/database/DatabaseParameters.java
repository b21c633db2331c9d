package dev.scalingstages.database;

import java.util.LinkedHashMap;
import java.util.Map;
import software.amazon.awscdk.RemovalPolicy;
import software.amazon.awscdk.services.rds.CfnDBParameterGroup;
import software.constructs.Construct;

/**
 * The system's own parameter group. It exists from the first database on, because a database applies the static
 * parameters of a different group only when it restarts.
 */
public final class DatabaseParameters extends Construct {
    private static final String FAMILY = "mysql8.4";

    /** Statements slower than this many seconds go to the slow query log. A read by key takes about a millisecond. */
    private static final String SLOW_STATEMENT_SECONDS = "0.5";

    /**
     * How many connections from one host may end before signing in until MySQL blocks that host. The checks of the
     * replicas' load balancer are such connections, several every ten seconds for years, and its nodes are the hosts.
     * The limit isn't needed against strangers: security groups decide who connects.
     */
    private static final String CONNECT_ERRORS = "1000000000";

    private final String name;
    private final int bufferPoolPercent;
    private final int maximumConnections;

    /**
     * @param bufferPoolPercent the share of memory that caches rows and indexes, in percent
     * @param maximumConnections how many connections a database accepts
     */
    public DatabaseParameters(Construct scope, String id, int bufferPoolPercent, int maximumConnections) {
        super(scope, id);
        this.bufferPoolPercent = bufferPoolPercent;
        this.maximumConnections = maximumConnections;
        CfnDBParameterGroup group = CfnDBParameterGroup.Builder.create(this, "Resource")
                .family(FAMILY)
                .description("Parameters of MySQL")
                .parameters(parameters(bufferPoolPercent, maximumConnections))
                .build();
        group.applyRemovalPolicy(RemovalPolicy.RETAIN);
        name = group.getRef();
    }

    String name() {
        return name;
    }

    int bufferPoolPercent() {
        return bufferPoolPercent;
    }

    int maximumConnections() {
        return maximumConnections;
    }

    private static Map<String, String> parameters(int bufferPoolPercent, int maximumConnections) {
        Map<String, String> parameters = new LinkedHashMap<>();
        // RDS writes booleans as 0 and 1. MySQL 8.4 supports only TLS 1.2 and 1.3, so no version has to be set.
        parameters.put("require_secure_transport", "1");
        parameters.put("max_connect_errors", CONNECT_ERRORS);
        parameters.put("innodb_buffer_pool_size", "{DBInstanceClassMemory*" + bufferPoolPercent + "/100}");
        parameters.put("max_connections", String.valueOf(maximumConnections));
        parameters.put("slow_query_log", "1");
        parameters.put("long_query_time", SLOW_STATEMENT_SECONDS);
        parameters.put("log_output", "FILE");
        parameters.put("character_set_server", "utf8mb4");
        parameters.put("innodb_print_all_deadlocks", "1");
        return parameters;
    }
}
