package dev.scalingstages.rehearsal.acts;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * What is to be played.
 *
 * @param subjects deployed one after the other, the first one from nothing; at least one
 * @param fails whether each step fails on purpose at each of its resources before it is let through
 * @param sample how many of these failures are played, chosen by the seed; empty for all
 * @param loss what is lost when the last subject is deployed
 * @param servers how many servers a group has at most
 * @param scale how much faster than AWS
 * @param shuffles how many times it is played, each time in another permitted order; 0 for once, in the usual order
 * @param seed chooses orders and samples
 * @param people who write and read during the play; 0 for none
 * @param isJson whether the result is printed as JSON
 * @param report the folder for the reports
 */
public record Request(
        List<Subject> subjects,
        boolean fails,
        OptionalInt sample,
        Optional<Loss> loss,
        int servers,
        int scale,
        int shuffles,
        OptionalLong seed,
        int people,
        boolean isJson,
        Path report) {
    public Request {
        subjects = List.copyOf(subjects);
    }

    /** What is played, in words: "stage 3, then stage 4". */
    public String title() {
        return String.join(", then ", subjects.stream().map(Subject::name).toList());
    }
}
