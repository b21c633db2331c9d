package dev.scalingstages.review.knowledge;

import dev.scalingstages.review.template.Template;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * From which stage to which a deploy goes. A template says its stage in its description; one that does not is of no
 * stage, and then nothing may leave that needs a step to be allowed.
 *
 * @param from the stage that is deployed, 1 to 6, or 0 when its template is of no stage
 * @param to the stage that is to be deployed, likewise
 */
public record Step(int from, int to) {
    private static final Pattern DESCRIPTION = Pattern.compile("^Stage ([1-6]) of 6\\b");

    /** The step between two templates. */
    public static Step between(Template before, Template after) {
        return new Step(stageOf(before), stageOf(after));
    }

    /** Whether the system gets smaller: what leaves then has to be kept, and is told. */
    public boolean isDown() {
        return isKnown() && to < from;
    }

    /** Whether the system grows. */
    public boolean isUp() {
        return isKnown() && to > from;
    }

    /** Whether the system grows from below a stage to it or beyond it. */
    public boolean enters(int stage) {
        return isUp() && from < stage && stage <= to;
    }

    /** Whether both templates are of a stage. */
    public boolean isKnown() {
        return from > 0 && to > 0;
    }

    private static int stageOf(Template template) {
        Matcher matcher =
                DESCRIPTION.matcher(template.json().path("Description").asText(""));
        return matcher.find() ? Integer.parseInt(matcher.group(1)) : 0;
    }
}
