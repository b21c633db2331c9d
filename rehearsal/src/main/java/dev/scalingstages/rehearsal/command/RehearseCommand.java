package dev.scalingstages.rehearsal.command;

import dev.scalingstages.rehearsal.acts.Request;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;

/** What {@code ./rehearse} can be asked. */
@Command(
        name = "./rehearse",
        header = "Plays deploys on this machine: servers boot, people use the system, it grows, parts of it fail.",
        customSynopsis = {"./rehearse STAGE [STAGE ...] [OPTIONS]", ""},
        description = {
            "The first stage is deployed from nothing, each further one is a step of the same stack, and in the "
                    + "end the stack"
                    + " is deleted. In place of a stage a template can be named that ./cdk synth wrote, with "
                    + "its .assets.json"
                    + " beside.",
            "Linux and root only; about 3 GB of disk, and minutes."
        },
        parameterListHeading = "%n",
        exitCodeListHeading = "%nExit status:%n",
        exitCodeList = {
            "0:all was as it must be: deployed, nothing lost, nothing twice",
            "1:something was not, and is told; or nothing could be played"
        },
        footerHeading = "%n",
        footer = {
            "  ./rehearse 1",
            "  ./rehearse 3 4",
            "  ./rehearse 3 4 --fail --sample 5",
            "  ./rehearse 5 --lose server:web",
            "  ./rehearse 4 --shuffle 3 --seed 7"
        },
        sortOptions = false)
public final class RehearseCommand {
    @Parameters(
            arity = "0..*",
            paramLabel = "STAGE",
            description = "1 to 6, or a template's file",
            hideParamSyntax = true)
    private List<String> subjects = new ArrayList<>();

    @Option(names = "--all", description = "all stages from 1 to 6, one step after the other")
    private boolean isAll;

    @Option(
            names = "--fail",
            description = "each step fails on purpose at each resource that it creates or changes, before and after "
                    + "that is done,"
                    + " and is rolled back; in the end it is let through")
    private boolean isFailing;

    @Option(
            names = "--sample",
            paramLabel = "COUNT",
            description = "of these failures only so many, chosen by the seed")
    private Optional<String> sample;

    @Option(
            names = "--lose",
            paramLabel = "WHAT",
            description = "what is lost when the last stage serves: server:NAME, zone-a, zone-b, zone-c, primary, "
                    + "replica, lag (of"
                    + " a replica) or cache")
    private Optional<String> loss;

    @Option(
            names = "--servers",
            paramLabel = "COUNT",
            description = "how many servers a group has at most; 1 by default")
    private Optional<String> servers;

    @Option(names = "--scale", paramLabel = "FACTOR", description = "how much faster than AWS; 10 by default")
    private Optional<String> scale;

    @Option(
            names = "--shuffle",
            paramLabel = "COUNT",
            description = "plays it so many times, each time in another order that CloudFormation permits")
    private Optional<String> shuffles;

    @Option(names = "--seed", paramLabel = "NUMBER", description = "chooses orders and samples; 1 by default")
    private Optional<String> seed;

    @Option(names = "--people", paramLabel = "COUNT", description = "how many write and read; 4 by default, 0 for none")
    private Optional<String> people;

    @Option(
            names = "--report",
            paramLabel = "FOLDER",
            description = "for the reports; target/rehearsal/report by default")
    private Optional<String> report;

    @Option(names = "--json", description = "the result for machines")
    private boolean isJson;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "prints this")
    private boolean isHelpAsked;

    private RehearseCommand() {}

    /** Prints what can be asked. */
    public static void help(PrintWriter out) {
        commandLine(new RehearseCommand()).usage(out);
        out.flush();
    }

    /** Whether the arguments ask what can be asked. */
    public static boolean asksForHelp(List<String> arguments) {
        return arguments.contains("-h") || arguments.contains("--help");
    }

    /**
     * Reads the arguments.
     *
     * @param project the project's folder
     * @param caller the folder that the user is in
     * @throws MistakesException with everything that is wrong
     */
    public static Request read(List<String> arguments, Path project, Path caller) {
        RehearseCommand command = new RehearseCommand();
        CommandLine line = commandLine(command);
        line.getCommandSpec().parser().collectErrors(true);
        List<String> mistakes = new ArrayList<>();
        try {
            CommandLine.ParseResult result = line.parseArgs(arguments.toArray(String[]::new));
            result.errors().forEach(error -> mistakes.add(String.valueOf(error.getMessage())));
            result.unmatched().forEach(word -> mistakes.add("there is no option %s.".formatted(word)));
        } catch (ParameterException e) {
            mistakes.add(e.getMessage());
        }
        return new Reading(project, caller, mistakes).request(command.words());
    }

    private Reading.Words words() {
        return new Reading.Words(
                subjects, isAll, isFailing, sample, loss, servers, scale, shuffles, seed, people, report, isJson);
    }

    private static CommandLine commandLine(RehearseCommand command) {
        CommandLine line = new CommandLine(command)
                .setExpandAtFiles(false)
                .setOverwrittenOptionsAllowed(true)
                .setUnmatchedArgumentsAllowed(true)
                .setUnmatchedOptionsArePositionalParams(false)
                .setUsageHelpWidth(118)
                .setUsageHelpAutoWidth(false);
        line.getCommandSpec().parser().unmatchedOptionsAllowedAsOptionParameters(false);
        return line;
    }
}
