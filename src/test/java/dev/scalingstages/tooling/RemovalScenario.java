package dev.scalingstages.tooling;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** {@code bin/remove} before an account with a stack of a committed template. */
abstract class RemovalScenario {
    static final String THERE = "{}";
    static final String REVIEW = "scaling-stages-stage-3";
    static final String LIVE = "scaling-stages";

    Sandbox sandbox;
    CannedAws aws;

    @BeforeEach
    void account(@TempDir Path folder) {
        sandbox = new Sandbox(folder, "bin/remove", "bin/removal", "bin/operator")
                .with("REMOVE_POLL_SECONDS", "0")
                .with("AWS_REGION", "us-east-1")
                .systemCommands("node");
        aws = new CannedAws(sandbox);
        aws.answers("sts get-caller-identity", "{'Account':'111122223333'}");
    }

    Sandbox.Result run(String... arguments) {
        return sandbox.run("bin/remove", arguments);
    }

    Sandbox.Result execute() {
        return run(REVIEW, "--execute");
    }

    /** A stack at a stage with all that it keeps; returns what that is, by logical id. */
    Map<String, String> stack(int stage, String name) {
        return KeptResources.answer(aws, stage, name);
    }

    /** Adds to what the review stack lists: members of a resource, in JSON with ' for ". */
    void listing(int stage, String resource) {
        String resources = KeptResources.list(KeptResources.of(stage));
        aws.answers("cloudformation list-stack-resources", resources.replace("]}", ",{" + resource + "}]}"));
    }

    /** What the review stack goes through, from the first look at it on. */
    void statuses(String... statuses) {
        KeptResources.statuses(aws, REVIEW, statuses);
    }

    /** The stack is no longer listed by its name. */
    void isDeleted() {
        aws.answers("cloudformation describe-stacks", "error ValidationError Stack with id x does not exist");
    }

    /** The calls that change something, in their order. */
    List<String> changes() {
        return aws.calls().stream().filter(KeptResources::changes).toList();
    }

    /** Their operations, each once where it is repeated. */
    List<String> operations() {
        String operations = changes().stream()
                .map(call -> call.replaceFirst("^(\\S+ \\S+) .*", "$1\n"))
                .collect(Collectors.joining());
        return operations.replaceAll("(?m)^(.*\n)\\1+", "$1").lines().toList();
    }
}
