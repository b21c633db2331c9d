package dev.scalingstages.rehearsal.acts;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.scalingstages.rehearsal.report.Timeline;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** What the review said of the steps before they were played: answers of {@code ./review growth --json}. */
public final class Plans {
    private static final ObjectMapper JSON = new ObjectMapper();

    private Plans() {}

    /** Where the answer for a step is kept, which is counted from 1. */
    public static Path file(Path project, int step) {
        return project.resolve("target/rehearsal/assembly/growth-%d.json".formatted(step));
    }

    /** Notes what the plan said of a step beside what was played. */
    static void compare(Path project, int step, String name, Timeline timeline, Played played) throws IOException {
        Path file = file(project, step);
        if (!Files.exists(file)) {
            return;
        }
        JsonNode plan = JSON.readTree(file.toFile());
        timeline.compare(name, summary(plan), played.words());
        List<String> interruptions = interruptions(plan);
        if (!interruptions.isEmpty()) {
            timeline.compare(
                    name + ", interruptions",
                    String.join("; ", interruptions),
                    "writes refused during %d s, reads during %d s"
                            .formatted(
                                    played.writes().toSeconds(), played.reads().toSeconds()));
        }
    }

    /**
     * What a step did.
     *
     * @param writes how long writes were refused
     * @param reads how long reads were refused
     */
    record Played(boolean success, Duration writes, Duration reads, int problems) {
        private String words() {
            return "%s, %s"
                    .formatted(
                            success ? "deployed" : "failed",
                            problems == 0 ? "nothing lost" : problems + " things not as they must be");
        }
    }

    private static String summary(JsonNode plan) {
        List<String> counts = new ArrayList<>();
        plan.path("summary").properties().stream()
                .filter(count -> count.getValue().asInt() > 0)
                .forEach(count -> counts.add("%d %s"
                        .formatted(count.getValue().asInt(), count.getKey().toLowerCase(java.util.Locale.ROOT))));
        return "%s (%s)"
                .formatted(
                        plan.path("verdict")
                                .asText()
                                .toLowerCase(java.util.Locale.ROOT)
                                .replace('_', ' '),
                        String.join(", ", counts));
    }

    private static List<String> interruptions(JsonNode plan) {
        List<String> found = new ArrayList<>();
        for (JsonNode resource : plan.path("resources")) {
            if (!resource.path("outcome").asText().equals("INTERRUPTED")) {
                continue;
            }
            for (JsonNode property : resource.path("properties")) {
                for (JsonNode effect : property.path("effects")) {
                    found.add("%s: %s, %s"
                            .formatted(
                                    resource.path("logicalId").asText(),
                                    effect.path("what").asText(),
                                    effect.path("duration").asText()));
                }
            }
        }
        return found.stream().distinct().toList();
    }
}
