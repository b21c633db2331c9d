package dev.scalingstages.workload.configuration;

import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * The variables of an environment. Reading one that is wrong notes the problem and goes on with a value that is never
 * used, so that all problems are found.
 */
final class Variables {
    private static final int LONGEST_SHOWN = 100;
    private static final URI NO_ADDRESS = URI.create("http://invalid");

    private final Map<String, String> values;
    private final List<String> problems = new ArrayList<>();

    Variables(Map<String, String> values) {
        this.values = Map.copyOf(values);
    }

    /** The problems that were found so far. */
    List<String> problems() {
        return List.copyOf(problems);
    }

    /** Notes a problem; a variable that is read twice is wrong once. */
    void problem(String text) {
        if (!problems.contains(text)) {
            problems.add(text);
        }
    }

    /** Whether a variable is set, and not empty. */
    boolean has(String name) {
        return !values.getOrDefault(name, "").isBlank();
    }

    /** The text of a variable, if it is set. */
    Optional<String> text(String name) {
        return has(name) ? Optional.of(values.get(name).strip()) : Optional.empty();
    }

    /** The text of a variable that must be set. */
    String needed(String name, String meaning, String example) {
        return text(name).orElseGet(() -> {
            problem(name + " is missing: " + meaning + ", such as " + example + ".");
            return example;
        });
    }

    /** A whole number within limits. */
    int number(String name, int usual, int least, int most) {
        return parsed(
                name,
                usual,
                text -> {
                    int number = Integer.parseInt(text);
                    if (number < least || number > most) {
                        throw new IllegalArgumentException("out of range");
                    }
                    return number;
                },
                "a number from " + least + " to " + most + ", such as " + usual);
    }

    /** A port, from 1 to 65535. */
    int port(String name, int usual) {
        return number(name, usual, 1, 65_535);
    }

    /**
     * Hosts with commas between them, each optionally followed by a colon and its port; an empty list when the variable
     * is not set.
     */
    List<InetSocketAddress> hosts(String name, int defaultPort) {
        return parsed(
                name,
                List.of(),
                text -> Arrays.stream(text.split(","))
                        .map(host -> parseHost(host.strip(), defaultPort))
                        .toList(),
                "host names with commas between them, such as replica-1.internal,replica-2.internal:3307");
    }

    private static InetSocketAddress parseHost(String text, int defaultPort) {
        int colon = text.indexOf(':');
        String host = colon < 0 ? text : text.substring(0, colon);
        if (host.isEmpty()) {
            throw new IllegalArgumentException("no host");
        }
        // An invalid port throws likewise.
        return InetSocketAddress.createUnresolved(
                host, colon < 0 ? defaultPort : Integer.parseInt(text.substring(colon + 1)));
    }

    /** A flag, {@code true} or {@code false}; false when it is not set. */
    boolean flag(String name) {
        return parsed(
                name,
                false,
                text -> switch (text) {
                    case "true" -> true;
                    case "false" -> false;
                    default -> throw new IllegalArgumentException("neither");
                },
                "true or false");
    }

    /** An HTTP address, if it is set. */
    Optional<URI> address(String name) {
        return has(name)
                ? Optional.of(parsed(
                        name, NO_ADDRESS, Variables::parseAddress, "an address such as " + "https://example.com"))
                : Optional.empty();
    }

    private static URI parseAddress(String text) {
        try {
            URI address = new URI(text);
            if (address.getHost() == null || !List.of("http", "https").contains(address.getScheme())) {
                throw new IllegalArgumentException("not an address");
            }
            return address;
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException(e);
        }
    }

    /** A readable file, which must exist. */
    Path file(String name, String meaning, String example) {
        String text = needed(name, meaning, example);
        if (!has(name)) {
            return Path.of(example);
        }
        return parsed(name, Path.of(example), Variables::parseFile, "a file that can be read, such as " + example);
    }

    private static Path parseFile(String text) {
        Path path = Path.of(text);
        if (!Files.isReadable(path) || Files.isDirectory(path)) {
            throw new IllegalArgumentException("cannot be read");
        }
        return path;
    }

    /** A directory, which need not exist yet. */
    Path directory(String name, String example) {
        return parsed(
                name,
                Path.of(example),
                text -> {
                    Path path = Path.of(text);
                    if (!path.isAbsolute()) {
                        throw new IllegalArgumentException("not absolute");
                    }
                    return path;
                },
                "the path of a directory from the root, such as " + example);
    }

    /** A secret's ARN. Its value is not shown: it is the place where somebody would put the secret itself. */
    String secretArn(String name) {
        String example = "arn:aws:secretsmanager:us-east-1:123456789012:secret:name";
        String arn = needed(name, "which secret has the database's credentials", example);
        if (!arn.matches("arn:[\\w-]+:secretsmanager:[\\w-]+:\\d{12}:secret:.+")) {
            problem(name + " is not the ARN of a secret (its value is not shown): such as " + example + ".");
        }
        return arn;
    }

    private <T> T parsed(String name, T usual, Function<String, T> parse, String allowed) {
        Optional<String> text = text(name);
        if (text.isEmpty()) {
            return usual;
        }
        try {
            return parse.apply(text.get());
        } catch (IllegalArgumentException e) {
            String shown = text.get().substring(0, Math.min(text.get().length(), LONGEST_SHOWN));
            problem(name + " is \"" + shown + "\": allowed is " + allowed + ".");
            return usual;
        }
    }
}
