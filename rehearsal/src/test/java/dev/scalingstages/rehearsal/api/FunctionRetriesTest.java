package dev.scalingstages.rehearsal.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.scalingstages.rehearsal.api.Functions.FunctionException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Events that nobody waits for. */
class FunctionRetriesTest {
    @Test
    void failedEventIsTriedTwiceMore(@TempDir Path directory) throws Exception {
        Path code = Files.createDirectory(directory.resolve("code"));
        Files.writeString(code.resolve("index.mjs"), """
                import { appendFileSync, readFileSync } from "node:fs";
                export async function handler({ file, good }) {
                  appendFileSync(file, "x");
                  if (readFileSync(file).length < good) throw new Error("not yet");
                }
                """);
        Functions.Settings settings = new Functions.Settings(
                Path.of("node"),
                Path.of("functions"),
                Files.createDirectory(directory.resolve("functions")),
                code,
                300,
                Optional.empty(),
                443);
        try (Functions functions = new Functions(settings, new Policies("aws", "123456789012"), Played.PLACE)) {
            functions.put(
                    new Functions.Function("flaky", code, "index.handler", Map.of(), "role", Duration.ofHours(1), 128));
            Path third = directory.resolve("third");
            functions.invokeUntilDone("flaky", event(third, 3));
            assertThat(third).hasContent("xxx");
            Path never = directory.resolve("never");
            assertThatThrownBy(() -> functions.invokeUntilDone("flaky", event(never, 9)))
                    .isInstanceOf(FunctionException.class)
                    .hasMessage("Error: not yet");
            assertThat(never).hasContent("xxx");
        }
    }

    private static JsonNode event(Path file, int good) {
        return Played.json("{'file':'%s','good':%d}".formatted(file, good));
    }
}
