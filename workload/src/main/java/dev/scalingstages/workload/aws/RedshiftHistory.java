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
import java.util.zip.GZIPOutputStream;
import software.amazon.awssdk.services.redshiftdata.model.Field;
import software.amazon.awssdk.services.s3.S3Client;

/**
 * History in S3 and Redshift, at stage 6. A slice of posts is one object of gzipped JSON lines, under a key that follows from
 * its first and last post, and rows of the table {@code posts} that Redshift loads from it.
 *
 * <p>A load replaces rows by their ids and removes no others. A slice may come again, whole or what is left of it, and
 * rows that history alone still holds stay. While a slice is loaded, others wait, and so do queries of the table.
 *
 * <p>The SQL is what Redshift and PostgreSQL have in common, but for {@code COPY}, so that it can be tested.
 */
public final class RedshiftHistory implements History {
    /** How long a file of a slice may take to S3. */
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
            )""";

    private static final DateTimeFormatter TIMESTAMP =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss.SSS").withZone(ZoneOffset.UTC);

    private static final ObjectMapper JSON = new ObjectMapper();

    private final S3Client s3;
    private final RedshiftStatements statements;
    private final Settings settings;
    private volatile boolean isTableMade;

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
    public Summary store(PostId first, PostId last, Iterator<Post> posts) {
        String key = key(first, last);
        Summary summary = putObject(key, posts);
        if (summary.posts() > 0) {
            load(key);
        }
        return summary;
    }

    /** The day comes first, so that people find what they look for; the bucket is in the ids. */
    private static String key(PostId first, PostId last) {
        return "posts/" + LocalDate.ofInstant(first.createdAt(), ZoneOffset.UTC) + "/" + first + "-" + last
                + ".json.gz";
    }

    private Summary putObject(String key, Iterator<Post> posts) {
        try {
            Path file = Files.createTempFile("history", ".json.gz");
            try {
                Summary summary = write(file, posts);
                if (summary.posts() > 0) {
                    Calls.of(
                            "S3",
                            () -> s3.putObject(
                                    request -> request.bucket(settings.bucket())
                                            .key(key)
                                            .contentType("application/gzip")
                                            .overrideConfiguration(configuration -> configuration
                                                    .apiCallAttemptTimeout(PUT_LIMIT)
                                                    .apiCallTimeout(PUT_LIMIT)),
                                    file));
                }
                return summary;
            } finally {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UnavailableException("no room for a slice of history", e);
        }
    }

    private static Summary write(Path file, Iterator<Post> posts) throws IOException {
        Summary summary = Summary.NOTHING;
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file), 64 * 1024)) {
            while (posts.hasNext()) {
                Post post = posts.next();
                out.write(line(post));
                out.write('\n');
                summary = summary.plus(post);
            }
        }
        return summary;
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

    private void load(String key) {
        makeTable();
        statements.run(List.of(
                // Loads go one after the other: of two that store the same posts at once, both would add them. What a
                // transaction sees is settled by its first statement that reads or makes anything, so this comes first.
                "LOCK TABLE posts",
                "CREATE TEMPORARY TABLE loaded (LIKE posts)",
                "COPY loaded FROM " + quoted("s3://" + settings.bucket() + "/" + key) + " IAM_ROLE "
                        + quoted(settings.roleArn()) + " FORMAT JSON 'auto' GZIP TIMEFORMAT 'auto'",
                "DELETE FROM posts USING loaded WHERE posts.post_id = loaded.post_id",
                "INSERT INTO posts SELECT * FROM loaded"));
    }

    private void makeTable() {
        if (!isTableMade) {
            statements.run(List.of(TABLE));
            isTableMade = true;
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
                FROM posts WHERE post_id BETWEEN '%s' AND '%s'""".formatted(first, last));
        return new Summary(
                row.get(0).longValue(),
                new BigInteger(row.get(1).stringValue()),
                row.get(2).longValue());
    }
}
