package dev.scalingstages.review.knowledge;

import dev.scalingstages.review.template.Template;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The stages of an application, and how a template shows which stage it is of.
 *
 * @param description what the description of a template of a stage begins with; its first group is the stage's number
 * @param all in the order in which the application grows through them
 */
public record Stages(Pattern description, List<Stage> all) {
    /** The stages of an application that has none. */
    static final Stages NONE = new Stages(Pattern.compile("(?!)"), List.of());

    public Stages {
        all = List.copyOf(all);
    }

    /** The stage with a number, if there is one. */
    public Optional<Stage> numbered(int number) {
        return all.stream().filter(stage -> stage.number() == number).findFirst();
    }

    /** The number of the stage that a template is of; 0 if it belongs to no stage. */
    public int of(Template template) {
        Matcher matcher =
                description.matcher(template.json().path("Description").asText(""));
        return matcher.lookingAt() ? Integer.parseInt(matcher.group(1)) : 0;
    }

    /** The step from one template to another. */
    public Step between(Template before, Template after) {
        return new Step(of(before), of(after));
    }
}
