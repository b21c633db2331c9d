package dev.scalingstages.tooling;

import java.util.List;

/**
 * Stands for the AWS command line in a sandbox: answers each call from a file, an answer a line, the last one for ever,
 * and records it. A call for which no answer stands there fails.
 */
final class CannedAws {
    /**
     * A file is named after the call, such as {@code ec2.describe-vpcs}; one with a word of the call behind it, such as
     * {@code ec2.describe-vpcs@vpc-1}, goes first. A line {@code error CODE MESSAGE} is told as the command line tells it, and {@code @file} is that
     * file. Commands of the shell alone, where they will do: a test calls this some hundred times.
     */
    private static final String BODY = """
            call=$1.$2
            file=answers/$call
            for word in "$@"; do
                case $word in
                */*) ;;
                *) if [ -e "answers/$call@$word" ]; then file=answers/$call@$word; fi ;;
                esac
            done
            if [ ! -e "$file" ]; then
                echo "no answer stands for $call" >&2
                exit 252
            fi
            next=''
            { IFS= read -r line; IFS= read -r next || true; } <"$file"
            if [ -n "$next" ]; then
                sed 1d "$file" >"$file.rest"
                mv "$file.rest" "$file"
            fi
            case $line in
            @*)
                cat "${line#@}"
                exit
                ;;
            esac
            case $line in
            error*)
                rest=${line#error }
                echo "An error occurred (${rest%% *}) when calling the $2 operation: ${rest#* }" >&2
                exit 254
                ;;
            esac
            printf '%s\\n' "$line"
            """;

    private final Sandbox sandbox;

    CannedAws(Sandbox sandbox) {
        this.sandbox = sandbox.command("aws", BODY);
    }

    /** Sets the answers to a call, such as {@code "ec2 describe-vpcs"}, in JSON; one without any " may have ' in its place. */
    CannedAws answers(String call, String... answers) {
        List<String> lines = List.of(answers).stream()
                .map(answer ->
                        answer.matches("(error |@).*") || answer.contains("\"") ? answer : answer.replace('\'', '"'))
                .map(answer -> answer.replaceAll("\\s*\\n\\s*", " "))
                .toList();
        sandbox.write("answers/" + call.replaceFirst(" ", "."), String.join("\n", lines) + "\n");
        return this;
    }

    /** Sets a file, which may be large, as the answer to a call. */
    CannedAws answersWithFile(String call, String json) {
        String file = "answers/" + call.replace(' ', '.') + ".json";
        sandbox.write(file, json);
        return answers(call, "@" + file);
    }

    /** The recorded calls of an operation, without {@code aws} and the options that each call has. */
    List<String> calls(String operation) {
        return calls().stream()
                .filter(call -> call.contains(" " + operation + " ") || call.endsWith(" " + operation))
                .toList();
    }

    List<String> calls() {
        return sandbox.calls("aws").stream()
                .map(call -> call.replaceFirst("^aws ", "").replaceFirst(" --region \\S+ --output json$", ""))
                .toList();
    }
}
