package dev.scalingstages.review.command;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command-line options that set the settings of the stages to synthesize. */
final class SettingOptions {
    static final String EXAMPLE = "alarmEmail=operations@example.com";

    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    private final List<String> settings = new ArrayList<>();

    @Option(
            names = {"-c", "--context"},
            paramLabel = "NAME=VALUE",
            description = "settings for the stages, as for ./cdk deploy")
    void add(List<String> given) {
        settings.clear();
        for (String setting : given) {
            if (setting.startsWith("stage=")) {
                throw new ParameterException(
                        command.commandLine(),
                        "the setting %s does not go with %s, whose arguments name the stages."
                                .formatted(setting, command.qualifiedName()));
            }
            if (setting.indexOf('=') < 1) {
                throw new ParameterException(
                        command.commandLine(),
                        "%s is not a setting; write NAME=VALUE, such as %s.".formatted(setting, EXAMPLE));
            }
            settings.add(setting);
        }
    }

    boolean isEmpty() {
        return settings.isEmpty();
    }

    /** Refuses settings where none of the arguments names a stage, which alone takes them. */
    void checkUse(Subject... subjects) {
        if (!isEmpty() && Stream.of(subjects).noneMatch(Subject::isStage)) {
            throw new ParameterException(
                    command.commandLine(),
                    "the setting %s applies to stages, and no stage is given.".formatted(settings.get(0)));
        }
    }

    /** The arguments of {@code ./cdk} for a stage with these settings. */
    List<String> words(int stage) {
        return words(stage, settings);
    }

    /** The arguments of {@code ./cdk} for a stage with default settings. */
    static List<String> defaults(int stage) {
        return words(stage, List.of());
    }

    private static List<String> words(int stage, List<String> settings) {
        return Stream.concat(Stream.of("stage=" + stage), settings.stream())
                .flatMap(setting -> Stream.of("-c", setting))
                .toList();
    }
}
