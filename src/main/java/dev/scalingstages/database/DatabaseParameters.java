package dev.scalingstages.database;

import java.util.LinkedHashMap;
import java.util.Map;
import software.amazon.awscdk.RemovalPolicy;
import software.amazon.awscdk.services.rds.CfnDBParameterGroup;
import software.constructs.Construct;

/**
 * Our own parameters of MySQL. They are there from the first database, because a database takes the static parameters
 * of another group only when it restarts.
 */
public final class DatabaseParameters extends Construct {
    private static final String FAMILY = "mysql8.4";

    /** Statements that take longer are written down, in seconds. A read by key takes about a millisecond. */
    private static final String SLOW_STATEMENT_SECONDS = "0.5";

    private final String name;
    private final int maximumConnections;

    /**
     * @param bufferPoolPercent the share of memory that caches rows and indexes, in percent
     * @param maximumConnections how many connections a database accepts
     */
    public DatabaseParameters(Construct scope, String id, int bufferPoolPercent, int maximumConnections) {
        super(scope, id);
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

    int maximumConnections() {
        return maximumConnections;
    }

    private static Map<String, String> parameters(int bufferPoolPercent, int maximumConnections) {
        Map<String, String> parameters = new LinkedHashMap<>();
        parameters.put("require_secure_transport", "ON");
        parameters.put("tls_version", "TLSv1.2,TLSv1.3");
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
