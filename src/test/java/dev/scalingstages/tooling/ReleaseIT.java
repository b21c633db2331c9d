package dev.scalingstages.tooling;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scalingstages.testing.BesideTheCdk;
import dev.scalingstages.testing.Row;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * {@code bin/release} makes a change set that CloudFormation rolls back when the stack's alarm goes off (S5.4).
 */
@BesideTheCdk
class ReleaseIT extends ReleaseScenario {
    private static final String NO_TRIGGERS =
            "--rollback-configuration {\"RollbackTriggers\":[],\"MonitoringTimeInMinutes\":0}";

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
}
