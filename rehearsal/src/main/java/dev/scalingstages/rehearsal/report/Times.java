package dev.scalingstages.rehearsal.report;

import java.time.Duration;
import java.util.Locale;

/** Times in print. */
final class Times {
    private Times() {}

    /** Minutes and seconds, such as {@code 2:05}, with tenths below ten seconds. */
    static String clock(Duration time) {
        if (time.compareTo(Duration.ofSeconds(10)) < 0) {
            return String.format(Locale.ROOT, "0:%04.1f", Math.floor(time.toMillis() / 100.0) / 10);
        }
        return String.format(Locale.ROOT, "%d:%02d", time.toMinutes(), time.toSecondsPart());
    }

    /** A length in words, such as {@code 2 min 5 s}. */
    static String length(Duration time) {
        if (time.compareTo(Duration.ofMillis(50)) < 0) {
            return "under 0.1 s";
        }
        if (time.compareTo(Duration.ofSeconds(10)) < 0) {
            return String.format(Locale.ROOT, "%.1f s", time.toMillis() / 1000.0);
        }
        Duration rounded = time.plusMillis(500);
        if (rounded.toMinutes() == 0) {
            return rounded.toSeconds() + " s";
        }
        return rounded.toSecondsPart() == 0
                ? rounded.toMinutes() + " min"
                : rounded.toMinutes() + " min " + rounded.toSecondsPart() + " s";
    }

    /** A length on AWS, which is never exact: {@code about 12 min}. */
    static String about(Duration time) {
        if (time.compareTo(Duration.ofSeconds(1)) < 0) {
            return "under a second";
        }
        long minutes = Math.round(time.toSeconds() / 60.0);
        return minutes >= 2 ? "about " + minutes + " min" : "about " + Math.round(time.toMillis() / 1000.0) + " s";
    }

    /** Seconds, to the millisecond. */
    static double seconds(Duration time) {
        return time.toMillis() / 1000.0;
    }
}
