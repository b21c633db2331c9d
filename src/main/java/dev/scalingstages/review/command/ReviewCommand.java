package dev.scalingstages.review.command;

import dev.scalingstages.review.template.InvalidTemplateException;
import java.io.PrintWriter;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** The program {@code ./review}: answers questions about templates before they are deployed. */
@Command(
        name = "./review",
        synopsisSubcommandLabel = "COMMAND",
        description = "Reviews CloudFormation templates before they are deployed.",
        optionListHeading = "%n",
        commandListHeading = "%nCommands:%n",
        footer = {
            "",
            "./review COMMAND --help says more about a command. The tab key completes commands and options in"
                    + " bash after",
            "  source <(./review completion)"
        })
public final class ReviewCommand implements Runnable, WithExample {
    /** The exit status when there is no answer. */
    static final int FAILED = 1;

    @Spec
    private CommandSpec spec;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            scope = ScopeType.INHERIT,
            description = "prints this help")
    private boolean isHelpAsked;

    private ReviewCommand() {}

    /**
     * Runs a command.
     *
     * @param arguments the command's name and its arguments
     * @return the exit status: 1 when there is no answer, else as the command says
     */
    public static int run(Surroundings surroundings, List<String> arguments, PrintWriter out, PrintWriter err) {
        return commandLine(surroundings).setOut(out).setErr(err).execute(arguments.toArray(String[]::new));
    }

    private static CommandLine commandLine(Surroundings surroundings) {
        return new CommandLine(new ReviewCommand())
                .addSubcommand(new GrowthCommand(surroundings))
                .addSubcommand(new PolicyCommand(surroundings))
                .addSubcommand(new CompletionCommand())
                .setExpandAtFiles(false)
                .setOverwrittenOptionsAllowed(true)
                .setUsageHelpWidth(118)
                .setUsageHelpAutoWidth(false)
                .setParameterExceptionHandler(new Mistakes())
                .setExecutionExceptionHandler(ReviewCommand::failed);
    }

    @Override
    public void run() {
        throw new ParameterException(
                spec.commandLine(), "no command is given; the commands are " + Mistakes.commands(spec) + ".");
    }

    @Override
    public String example() {
        return "./review growth 3 4";
    }

    /** Errors that a user can fix become a message; anything else is a defect, and keeps its stack trace. */
    private static int failed(Exception failure, CommandLine command, CommandLine.ParseResult result) throws Exception {
        if (failure instanceof InvalidTemplateException || failure instanceof SynthesisFailedException) {
            command.getErr().println(failure.getMessage());
            return FAILED;
        }
        throw failure;
    }
}
