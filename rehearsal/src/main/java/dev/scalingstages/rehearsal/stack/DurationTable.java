package dev.scalingstages.rehearsal.stack;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/**
 * The durations of {@code durations.tsv}, each with a source or as an estimate. They are the least that an operation
 * takes: an auto scaling group has none, since its servers boot in the play itself.
 */
public final class DurationTable implements Durations {
    /** How much faster the play is than AWS, unless asked otherwise. */
    public static final double USUAL_SCALE = 10;

    private final List<Row> rows;
    private final double scale;

    /**
     * @param when empty, {@code PROPERTY=VALUE}, {@code has PROPERTY} or {@code changes PROPERTY}
     */
    private record Row(String type, Operation operation, String when, Duration onAws) {
        static Row parse(String line) {
            String[] fields = line.split("\t", -1);
            if (fields.length != 5 || fields[4].isBlank()) {
                throw new IllegalStateException(
                        "durations.tsv: five fields are needed, the last one a source: " + line);
            }
            return new Row(
                    fields[0], Operation.valueOf(fields[1]), fields[2], Duration.ofSeconds(Long.parseLong(fields[3])));
        }

        boolean isAlways() {
            return when.isEmpty();
        }

        boolean applies(Declaration declaration, Set<String> changed) {
            if (isAlways()) {
                return true;
            }
            if (when.startsWith("has ")) {
                return declaration.properties().has(when.substring("has ".length()));
            }
            if (when.startsWith("changes ")) {
                return changed.contains(when.substring("changes ".length()));
            }
            String[] parts = when.split("=", 2);
            return declaration.text(parts[0]).equals(parts[1])
                    || declaration.attribute(parts[0]).asText().equals(parts[1]);
        }
    }

    private DurationTable(List<Row> rows, double scale) {
        this.rows = rows;
        this.scale = scale;
    }

    /**
     * The table.
     *
     * @param scale how much faster the play is than AWS, such as {@link #USUAL_SCALE}; positive
     */
    public static DurationTable scaledBy(double scale) {
        if (!(scale > 0)) {
            throw new IllegalArgumentException("the scale must be positive: " + scale);
        }
        try (InputStream table = DurationTable.class.getResourceAsStream("durations.tsv")) {
            return new DurationTable(
                    new String(table.readAllBytes(), StandardCharsets.UTF_8)
                            .lines()
                            .filter(line -> !line.startsWith("#") && !line.isBlank())
                            .map(Row::parse)
                            .toList(),
                    scale);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public Duration of(String type, Operation operation) {
        return longest(rows.stream()
                .filter(row -> row.type().equals(type) && row.operation() == operation && row.isAlways())
                .toList());
    }

    @Override
    public Duration of(Operation operation, Declaration declaration, Set<String> changed) {
        return longest(rows.stream()
                .filter(row -> row.type().equals(declaration.type()) && row.operation() == operation)
                .filter(row -> row.applies(declaration, changed))
                .toList());
    }

    @Override
    public Duration scaled(Duration onAws) {
        return Duration.ofNanos(Math.round(onAws.toNanos() / scale));
    }

    private Duration longest(List<Row> applying) {
        return applying.stream()
                .map(Row::onAws)
                .max(Duration::compareTo)
                .map(this::scaled)
                .orElse(Duration.ZERO);
    }
}
