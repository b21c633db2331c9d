package dev.scalingstages.review.command;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Explains what is wrong with the arguments and what is allowed, and gives an example. */
final class Mistakes implements IParameterExceptionHandler {
    @Override
    public int handleParseException(ParameterException mistake, String[] arguments) {
        CommandSpec command = mistake.getCommandLine().getCommandSpec();
        String name = command.qualifiedName();
        mistake.getCommandLine()
                .getErr()
                .printf(
                        "%s: %s%nFor example: %s. See %s --help.%n",
                        name, reason(mistake, command), ((WithExample) command.userObject()).example(), name);
        return ReviewCommand.FAILED;
    }

    private static String reason(ParameterException mistake, CommandSpec command) {
        if (mistake instanceof UnmatchedArgumentException unmatched) {
            String first = unmatched.getUnmatched().get(0);
            if (unmatched.isUnknownOption()) {
                return "there is no option %s; the options are %s.".formatted(first, options(command));
            }
            return command.subcommands().isEmpty()
                    ? "there is an unexpected argument: %s.".formatted(first)
                    : "there is no command %s; the commands are %s.".formatted(first, commands(command));
        }
        if (mistake instanceof MissingParameterException missing
                && missing.getMissing().get(0) instanceof OptionSpec option) {
            return "%1$s needs a setting after it, %2$s, such as %1$s %3$s."
                    .formatted(option.shortestName(), option.paramLabel(), SettingOptions.EXAMPLE);
        }
        return mistake.getMessage();
    }

    /** The names of a command's subcommands. */
    static String commands(CommandSpec command) {
        return listed(command.subcommands().keySet().stream());
    }

    private static String options(CommandSpec command) {
        return listed(command.options().stream()
                .map(option -> option.typeInfo().isBoolean() ? option.longestName() : option.shortestName())
                .sorted());
    }

    private static String listed(Stream<String> names) {
        List<String> all = new ArrayList<>(names.toList());
        String last = all.remove(all.size() - 1);
        return all.isEmpty() ? last : "%s and %s".formatted(String.join(", ", all), last);
    }
}
