package dev.scalingstages.tooling;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scalingstages.testing.BesideTheCdk;
import dev.scalingstages.testing.Row;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * {@code bin/release} makes a change set that CloudFormation rolls back when the stack's alarm goes off (S5.4). AWS and
 * {@code ./cdk} are recorders: what AWS would say stands in files, an answer a line, the last one for ever.
 */
@BesideTheCdk
class ReleaseTest {
    private static final String ACCOUNT = "111122223333";
    private static final String ALARM = "arn:aws:cloudwatch:us-east-1:" + ACCOUNT + ":alarm:scaling-stages";
    private static final String NO_TRIGGERS =
            "--rollback-configuration {\"RollbackTriggers\":[],\"MonitoringTimeInMinutes\":0}";

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
            *StackStatus*) answer after ;;
            *describe-stack-events*) echo 'Database CREATE_FAILED too large' ;;
            esac
            case $1 in
            cloudformation) echo "by $AWS_ACCESS_KEY_ID $AWS_SESSION_TOKEN" >>"$RECORD" ;;
            esac
            """;

    @TempDir
    private Path folder;

    private Sandbox sandbox;

    @BeforeEach
    void updateOfAStackWithAnAlarm() {
        sandbox = new Sandbox(folder, "bin/release", "bin/release-facts.mjs")
                .with("RELEASE_POLL_SECONDS", "0")
                .command("node", "exec '" + Sandbox.systemCommand("node") + "' \"$@\"")
                .command("aws", AWS)
                .script("cdk", "case $1 in synth) mkdir -p target/release; cp -R assembly target/release ;; esac");
        template("{\"DeploymentAlarmArn\": {}}");
        manifest("\"terminationProtection\": true, \"tags\": {\"system\": \"scaling-stages\"},");
        answers("identity", ACCOUNT + "\tarn:aws:sts::" + ACCOUNT + ":assumed-role/deployer/session");
        answers("role", "KEY\tSECRET\tTOKEN");
        answers("create", "");
        answers("before", "UPDATE_COMPLETE\t" + ALARM);
        answers("change-set", "CREATE_IN_PROGRESS\tNone", "CREATE_COMPLETE\tNone");
        answers("after", "UPDATE_IN_PROGRESS", "UPDATE_COMPLETE_CLEANUP_IN_PROGRESS", "UPDATE_COMPLETE");
    }

    @Test
    @Row("S5.4")
    void rollsBackOnTheAlarmOfTheDeployedStack() {
        Sandbox.Result result = sandbox.run("bin/release", "5");

        assertThat(result.status()).as(result.err()).isZero();
        assertThat(call("create-change-set"))
                .contains("--stack-name scaling-stages ", "--change-set-type UPDATE ")
                .contains("--rollback-configuration {\"RollbackTriggers\":[{\"Arn\":\"" + ALARM
                        + "\",\"Type\":\"AWS::CloudWatch::CompositeAlarm\"}],\"MonitoringTimeInMinutes\":10}");
    }

    @Test
    void synthesizesUploadsAndDeploysInThisOrder() {
        sandbox.run("bin/release", "5", "-c", "alarmEmail=a@example.com");

        List<String> steps = sandbox.record().stream()
                .filter(call -> call.matches("cdk .*|aws cloudformation (create|execute|update).*"))
                .map(call -> call.replaceAll("^(aws cloudformation [a-z-]+) .*", "$1"))
                .toList();
        assertThat(steps)
                .containsExactly(
                        "cdk synth --quiet --output target/release/assembly -c stage=5 -c alarmEmail=a@example.com",
                        "cdk publish-assets scaling-stages --app target/release/assembly --unstable=publish-assets",
                        "aws cloudformation create-change-set",
                        "aws cloudformation execute-change-set",
                        "aws cloudformation update-termination-protection");
    }

    @Test
    void deploysTheUploadedTemplateWithTheRolesOfTheCdk() {
        sandbox.run("bin/release", "5");

        assertThat(call("create-change-set"))
                .contains("--template-url https://s3.us-east-1.amazonaws.com/assets-bucket/abc.json ")
                .contains("--role-arn arn:aws:iam::" + ACCOUNT + ":role/execution ")
                .contains("--tags [{\"Key\":\"system\",\"Value\":\"scaling-stages\"}] ")
                .contains("--region us-east-1");
        assertThat(call("assume-role")).contains("--role-arn arn:aws:iam::" + ACCOUNT + ":role/deploy ");
        assertThat(sandbox.calls("by")).isNotEmpty().allMatch("by KEY TOKEN"::equals);
    }

    @Test
    void createsAStackThatDoesNotExistWithoutAnAlarm() {
        answers("before", "error: Stack with id scaling-stages does not exist");
        answers("after", "REVIEW_IN_PROGRESS", "CREATE_IN_PROGRESS", "CREATE_COMPLETE");

        assertThat(sandbox.run("bin/release", "5").status()).isZero();
        assertThat(call("create-change-set")).contains("--change-set-type CREATE ", NO_TRIGGERS);
    }

    @Test
    void clearsTheTriggerWhenTheNewTemplateHasNoAlarm() {
        template("{}");

        assertThat(sandbox.run("bin/release", "4").status()).isZero();
        assertThat(call("create-change-set")).contains(NO_TRIGGERS);
    }

    @Test
    void deploysARepairWithoutTheAlarm() {
        assertThat(sandbox.run("bin/release", "--without-alarm", "5").status()).isZero();
        assertThat(call("create-change-set")).contains(NO_TRIGGERS);
    }

    @Test
    void showsWhatFailedAfterARollback() {
        answers("after", "UPDATE_IN_PROGRESS", "UPDATE_ROLLBACK_IN_PROGRESS", "UPDATE_ROLLBACK_COMPLETE");

        Sandbox.Result result = sandbox.run("bin/release", "5");

        assertThat(result.status()).isEqualTo(1);
        assertThat(result.err()).contains("Database CREATE_FAILED too large", "is UPDATE_ROLLBACK_COMPLETE");
        String token = call("execute-change-set").replaceFirst(".*--client-request-token (\\S+).*", "$1");
        assertThat(call("describe-stack-events")).contains("ClientRequestToken=='" + token + "'");
    }

    @Test
    void deploysNothingWhenNothingChanged() {
        answers(
                "change-set",
                "FAILED\tThe submitted information didn't contain changes. Submit different information.");

        Sandbox.Result result = sandbox.run("bin/release", "5");

        assertThat(result.status()).isZero();
        assertThat(result.err()).contains("nothing to deploy");
        assertThat(call("delete-change-set")).contains("--change-set-name release-");
        assertThat(sandbox.record()).noneMatch(call -> call.contains("execute-change-set"));
    }

    @Test
    void saysWhyCloudFormationRefusesAChangeSet() {
        answers("change-set", "FAILED\tTemplate error: no such resource");

        assertThat(failure("5")).contains("Template error: no such resource");
    }

    @Test
    void stopsWhenItMayNotTakeTheRole() {
        answers("role", "error: AccessDenied to sts:AssumeRole");

        assertThat(failure("5")).contains("AccessDenied to sts:AssumeRole");
        assertThat(sandbox.calls("aws")).noneMatch(call -> call.startsWith("aws cloudformation"));
    }

    @Test
    void stopsWhenTheChangeSetCannotBeMade() {
        answers("create", "error: AccessDenied");

        assertThat(failure("5")).contains("AccessDenied");
    }

    @Test
    void doesNotTakeAnyErrorForAMissingStack() {
        answers("before", "error: AccessDenied");

        assertThat(failure("5")).contains("AccessDenied");
        assertThat(sandbox.record()).noneMatch(call -> call.contains("create-change-set"));
    }

    @ParameterizedTest
    @CsvSource({
        "UPDATE_IN_PROGRESS, wait for that operation",
        "ROLLBACK_COMPLETE, ./cdk destroy -c stage=5",
        "UPDATE_ROLLBACK_FAILED, ./cdk rollback -c stage=5"
    })
    void saysWhatToDoWhenTheStackCannotBeUpdated(String status, String advice) {
        answers("before", status + "\tNone");

        assertThat(failure("5")).contains(status, advice);
    }

    @Test
    void refusesATemplateForAnotherAccount() {
        answers("identity", "999999999999\tarn:aws:sts::999999999999:assumed-role/deployer/session");

        assertThat(failure("5")).contains(ACCOUNT, "999999999999");
        assertThat(sandbox.calls("cdk")).noneMatch(call -> call.contains("publish-assets"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "0", "7", "production"})
    void wantsAStage(String stage) {
        assertThat(failure(stage)).contains("usage");
    }

    @ParameterizedTest
    @ValueSource(strings = {"181", "-1", "ten"})
    void wantsMinutesThatCloudFormationTakes(String minutes) {
        sandbox.with("RELEASE_MONITORING_MINUTES", minutes);

        assertThat(failure("5")).contains("RELEASE_MONITORING_MINUTES", minutes, "180");
    }

    /** The message of a release that has to fail before anything is deployed. */
    private String failure(String stage) {
        Sandbox.Result result = sandbox.run("bin/release", stage);
        assertThat(result.status()).isNotZero();
        assertThat(sandbox.record()).noneMatch(call -> call.contains("execute-change-set"));
        return result.err();
    }

    private String call(String operation) {
        return sandbox.calls("aws").stream()
                .filter(call -> call.contains(" " + operation + " "))
                .findFirst()
                .orElseThrow(() -> new AssertionError("No call of " + operation + " in " + sandbox.record()));
    }

    private void answers(String question, String... lines) {
        sandbox.write("answers/" + question, String.join("\n", lines) + "\n");
    }

    private void template(String outputs) {
        sandbox.write("assembly/stack.template.json", "{\"Outputs\": " + outputs + "}");
    }

    private void manifest(String properties) {
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
