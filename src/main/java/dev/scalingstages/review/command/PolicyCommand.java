package dev.scalingstages.review.command;

import dev.scalingstages.review.report.StackPolicy;
import dev.scalingstages.review.template.Template;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Prints the stack policy that guards a template's stateful resources. */
@Command(
        name = "policy",
        header = "Prints the stack policy that forbids replacing or removing stateful resources.",
        customSynopsis = {"./review policy STAGE_OR_FILE [-c NAME=VALUE ...]", ""},
        description = {
            "It is JSON, for `aws cloudformation set-stack-policy --stack-policy-body`. It also forbids"
                    + " removing a single",
            "server that serves its own data."
        },
        parameterListHeading = "%n",
        exitCodeListHeading = "%nExit status:%n",
        exitCodeList = {"0:the policy is printed", "1:there is no policy, because of an error"},
        footerHeading = "%n",
        footer = {"  ./review policy 4", "  ./review policy deployed.json"})
final class PolicyCommand implements Callable<Integer>, WithExample {
    private final Surroundings surroundings;

    @Spec
    private CommandSpec spec;

    @Parameters(
            index = "0",
            arity = "0..1",
            paramLabel = "STAGE_OR_FILE",
            description = Subject.DESCRIPTION,
            hideParamSyntax = true)
    private Optional<String> subject;

    @Parameters(index = "1..*", arity = "0..*", hidden = true)
    private List<String> more = new ArrayList<>();

    @Mixin
    private SettingOptions settings;

    PolicyCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() {
        String named = subject.orElseThrow(() -> mistake("a stage or a template is needed."));
        if (!more.isEmpty()) {
            throw mistake("there are too many arguments: %s and %s. A policy is about one template."
                    .formatted(named, String.join(", ", more)));
        }
        Subject guarded = Subject.of(named, surroundings, spec);
        settings.checkUse(guarded);
        surroundings.comparer().start();
        try (Synthesis synthesis = new Synthesis(surroundings)) {
            Path file = guarded.isStage()
                    ? synthesis.start("after", settings.words(guarded.number())).template()
                    : guarded.file();
            Template template = Template.read(file);
            spec.commandLine()
                    .getOut()
                    .print(StackPolicy.print(
                            surroundings.application(),
                            template,
                            surroundings.comparer().compare(template, template)));
        }
        return 0;
    }

    @Override
    public String example() {
        return "./review policy 4, or ./review policy deployed.json";
    }

    private ParameterException mistake(String message) {
        return new ParameterException(spec.commandLine(), message);
    }
}
