package dev.scalingstages.tooling;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code bin/release} before a stack with an alarm that is to be updated. AWS and {@code ./cdk} are recorders: what AWS
 * would say stands in files, an answer a line, the last one for ever.
 */
abstract class ReleaseScenario {
    static final String ACCOUNT = "111122223333";
    static final String ALARM = "arn:aws:cloudwatch:us-east-1:" + ACCOUNT + ":alarm:scaling-stages";

    private static final String AWS = """
            answer() {
                line=$(head -n 1 "answers/$1")
                if [ "$(wc -l <"answers/$1")" -gt 1 ]; then
                    sed 1d "answers/$1" >"answers/rest"
                    mv "answers/rest" "answers/$1"
                fi
                case $line in
                error*) echo "$line" >&2; exit 254 ;;
                esac
                printf '%s\\n' "$line"
            }
            case $* in
            *get-caller-identity*) answer identity ;;
            *assume-role*) answer role ;;
            *create-change-set*) answer create ;;
            *'[Status,StatusReason]'*) answer change-set ;;
            *describe-stacks*DeploymentAlarmArn*) answer before ;;
            *describe-events*) answer validation ;;
            *describe-stacks*"'Url'"*) echo https://example.com ;;
            *StackStatus*) answer after ;;
            *describe-stack-events*) echo 'Database CREATE_FAILED too large' ;;
            esac
            case $1 in
            cloudformation) echo "by $AWS_ACCESS_KEY_ID $AWS_SESSION_TOKEN" >>"$RECORD" ;;
            esac
            """;

    @TempDir
    private Path folder;

    Sandbox sandbox;

    @BeforeEach
    void updateOfAStackWithAnAlarm() {
        sandbox = new Sandbox(folder, "bin/release", "bin/release-facts.mjs")
                .with("RELEASE_POLL_SECONDS", "0")
                .command("node", "exec '" + Sandbox.systemCommand("node") + "' \"$@\"")
                .command("aws", AWS)
                .script("bin/check-account", "")
                .script("cdk", "case $1 in synth) mkdir -p target/release; cp -R assembly target/release ;; esac");
        template("{\"DeploymentAlarmArn\": {}}");
        manifest("\"terminationProtection\": true, \"tags\": {\"system\": \"scaling-stages\"},");
        answers("identity", ACCOUNT + "\tarn:aws:sts::" + ACCOUNT + ":assumed-role/deployer/session");
        answers("role", "KEY\tSECRET\tTOKEN");
        answers("create", "arn:aws:cloudformation:change-set");
        answers("validation", "");
        answers("before", "UPDATE_COMPLETE\t" + ALARM);
        answers("change-set", "CREATE_IN_PROGRESS\tNone", "CREATE_COMPLETE\tNone");
        answers("after", "UPDATE_IN_PROGRESS", "UPDATE_COMPLETE_CLEANUP_IN_PROGRESS", "UPDATE_COMPLETE");
    }

    /** The message of a release that has to fail before anything is deployed. */
    String failure(String stage) {
        Sandbox.Result result = sandbox.run("bin/release", stage);
        assertThat(result.status()).isNotZero();
        assertThat(sandbox.record()).noneMatch(call -> call.contains("execute-change-set"));
        return result.err();
    }

    String call(String operation) {
        return sandbox.calls("aws").stream()
                .filter(call -> call.contains(" " + operation + " "))
                .findFirst()
                .orElseThrow(() -> new AssertionError("No call of " + operation + " in " + sandbox.record()));
    }

    void answers(String question, String... lines) {
        sandbox.write("answers/" + question, String.join("\n", lines) + "\n");
    }

    void template(String outputs) {
        sandbox.write("assembly/stack.template.json", "{\"Outputs\": " + outputs + "}");
    }

    void manifest(String properties) {
        sandbox.write("assembly/manifest.json", """
                {"artifacts": {
                  "scaling-stages.assets": {"type": "cdk:asset-manifest"},
                  "scaling-stages": {
                    "type": "aws:cloudformation:stack",
                    "environment": "aws://ACCOUNT/us-east-1",
                    "properties": {
                      PROPERTIES
                      "templateFile": "stack.template.json",
                      "assumeRoleArn": "arn:${AWS::Partition}:iam::ACCOUNT:role/deploy",
                      "cloudFormationExecutionRoleArn": "arn:${AWS::Partition}:iam::ACCOUNT:role/execution",
                      "stackTemplateAssetObjectUrl": "s3://assets-bucket/abc.json"
                    }
                  }
                }}
                """.replace("ACCOUNT", ACCOUNT).replace("PROPERTIES", properties));
    }
}
