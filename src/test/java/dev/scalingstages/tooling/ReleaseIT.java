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
 * {@code bin/release} makes a change set that CloudFormation rolls back when the stack's alarm goes off (S5.4). What AWS
 * checks for free comes before it, and what was deployed can be tried after it.
 *
 * <p>AWS and {@code ./cdk} are recorders: what AWS would say stands in files, an answer a line, the last one for ever.
 */
@BesideTheCdk
class ReleaseIT {
    private static final String ACCOUNT = "111122223333";
    private static final String ALARM = "arn:aws:cloudwatch:us-east-1:" + ACCOUNT + ":alarm:scaling-stages";

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

    private Sandbox sandbox;

    @BeforeEach
    void updateOfAStackWithAnAlarm(@TempDir Path folder) {
        sandbox = new Sandbox(folder, "bin/release", "bin/release-facts.mjs")
                .with("RELEASE_POLL_SECONDS", "0")
                .systemCommands("node")
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

    private static final String NO_TRIGGERS =
            "--rollback-configuration {\"RollbackTriggers\":[],\"MonitoringTimeInMinutes\":0}";

    @Test
    @Row("S5.4")
    void rollsBackOnTheAlarmOfTheDeployedStack() {
        sandbox.run("bin/release", "5").succeeds();

        assertThat(call("create-change-set"))
                .contains("--stack-name scaling-stages ", "--change-set-type UPDATE ")
                .contains("--rollback-configuration {\"RollbackTriggers\":[{\"Arn\":\"" + ALARM
                        + "\",\"Type\":\"AWS::CloudWatch::CompositeAlarm\"}],\"MonitoringTimeInMinutes\":10}");
    }

    @Test
    void synthesizesUploadsAndDeploysInThisOrder() {
        sandbox.run("bin/release", "5", "-c", "alarmEmail=a@example.com");

        List<String> steps = sandbox.record().stream()
                .filter(call ->
                        call.matches("(cdk|check-account) .*|aws cloudformation (create|execute|update).*|.*events.*"))
                .map(call -> call.replaceAll("^(aws cloudformation [a-z-]+) .*", "$1"))
                .toList();
        assertThat(steps)
                .containsExactly(
                        "cdk synth --quiet --output target/release/assembly -c stage=5 -c alarmEmail=a@example.com",
                        "check-account --lookup-role --assembly target/release/assembly",
                        "cdk publish-assets scaling-stages --app target/release/assembly --unstable=publish-assets",
                        "aws cloudformation create-change-set",
                        "aws cloudformation describe-events",
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

        sandbox.run("bin/release", "5").succeeds();
        assertThat(call("create-change-set")).contains("--change-set-type CREATE ", NO_TRIGGERS);
    }

    @Test
    void clearsTheTriggerWhenTheNewTemplateHasNoAlarm() {
        template("{}");

        sandbox.run("bin/release", "4").succeeds();
        assertThat(call("create-change-set")).contains(NO_TRIGGERS);
    }

    @Test
    void deploysARepairWithoutTheAlarm() {
        sandbox.run("bin/release", "--without-alarm", "5").succeeds();
        assertThat(call("create-change-set")).contains(NO_TRIGGERS);
    }

    @Test
    void showsWhatFailedAfterARollback() {
        answers("after", "UPDATE_IN_PROGRESS", "UPDATE_ROLLBACK_IN_PROGRESS", "UPDATE_ROLLBACK_COMPLETE");

        sandbox.run("bin/release", "5").fails("Database CREATE_FAILED too large", "is UPDATE_ROLLBACK_COMPLETE");

        String token = call("execute-change-set").replaceFirst(".*--client-request-token (\\S+).*", "$1");
        assertThat(call("describe-stack-events")).contains("ClientRequestToken=='" + token + "'");
    }

    @Test
    void deploysNothingWhenNothingChanged() {
        answers(
                "change-set",
                "FAILED\tThe submitted information didn't contain changes. Submit different information.");

        assertThat(sandbox.run("bin/release", "5").succeeds().err()).contains("nothing to deploy");
        assertThat(call("delete-change-set")).contains("--change-set-name release-");
        assertThat(sandbox.record()).noneMatch(call -> call.contains("execute-change-set"));
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(delimiter = '|', textBlock = """
            role       | error: AccessDenied to sts:AssumeRole | AccessDenied to sts:AssumeRole     | aws cloudformation
            before     | error: AccessDenied                   | AccessDenied                       | create-change-set
            before     | UPDATE_IN_PROGRESS\tNone              | UPDATE_IN_PROGRESS, wait for that operation |
            before     | ROLLBACK_COMPLETE\tNone               | ROLLBACK_COMPLETE, ./cdk destroy -c stage=5 |
            before     | UPDATE_ROLLBACK_FAILED\tNone | UPDATE_ROLLBACK_FAILED, ./cdk rollback -c stage=5   |
            create     | error: AccessDenied                   | AccessDenied                       |
            change-set | FAILED\tTemplate error: no such resource | Template error: no such resource |
            validation | error: Invalid choice: describe-events | cannot be read, --accept-warnings |
            identity   | 999999999999\tarn:aws:sts::999999999999:assumed-role/deployer/session \
                       | 111122223333, 999999999999 | publish-assets
            """)
    void stopsWithTheReasonAndWhatToDo(String question, String answer, String said, String never) {
        answers(question, answer);

        assertThat(failure("5")).contains(said.split(", "));
        assertThat(sandbox.record()).noneMatch(call -> never != null && call.contains(never));
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

    @Test
    void stopsBeforeAnythingIsUploadedWhenTheAccountIsNotReady() {
        sandbox.script("bin/check-account", "echo 'problem quota of VPCs'; exit 1");

        assertThat(failure("5")).contains("problem quota of VPCs", "--without-account-check");
        assertThat(sandbox.calls("cdk")).noneMatch(call -> call.contains("publish-assets"));
        sandbox.run("bin/release", "--without-account-check", "5").succeeds();
    }

    @Test
    void stopsAtAWarningOfTheValidationUnlessItIsAccepted() {
        answers("validation", "WARN\tDatabase\tSERVICE_QUOTA\tmore instances than the quota allows");

        assertThat(failure("5")).contains("more instances than the quota allows", "--accept-warnings");
        assertThat(call("describe-events")).contains("--change-set-name arn:aws:cloudformation:change-set ");
        assertThat(call("delete-change-set")).isNotEmpty();
        sandbox.forgetCalls();
        sandbox.run("bin/release", "--accept-warnings", "5").succeeds();
        assertThat(call("execute-change-set")).isNotEmpty();
    }

    @Test
    void tellsWhatTheValidationFoundInAChangeSetThatFailed() {
        answers("change-set", "FAILED\tValidation failed");
        answers("validation", "FAIL\tDatabase\tNAME_CONFLICT\tscaling-stages-database exists");

        assertThat(failure("5")).contains("Validation failed", "scaling-stages-database exists");
    }

    @Test
    void onlyShowsAReview() {
        assertThat(sandbox.run("bin/release", "--review", "5").succeeds().err()).contains("nothing was deployed");
        assertThat(call("delete-change-set")).isNotEmpty();
        assertThat(sandbox.record()).noneMatch(call -> call.contains("execute-change-set"));
    }

    @Test
    void leavesTheAddressForSmoke() {
        sandbox.run("bin/release", "5");

        assertThat(sandbox.read("target/release/url")).isEqualTo("https://example.com\n");
    }

    @Test
    void knowsItsOptions() {
        assertThat(failure("--quickly")).contains("there is no option --quickly");
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
