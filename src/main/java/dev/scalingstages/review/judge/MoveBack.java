package dev.scalingstages.review.judge;

import dev.scalingstages.review.knowledge.Step;
import dev.scalingstages.review.knowledge.WayBack;
import java.util.SortedSet;

/** How data gets back to where a lower stage reads it: the command that moves it, or a statement that there is none. */
final class MoveBack {
    private MoveBack() {}

    /** What to do about a stateful resource that variables name, before a deploy. */
    static String of(SortedSet<String> variables, String type, Judge.Deploy deploy) {
        Step step = deploy.step();
        String how = step.isDown()
                ? deploy.facts()
                        .wayBack(variables, type, step)
                        .map(way -> first(way, step) + way.how())
                        .orElseGet(() -> ("No command moves its data back: stay at stage %d, copy the data by hand to"
                                        + " where stage %d reads, or give it up.")
                                .formatted(step.from(), step.to()))
                : "Configure a reader with it, or move its data first.";
        return "%s Then confirm that: ./review growth %d %d --data-moved.".formatted(how, step.from(), step.to());
    }

    private static String first(WayBack way, Step step) {
        return way.via() == 0 || way.via() == step.from()
                ? ""
                : ("Only a server of stage %1$d can reach both: go back to that stage first, ./review growth"
                                + " %2$d %1$d. ")
                        .formatted(way.via(), step.from());
    }
}
