package dev.scalingstages.workload.aws;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.scalingstages.workload.content.History;
import dev.scalingstages.workload.content.Post;
import dev.scalingstages.workload.content.PostId;
import dev.scalingstages.workload.content.UnavailableException;
import java.io.IOException;
import java.io.OutputStream;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.services.redshiftdata.model.Field;
import software.amazon.awssdk.services.s3.S3Client;

/**
 * History in S3 and Redshift, at stage 6. What is stored at once is one object of gzipped JSON lines, under a key that
 * follows from its first and last post, and rows of the table {@code posts} that Redshift loads from it by one {@code
 * COPY}.
 *
 * <p>A load replaces rows by their ids and removes no others. It may come again, whole or what is left of it, and rows
 * that history alone still holds stay. While one is loaded, others wait, and so do queries of the table. The table is
 * sorted by the posts' ids, which begin with the bucket and the time: so a load looks for its own rows between its first
 * and its last id, and Redshift reads no blocks of other buckets for it.
 *
 * <p>The SQL is what Redshift and PostgreSQL have in common, but for {@code COPY} and what belongs to the keys of a table,
 * so that it can be tested.
 */
public final class RedshiftHistory implements History {
    private static final Logger LOG = LoggerFactory.getLogger(RedshiftHistory.class);

    /** How long a file of a load may take to S3. */
    private static final Duration PUT_LIMIT = Duration.ofMinutes(2);

    private static final String TABLE = """
            CREATE TABLE IF NOT EXISTS posts (
              post_id     CHAR(32) NOT NULL,
              random_half BIGINT NOT NULL,
              owner_id    CHAR(16) NOT NULL,
              author_name VARCHAR(256) NOT NULL,
              body        VARCHAR(4096) NOT NULL,
              photo       SMALLINT NOT NULL,
              created_at  TIMESTAMP NOT NULL
            ) DISTKEY (post_id) SORTKEY (post_id)""";

    /** A row when the table is there: its place in the sort key, and whether rows are spread by it. */
    private static final String KEYS = """
            SELECT CAST(sortkey AS BIGINT), CAST(CASE WHEN distkey THEN 1 ELSE 0 END AS BIGINT)
            FROM pg_table_def WHERE tablename = 'posts' AND "column" = 'post_id'""";

    private static final String SORT = "ALTER TABLE posts ALTER SORTKEY (post_id)";
    private static final String DISTRIBUTE = "ALTER TABLE posts ALTER DISTSTYLE KEY DISTKEY post_id";

    private static final DateTimeFormatter TIMESTAMP =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss.SSS").withZone(ZoneOffset.UTC);

    private static final ObjectMapper JSON = new ObjectMapper();

    private final S3Client s3;
    private final RedshiftStatements statements;
    private final Settings settings;
    private volatile boolean tableExists;

    /**
     * @param bucket the archive's bucket
     * @param workgroup the warehouse
     * @param database the database in it
     * @param roleArn the role by which it reads the bucket
     */
    public record Settings(String bucket, String workgroup, String database, String roleArn) {}

    /** Makes history; its table is made with the first slice. */
    public RedshiftHistory(AwsClients clients, Settings settings) {
        this.s3 = clients.s3();
        this.statements = new RedshiftStatements(clients.redshiftData(), settings.workgroup(), settings.database());
        this.settings = settings;
    }

    @Override
    public Summary store(Iterator<Post> posts) {
        Written written = putObject(posts);
        if (written.summary().posts() > 0) {
            load(written);
        }
        return written.summary();
    }

    /** The contents of a file; without posts it has neither a first nor a last one. */
    private record Written(Optional<PostId> first, Optional<PostId> last, Summary summary) {
        /** The day comes first, so that people find what they look for; the bucket is in the ids. */
        String key() {
            return "posts/" + LocalDate.ofInstant(first.orElseThrow().createdAt(), ZoneOffset.UTC) + "/"
                    + first.orElseThrow() + "-" + last.orElseThrow() + ".json.gz";
        }
    }

    private Written putObject(Iterator<Post> posts) {
        try {
            Path file = Files.createTempFile("history", ".json.gz");
            try {
                Written written = write(file, posts);
                if (written.summary().posts() > 0) {
                    Calls.of(
                            "S3",
                            () -> s3.putObject(
                                    request -> request.bucket(settings.bucket())
                                            .key(written.key())
                                            .contentType("application/gzip")
                                            .overrideConfiguration(configuration -> configuration
                                                    .apiCallAttemptTimeout(PUT_LIMIT)
                                                    .apiCallTimeout(PUT_LIMIT)),
                                    file));
                }
                return written;
            } finally {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UnavailableException("no room for a load of history", e);
        }
    }

    private static Written write(Path file, Iterator<Post> posts) throws IOException {
        Optional<PostId> first = Optional.empty();
        Optional<PostId> last = Optional.empty();
        Summary summary = Summary.NOTHING;
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file), 64 * 1024)) {
            while (posts.hasNext()) {
                Post post = posts.next();
                out.write(line(post));
                out.write('\n');
                summary = summary.plus(post);
                first = first.or(() -> Optional.of(post.id()));
                last = Optional.of(post.id());
            }
        }
        return new Written(first, last, summary);
    }

    private static byte[] line(Post post) throws IOException {
        return JSON.writeValueAsBytes(JSON.createObjectNode()
                .put("post_id", post.id().toString())
                // COPY reads a bare number as floating point, and the last of its 64 bits would be lost. AWS advises
                // quotes.
                .put("random_half", Long.toString(post.id().low()))
                .put("owner_id", post.owner().toString())
                .put("author_name", loadable(post.authorName()))
                .put("body", loadable(post.body()))
                .put("photo", post.photo().number())
                .put("created_at", TIMESTAMP.format(post.id().createdAt())));
    }

    /** Redshift takes the character NUL for the end of a text. A blank is as long. */
    private static String loadable(String text) {
        return text.replace('\0', ' ');
    }

    private void load(Written written) {
        makeTable();
        statements.run(List.of(
                // Loads go one after the other: of two that store the same posts at once, both would add them. What a
                // transaction sees is settled by its first statement that reads or makes anything, so this comes first.
                "LOCK TABLE posts",
                "CREATE TEMPORARY TABLE loaded (LIKE posts)",
                // Its columns are compressed as those of the table; without this, COPY would look for a better way, and
                // count, each time.
                "COPY loaded FROM " + quoted("s3://" + settings.bucket() + "/" + written.key()) + " IAM_ROLE "
                        + quoted(settings.roleArn())
                        + " FORMAT JSON 'auto' GZIP TIMEFORMAT 'auto' COMPUPDATE OFF STATUPDATE OFF",
                "DELETE FROM posts USING loaded WHERE posts.post_id = loaded.post_id AND posts.post_id BETWEEN "
                        + quoted(written.first().orElseThrow().toString()) + " AND "
                        + quoted(written.last().orElseThrow().toString()),
                "INSERT INTO posts SELECT * FROM loaded"));
    }

    private void makeTable() {
        if (!tableExists) {
            statements.run(TABLE);
            giveKeys();
            tableExists = true;
        }
    }

    /**
     * Gives its keys to a table that was made without. Redshift notes them at once, under a short lock, and sorts what is
     * there aside. It refuses while it tidies up the table; then loads are slower, and the next run tries again.
     */
    private void giveKeys() {
        try {
            for (List<Field> keys : statements.query(KEYS)) {
                if (keys.get(0).longValue() != 1) {
                    statements.run(SORT);
                    LOG.info("the table of history is sorted by its posts' ids from now on");
                }
                if (keys.get(1).longValue() != 1) {
                    statements.run(DISTRIBUTE);
                    LOG.info("the table of history is spread by its posts' ids from now on");
                }
            }
        } catch (UnavailableException e) {
            LOG.warn("the table of history did not get its keys, and the next run tries again: {}", e.getMessage());
        }
    }

    private static String quoted(String text) {
        return "'" + text.replace("'", "''") + "'";
    }

    @Override
    public Summary summary(PostId first, PostId last) {
        makeTable();
        List<Field> row = statements.query("""
                SELECT COUNT(*),
                       CAST(COALESCE(SUM(CAST(random_half AS DECIMAL(38, 0))), 0) AS VARCHAR(40)),
                       COALESCE(SUM(OCTET_LENGTH(body)), 0)
                FROM posts WHERE post_id BETWEEN '%s' AND '%s'""".formatted(first, last)).getFirst();
        return new Summary(
                row.get(0).longValue(),
                new BigInteger(row.get(1).stringValue()),
                row.get(2).longValue());
    }
}
