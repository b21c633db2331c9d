package dev.scalingstages.review.judge;

import dev.scalingstages.review.knowledge.Step;
import java.util.Set;
import java.util.SortedSet;

/** How data of this application gets back to where a lower stage reads it: the command that does it, or that there is none. */
final class MoveBack {
    private static final String QUEUE = "AWS::SQS::Queue";

    /** What a box has too, and gets back by a command of the workload. */
    private static final Set<String> OF_THE_BOX = Set.of("DATABASE_HOST", "CONTENT_BUCKET");

    private static final int SINGLE_SERVER = 1;
    private static final int SEPARATE_STORAGE = 2;

    private MoveBack() {}

    /** What to do about a stateful resource that variables name, before a deploy. */
    static String of(SortedSet<String> variables, String type, Step step) {
        return "%s Then say so: ./growth %d %d --data-moved."
                .formatted(how(variables, type, step), step.from(), step.to());
    }

    private static String how(SortedSet<String> variables, String type, Step step) {
        if (!step.isDown()) {
            return "Tell a reader of it, or move first what is in it.";
        }
        if (type.equals(QUEUE)) {
            return "Stop writes, and let the workers empty it: aws sqs get-queue-attributes has to show no message, in its"
                    + " dead letters neither. How: stages/6-data-platform/GROWTH.md, Roll back.";
        }
        if (step.to() == SINGLE_SERVER && variables.stream().anyMatch(OF_THE_BOX::contains)) {
            return (step.from() == SEPARATE_STORAGE
                            ? ""
                            : "Only a server of stage 2 knows both sides: go back to it first, ./growth %d %d. "
                                    .formatted(step.from(), SEPARATE_STORAGE))
                    + "At stage 2 withdraw-from-separate-storage hands the data back to the box, as long as the box has all"
                    + " of it; what was written since the move has to be copied to the box by hand, or given up. How:"
                    + " stages/2-separate-storage/GROWTH.md, Roll back.";
        }
        return "No command moves it back: stay at stage %d, or copy by hand what is in it to where stage %d reads, or give it up."
                .formatted(step.from(), step.to());
    }
}
