package dev.scalingstages.steps;

import dev.scalingstages.review.plan.Outcome;
import dev.scalingstages.review.report.Names;
import java.util.stream.Collectors;

/** A timeline in Markdown. */
final class HowLong {
    private HowLong() {}

    static String print(Timeline timeline) {
        if (timeline.parts().isEmpty()) {
            return "A few minutes.\n";
        }
        return ("About %d minutes, by assumed times for little data: AWS publishes none, and a rehearsal shows"
                        + " yours. Resources that do not wait for each other change in parallel. Growing the database"
                        + " before the step is not counted.\n\n| From minute | Minutes | What |\n| ---: | ---: | ---"
                        + " |\n%s\n")
                .formatted(
                        timeline.minutes(),
                        timeline.parts().stream().map(HowLong::row).collect(Collectors.joining("\n")));
    }

    private static String row(Timeline.Part part) {
        Outcome outcome = part.change().outcome();
        String what = outcome == Outcome.ADDED
                ? "is created"
                : outcome == Outcome.INTERRUPTED ? "changes, with an interruption" : "changes";
        return "| %d | %d | %s %s |".formatted(part.start(), part.minutes(), Names.of(part.change()), what);
    }
}
