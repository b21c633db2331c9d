package dev.scalingstages.workload.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a body of JSON may cost, whatever it is read into. */
class JsonTest {
    @SuppressWarnings("unchecked")
    private static Map<String, Object> read(String text) {
        return new Json().read(text.getBytes(StandardCharsets.UTF_8), Map.class);
    }

    @ParameterizedTest
    @MethodSource
    void whatCostsMuchIsRefused(String text) {
        assertThatExceptionOfType(Problem.class)
                .isThrownBy(() -> read(text))
                .satisfies(problem -> assertThat(problem.status()).isEqualTo(400));
    }

    static Stream<String> whatCostsMuchIsRefused() {
        return Stream.of(
                "{\"a\":" + "[".repeat(17) + "]".repeat(17) + "}",
                "{\"a\":" + "9".repeat(21) + "}",
                "{\"a\":0." + "9".repeat(21) + "}",
                "{\"" + "a".repeat(65) + "\":1}",
                "{\"a\":[" + "1,".repeat(100) + "1]}",
                IntStream.range(0, 60).mapToObj(i -> "\"a" + i + "\":1").collect(Collectors.joining(",", "{", "}")),
                "{\"a\":1,\"a\":1}",
                "{\"a\":{\"b\":{\"c\":1,\"d\":2,\"c\":3}}}",
                "{\"a\":\"" + "x".repeat(Request.LARGEST_JSON) + "\"}");
    }

    @Test
    void whatARequestNeedsIsRead() {
        assertThat(read("{\"size\":" + Long.MAX_VALUE + ",\"text\":\"" + "x".repeat(16_000) + "\"}"))
                .containsEntry("size", Long.MAX_VALUE);
    }
}
