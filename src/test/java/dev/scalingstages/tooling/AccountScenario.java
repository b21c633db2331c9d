package dev.scalingstages.tooling;

import dev.scalingstages.stage.ScalingStage;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** {@code bin/check-account} before a committed template and an account that has all; a test changes one answer. */
abstract class AccountScenario {
    static final String ACCOUNT = AccountThatHasAll.ACCOUNT;

    Sandbox sandbox;
    CannedAws aws;

    @BeforeEach
    void accountThatHasAll(@TempDir Path folder) {
        sandbox = new Sandbox(folder, "bin/check-account", "bin/account", "bin/operator")
                .systemCommands("node")
                .script("cdk", "mkdir -p target/check-account; cp -R assembly target/check-account");
        aws = new CannedAws(sandbox);
        AccountThatHasAll.answer(aws);
    }

    Sandbox.Result check(int stage) {
        return check(stage, ACCOUNT);
    }

    Sandbox.Result check(int stage, String account, String... options) {
        assembly(stage, account);
        String[] arguments = Stream.concat(Stream.of(options), Stream.of(String.valueOf(stage)))
                .toArray(String[]::new);
        return sandbox.run("bin/check-account", arguments);
    }

    void assembly(int stage, String account) {
        sandbox.write(
                "assembly/stack.template.json",
                Project.read("stages/" + ScalingStage.of(stage).slug() + "/template.json"));
        sandbox.write("assembly/manifest.json", """
                {"artifacts": {"scaling-stages": {
                  "type": "aws:cloudformation:stack",
                  "environment": "aws://%s/us-east-1",
                  "properties": {
                    "templateFile": "stack.template.json",
                    "requiresBootstrapStackVersion": 6,
                    "bootstrapStackVersionSsmParameter": "/cdk-bootstrap/hnb659fds/version",
                    "lookupRole": {"arn": "arn:${AWS::Partition}:iam::%s:role/lookup"},
                    "stackTemplateAssetObjectUrl": "s3://cdk-hnb659fds-assets-%s-us-east-1/abc.json"
                  }
                }}}
                """.formatted(account, account, account));
    }
}
