package dev.scalingstages.tooling;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** {@code bin/remove} before an account with a stack of a committed template. */
abstract class RemovalScenario {
    static final String THERE = "{}";
    static final String REVIEW = "scaling-stages-stage-3";
    static final String LIVE = "scaling-stages";

    @TempDir
    private Path folder;

    Sandbox sandbox;
    CannedAws aws;

    @BeforeEach
    void account() {
        sandbox = new Sandbox(folder, "bin/remove", "bin/removal", "bin/operator")
                .with("REMOVE_POLL_SECONDS", "0")
                .with("AWS_REGION", "us-east-1")
                .command("node", "exec '" + Sandbox.systemCommand("node") + "' \"$@\"");
        aws = new CannedAws(sandbox);
        aws.answers("sts get-caller-identity", "{'Account':'111122223333'}");
    }

    Sandbox.Result run(String... arguments) {
        return sandbox.run("bin/remove", arguments);
    }

    /** A stack at a stage with all that it keeps; returns what that is, by logical id. */
    Map<String, String> stack(int stage, String name) {
        return KeptResources.answer(aws, stage, name);
    }

    static String template(int stage) {
        return KeptResources.template(stage);
    }

    static String resources(int stage) {
        return KeptResources.list(KeptResources.of(stage));
    }

    static String status(String status) {
        return KeptResources.status(REVIEW, status);
    }

    /** The calls that change something, in their order. */
    List<String> changes() {
        return aws.calls().stream().filter(KeptResources::changes).toList();
    }

    /** Their operations, each once where it is repeated. */
    List<String> operations() {
        List<String> operations = new ArrayList<>();
        for (String call : changes()) {
            String operation = call.replaceFirst("^(\\S+ \\S+) .*", "$1");
            if (operations.isEmpty() || !operations.get(operations.size() - 1).equals(operation)) {
                operations.add(operation);
            }
        }
        return operations;
    }
}
