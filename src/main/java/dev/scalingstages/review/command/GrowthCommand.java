package dev.scalingstages.review.command;

import dev.scalingstages.review.report.PlanFormat;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Shows what a deploy would do to a running stack. */
@Command(
        name = "growth",
        header = "Says what a deploy does to a running stack.",
        customSynopsis = {"./review growth BEFORE AFTER [-c NAME=VALUE ...] [--data-moved] [--json | --markdown]", ""},
        description = {
            "What is added, changed, interrupted, replaced and removed, what becomes of the data, and what cannot be undone.",
            "Works offline, from the templates. With the same stage twice, settings apply to AFTER only: what"
                    + " they change."
        },
        parameterListHeading = "%n",
        exitCodeListHeading = "%nExit status:%n",
        exitCodeList = {
            "0:nothing is lost",
            "2:something is lost, or CloudFormation would refuse the deploy",
            "3:unknown: no loss was found, but the templates have something that could be one and is not checked",
            "1:the templates could not be compared"
        },
        footerHeading = "%n",
        footer = {
            "  ./review growth 3 4",
            "  ./review growth 5 5 -c webMaximum=20",
            "  ./review growth 6 5 --data-moved",
            "  ./review growth deployed.json 4 -c domainName=www.example.com -c hostedZoneId=Z0123456789ABCDEFGHIJ",
            "  ./review growth stages/4-replicated-reads/template.json cdk.out/scaling-stages.template.json"
        })
final class GrowthCommand implements Callable<Integer>, WithExample {
    private final Surroundings surroundings;

    @Spec
    private CommandSpec spec;

    @Parameters(
            index = "0",
            arity = "0..1",
            paramLabel = "BEFORE",
            description = Subject.DESCRIPTION,
            hideParamSyntax = true)
    private Optional<String> before;

    @Parameters(index = "1", arity = "0..1", paramLabel = "AFTER", description = "likewise", hideParamSyntax = true)
    private Optional<String> after;

    @Parameters(index = "2..*", arity = "0..*", hidden = true)
    private List<String> more = new ArrayList<>();

    @Mixin
    private SettingOptions settings;

    @Option(
            names = "--data-moved",
            description = "confirms that data which AFTER does not read was moved to where AFTER reads it, or is"
                    + " given up; a way down is refused without it. It does not help if the deploy"
                    + " itself creates what takes over")
    private boolean isDataMoved;

    @Option(names = "--json", description = "prints the whole plan as JSON")
    private boolean isJson;

    @Option(names = "--markdown", description = "prints the plan as Markdown, for a pull request")
    private boolean isMarkdown;

    GrowthCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() {
        String deployed = before.orElseThrow(() -> mistake("two stages or templates are needed."));
        String next = after.orElseThrow(
                () -> mistake("only %s is given; a second stage or template is needed.".formatted(deployed)));
        if (!more.isEmpty()) {
            throw mistake("there are too many arguments: %s, %s and %s. Two are compared."
                    .formatted(deployed, next, String.join(", ", more)));
        }
        if (isJson && isMarkdown) {
            throw mistake("--json and --markdown exclude each other.");
        }
        Subject from = Subject.of(deployed, surroundings, spec);
        Subject to = Subject.of(next, surroundings, spec);
        settings.checkUse(from, to);
        surroundings.comparer().start();
        try (Synthesis synthesis = new Synthesis(surroundings)) {
            return answer(from, to, synthesis);
        }
    }

    @Override
    public String example() {
        return "./review growth 3 4, or ./review growth deployed.json 4";
    }

    /**
     * Synthesizes both stages at once. If they are the same stage, the question is about settings, which apply to the
     * new side only. Without any, one template serves as both sides.
     */
    private int answer(Subject from, Subject to, Synthesis synthesis) {
        boolean isSame = from.isStage() && from.equals(to);
        Optional<Synthesis.Run> old = from.isStage() && !(isSame && settings.isEmpty())
                ? Optional.of(synthesis.start(
                        "before", isSame ? SettingOptions.defaults(from.number()) : settings.words(from.number())))
                : Optional.empty();
        List<String> words = to.isStage() ? settings.words(to.number()) : List.of();
        Path next = to.isStage() ? synthesis.start("after", words).template() : to.file();
        Path deployed = old.map(Synthesis.Run::template).orElse(isSame ? next : from.file());
        return new GrowthQuestion(deployed, next, isDataMoved, words, format())
                .answer(surroundings, spec.commandLine().getOut());
    }

    private PlanFormat format() {
        return isJson ? PlanFormat.JSON : isMarkdown ? PlanFormat.MARKDOWN : PlanFormat.TEXT;
    }

    private ParameterException mistake(String message) {
        return new ParameterException(spec.commandLine(), message);
    }
}
