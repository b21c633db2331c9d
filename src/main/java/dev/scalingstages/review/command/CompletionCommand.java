package dev.scalingstages.review.command;

import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Prints the script by which a shell completes this program's commands and options. */
@Command(
        name = "completion",
        header = "Prints the completion of commands and options for bash.",
        customSynopsis = {"source <(./review completion)", ""})
final class CompletionCommand implements Runnable, WithExample {
    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        spec.commandLine()
                .getOut()
                .print(AutoComplete.bash("review", spec.root().commandLine()));
    }

    @Override
    public String example() {
        return "source <(./review completion)";
    }
}
