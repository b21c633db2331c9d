package dev.scalingstages.workload.configuration;

import java.util.List;

/** The environment is wrong. The message has a line for each problem. */
public final class ConfigurationException extends RuntimeException {
    private final List<String> problems;

    ConfigurationException(List<String> problems) {
        super("The environment of this server is wrong:\n  " + String.join("\n  ", problems));
        this.problems = List.copyOf(problems);
    }

    /** The problems, each in one line. */
    public List<String> problems() {
        return problems;
    }
}
