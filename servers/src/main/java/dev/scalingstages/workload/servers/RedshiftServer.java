package dev.scalingstages.workload.servers;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.scalingstages.workload.servers.AwsJsonServer.Refusal;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import software.amazon.awssdk.services.s3.S3Client;

/**
 * Redshift's Data API in front of PostgreSQL. Statements run aside, in the order given and in one transaction with its
 * own snapshot, and are asked for by their id. {@code COPY} is imitated: it reads the object from the S3 server and
 * inserts its lines, and numbers that are not quoted lose their last digits, as AWS warns ("COPY from JSON format",
 * Loss of numeric precision).
 *
 * <p>What it proves: the protocol of the Data API as the SDK speaks it; that a load is all or nothing, may be repeated
 * and may meet another one; that the sums are right; that the file can be read line by line. What it does not prove:
 * that Redshift takes the SQL (PostgreSQL's is near, not the same), what {@code COPY} makes of odd characters, how
 * Redshift locks and isolates, sorts and spreads ({@link RedshiftKeys}), its rights and its speed. Those are to be
 * tried on AWS.
 */
public final class RedshiftServer implements AutoCloseable {
    /** The role that may read the archive. */
    public static final String ROLE = "arn:aws:iam::000000000000:role/load";

    private static final String DATABASE = "history";
    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_]{0,62}");
    private static final Pattern COPY =
            Pattern.compile("COPY (\\w+) FROM 's3://([^/']+)/([^']+)' IAM_ROLE '([^']*)' FORMAT JSON 'auto' GZIP "
                    + "TIMEFORMAT 'auto' COMPUPDATE OFF STATUPDATE OFF");

    private final PostgresServer postgres;
    private final S3Client archive;
    private final String database;
    private final String role;
    private final Map<String, ObjectNode> statements = new ConcurrentHashMap<>();
    private final Map<String, JsonNode> results = new ConcurrentHashMap<>();
    private final Map<String, String> tokens = new ConcurrentHashMap<>();
    private final List<String> ran = new CopyOnWriteArrayList<>();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final AwsJsonServer server;
    private volatile String refused = "nothing";

    private RedshiftServer(PostgresServer postgres, S3Client archive, String database, String role) throws IOException {
        this.postgres = postgres;
        this.archive = archive;
        this.database = database;
        this.role = role;
        this.server = new AwsJsonServer(Map.of(
                "RedshiftData.ExecuteStatement",
                        request ->
                                submit(request, List.of(request.required("Sql").asText())),
                "RedshiftData.BatchExecuteStatement", request -> submit(request, texts(request.required("Sqls"))),
                "RedshiftData.DescribeStatement", request -> find(statements, request),
                "RedshiftData.GetStatementResult", request -> find(results, request)));
    }

    /**
     * Starts it with a PostgreSQL server of its own.
     *
     * @param archive where objects are loaded from
     */
    public static RedshiftServer start(S3Client archive) throws IOException, InterruptedException, SQLException {
        return start(archive, DATABASE, ROLE);
    }

    /**
     * Starts it with a database and a role of these names.
     *
     * @param archive where objects are loaded from, with the rights of the role
     * @param database lower-case letters, digits and underscores
     * @param role the only one that may load, by its ARN
     */
    public static RedshiftServer start(S3Client archive, String database, String role)
            throws IOException, InterruptedException, SQLException {
        if (!NAME.matcher(database).matches()) {
            throw new IllegalArgumentException("no name of a database: " + database);
        }
        PostgresServer postgres = PostgresServer.start();
        try (Connection connection = postgres.connect("postgres");
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE DATABASE " + database);
            try (Connection history = postgres.connect(database)) {
                RedshiftKeys.prepare(history);
            }
            return new RedshiftServer(postgres, archive, database, role);
        } catch (IOException | SQLException | RuntimeException e) {
            postgres.close();
            throw e;
        }
    }

    public URI endpoint() {
        return server.endpoint();
    }

    public String database() {
        return database;
    }

    /** All statements that were run so far, also in vain. */
    public List<String> ran() {
        return List.copyOf(ran);
    }

    /** From now on refuses statements that begin so, as Redshift does while it is busy with a table. */
    public void refuse(String statements) {
        refused = statements;
    }

    /** A connection to what is behind it, to look or to break things. */
    public Connection connect() throws SQLException {
        return postgres.connect(database);
    }

    private static List<String> texts(JsonNode array) {
        List<String> texts = new ArrayList<>();
        array.forEach(text -> texts.add(text.asText()));
        return texts;
    }

    /** The same request sent twice has the same token, and is one statement. */
    private JsonNode submit(JsonNode request, List<String> sqls) throws Refusal {
        if (!database.equals(request.path("Database").asText())
                || request.path("WorkgroupName").asText().isEmpty()) {
            throw new Refusal("ValidationException", "no such workgroup or database");
        }
        String fresh = UUID.randomUUID().toString();
        String known = tokens.putIfAbsent(request.required("ClientToken").asText(), fresh);
        if (known == null) {
            statements.put(fresh, description(fresh, "SUBMITTED"));
            threads.execute(() -> run(fresh, sqls));
        }
        return AwsJsonServer.JSON.createObjectNode().put("Id", known == null ? fresh : known);
    }

    private static ObjectNode description(String id, String status) {
        return AwsJsonServer.JSON.createObjectNode().put("Id", id).put("Status", status);
    }

    private static JsonNode find(Map<String, ? extends JsonNode> known, JsonNode request) throws Refusal {
        JsonNode found = known.get(request.required("Id").asText());
        if (found == null) {
            throw new Refusal("ResourceNotFoundException", "no such statement");
        }
        return found;
    }

    private void run(String id, List<String> sqls) {
        statements.put(id, description(id, "STARTED"));
        try (Connection connection = connect()) {
            connection.setAutoCommit(false);
            connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
            for (String sql : sqls) {
                run(id, connection, sql);
            }
            connection.commit();
            statements.put(id, description(id, "FINISHED"));
        } catch (Exception e) {
            statements.put(id, description(id, "FAILED").put("Error", "ERROR: " + e.getMessage()));
        }
    }

    private void run(String id, Connection connection, String sql) throws SQLException, IOException {
        ran.add(sql);
        if (sql.startsWith(refused)) {
            throw new SQLException("not now");
        }
        if (sql.startsWith("COPY")) {
            copy(connection, sql);
            return;
        }
        if (RedshiftKeys.isRun(connection, sql)) {
            return;
        }
        try (Statement statement = connection.createStatement()) {
            if (statement.execute(sql)) {
                results.put(id, records(statement.getResultSet()));
            }
        }
    }

    private void copy(Connection connection, String sql) throws SQLException, IOException {
        Matcher copy = COPY.matcher(sql);
        if (!copy.matches()) {
            throw new SQLException("this COPY is not imitated: " + sql);
        }
        if (!copy.group(4).equals(role)) {
            throw new SQLException("not authorized to assume " + copy.group(4));
        }
        String table = copy.group(1);
        String insert = "INSERT INTO %1$s SELECT * FROM json_populate_record(NULL::%1$s, ?::json)".formatted(table);
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(
                        new GZIPInputStream(archive.getObject(
                                request -> request.bucket(copy.group(2)).key(copy.group(3)))),
                        StandardCharsets.UTF_8));
                PreparedStatement statement = connection.prepareStatement(insert)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                statement.setString(1, rounded(line));
                statement.addBatch();
            }
            statement.executeBatch();
        }
    }

    /** COPY from JSON reads numbers as floating point, so whole numbers beyond 2 to the 53 come out as others. */
    private static String rounded(String line) throws IOException {
        ObjectNode post = (ObjectNode) AwsJsonServer.JSON.readTree(line);
        post.properties().forEach(field -> {
            if (field.getValue().isNumber()) {
                field.setValue(LongNode.valueOf((long) field.getValue().doubleValue()));
            }
        });
        return post.toString();
    }

    private static JsonNode records(ResultSet rows) throws SQLException {
        ObjectNode result = AwsJsonServer.JSON.createObjectNode();
        ArrayNode records = result.putArray("Records");
        while (rows.next()) {
            ArrayNode fields = records.addArray();
            for (int column = 1; column <= rows.getMetaData().getColumnCount(); column++) {
                ObjectNode field = fields.addObject();
                if (rows.getObject(column) == null) {
                    field.put("isNull", true);
                } else if (rows.getMetaData().getColumnType(column) == Types.BIGINT) {
                    field.put("longValue", rows.getLong(column));
                } else {
                    field.put("stringValue", rows.getString(column));
                }
            }
        }
        return result.put("TotalNumRows", records.size());
    }

    @Override
    public void close() {
        server.close();
        threads.close();
        postgres.close();
    }
}
