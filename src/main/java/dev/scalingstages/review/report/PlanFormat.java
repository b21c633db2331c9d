package dev.scalingstages.review.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.scalingstages.review.knowledge.Stage;
import dev.scalingstages.review.knowledge.Step;
import dev.scalingstages.review.plan.Plan;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/** The output formats of a plan. */
public enum PlanFormat {
    /** For people, at a terminal. */
    TEXT {
        @Override
        String write(Plan plan, String deploy) {
            PlanReport report = new PlanReport(plan);
            return ReportWriter.text(title(plan), report.verdict(), withDeploy(plan, report.sections(), deploy));
        }
    },
    /** For machines. */
    JSON {
        @Override
        String write(Plan plan, String deploy) {
            return pretty(PlanJson.of(plan, deploy));
        }
    },
    /** For people, in a comment on a pull request. */
    MARKDOWN {
        @Override
        String write(Plan plan, String deploy) {
            PlanReport report = new PlanReport(plan);
            return "## %s%n%n**%s**%n%n"
                            .formatted(ReportWriter.escape(title(plan)), ReportWriter.escape(report.verdict()))
                    + ReportWriter.markdown(3, withDeploy(plan, report.sections(), deploy));
        }
    };

    /**
     * Prints a plan in this format.
     *
     * @param deploy the command that takes the step; empty when the templates do not come from this application
     */
    public String print(Plan plan, String deploy) {
        return write(plan, deploy);
    }

    abstract String write(Plan plan, String deploy);

    private static final DefaultIndenter LINES = new DefaultIndenter("  ", "\n");

    /** Indented JSON with a final line feed. */
    static String pretty(ObjectNode json) {
        try {
            DefaultPrettyPrinter printer =
                    new DefaultPrettyPrinter().withObjectIndenter(LINES).withArrayIndenter(LINES);
            return new ObjectMapper().writer(printer).writeValueAsString(json) + "\n";
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The title of a step. */
    private static String title(Plan plan) {
        return plan.application()
                .stages()
                .numbered(plan.step().to())
                .map(to -> title(plan.step(), to))
                .orElse("What this deploy does");
    }

    private static String title(Step step, Stage to) {
        if (step.isDown()) {
            return "Stage %d back to stage %d: %s".formatted(step.from(), to.number(), to.purpose());
        }
        return step.from() == step.to()
                ? "What this deploy does at stage %d".formatted(to.number())
                : "Stage %s to stage %d: %s".formatted(step.from() == 0 ? "?" : step.from(), to.number(), to.purpose());
    }

    private static List<Section> withDeploy(Plan plan, List<Section> sections, String deploy) {
        List<Section> all = new ArrayList<>(sections);
        if (!deploy.isEmpty() && plan.isSafe()) {
            all.add(new Section("Deploy", deploy, List.of()));
        }
        return all;
    }
}
