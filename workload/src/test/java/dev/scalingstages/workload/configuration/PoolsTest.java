package dev.scalingstages.workload.configuration;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How many connections a server may hold to each database, as the template says. */
class PoolsTest {
    private static final String SECRET = "arn:aws:secretsmanager:us-east-1:123456789012:secret:database-AbCdEf";

    @TempDir
    private Path directory;

    @Test
    void withoutAWordThereAreSixteen() throws IOException {
        Configuration read = read(Map.of());
        assertThat(read.databases().getFirst().connections()).isEqualTo(16);
        assertThat(read.accounts().orElseThrow().connections()).isEqualTo(16);
    }

    @Test
    void poolsAreAsLargeAsTheTemplateSays() throws IOException {
        Configuration read = read(Map.of("DATABASE_CONNECTIONS", "12", "ACCOUNTS_DATABASE_CONNECTIONS", "8"));
        assertThat(read.databases().getFirst().connections()).isEqualTo(12);
        assertThat(read.accounts().orElseThrow().connections()).isEqualTo(8);
    }

    @Test
    void whatIsSaidOfAllCountsForAccountsToo() throws IOException {
        assertThat(read(Map.of("DATABASE_CONNECTIONS", "12"))
                        .accounts()
                        .orElseThrow()
                        .connections())
                .isEqualTo(12);
    }

    private Configuration read(Map<String, String> more) throws IOException {
        Path authorities = Files.writeString(directory.resolve("authorities"), "x");
        Map<String, String> environment = new HashMap<>(Map.of(
                "DATABASE_NAME", "scaling",
                "DATABASE_HOST", "database.internal",
                "DATABASE_SECRET_ARN", SECRET,
                "DATABASE_CA_FILE", authorities.toString(),
                "ACCOUNTS_DATABASE_HOST", "accounts.internal",
                "ACCOUNTS_DATABASE_SECRET_ARN", SECRET + "3",
                "CONTENT_BUCKET", "content"));
        environment.putAll(more);
        return Configuration.read(List.of("write-api"), environment);
    }
}
