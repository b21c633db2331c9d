package dev.scalingstages.rows;

import static dev.scalingstages.rows.AutoscaledDeploymentCheck.guard;
import static dev.scalingstages.rows.AutoscaledDeploymentCheck.patching;
import static org.assertj.core.api.Assertions.assertThat;

import dev.scalingstages.stage.ScalingStage;
import dev.scalingstages.testing.CloudTemplate;
import dev.scalingstages.testing.CloudTemplate.Resource;
import dev.scalingstages.testing.Mutant;
import dev.scalingstages.testing.Row;
import dev.scalingstages.testing.ServerFleet;
import dev.scalingstages.testing.StagesFrom;
import dev.scalingstages.testing.Templates;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** S5.4: deploys that keep capacity and undo themselves, patches on a schedule, a pipeline without stored keys. */
class AutoscaledDeploymentTest {
    private static final String ROLLING = "/UpdatePolicy/AutoScalingRollingUpdate";
    private static final Path WORKFLOW = Path.of(".github", "workflows", "deploy.yml");

    @StagesFrom(3)
    @Row("S5.4")
    @DisplayName("a rolling update keeps the minimum in service and rolls back when a server does not serve")
    void rollingUpdateKeepsCapacityAndRollsBack(ScalingStage stage) {
        assertThat(AutoscaledDeploymentCheck.rolling(Templates.of(stage))).isEmpty();
    }

    @ParameterizedTest
    @MethodSource
    @Row("S5.4")
    @DisplayName("the check objects to a deploy that loses capacity or goes on after a failure")
    void rollingCheckObjectsTo(Mutant mutant) {
        mutant.assertCaught(() -> Templates.of(ScalingStage.AUTOSCALED), AutoscaledDeploymentCheck::rolling);
    }

    static Stream<Mutant> rollingCheckObjectsTo() {
        return Stream.of(
                change("nothing stays in service", ROLLING + "/MinInstancesInService", "0", "keeps 0 in service"),
                change("servers are not waited for", ROLLING + "/WaitOnResourceSignals", "false", "wait for signals"),
                change("no time to boot", ROLLING + "/PauseTime", "\"PT1M\"", "time to boot"),
                change("a batch of half the fleet", ROLLING + "/MaxBatchSize", "6", "too large a batch"),
                change(
                        "half may fail",
                        ROLLING + "/MinSuccessfulInstancesPercent",
                        "50",
                        "does not roll back when a server fails"),
                change(
                        "AlarmNotification suspended",
                        ROLLING + "/SuspendProcesses",
                        "[\"HealthCheck\",\"AlarmNotification\"]",
                        "cannot grow"),
                change("no room to replace", "/Properties/MaxSize", "\"3\"", "no room"),
                change("created before it serves", "/CreationPolicy/ResourceSignal/Count", "0", "before its servers"),
                new Mutant(
                        "all at once",
                        template -> Mutant.remove(template, group(template), ROLLING),
                        "has no rolling update"));
    }

    @StagesFrom(5)
    @Row("S5.4")
    @DisplayName("one alarm says that users are hurt, and a release is undone by it")
    void releaseRollsBackOnAlarm(ScalingStage stage) throws IOException {
        assertThat(AutoscaledDeploymentCheck.guarded(Templates.of(stage))).isEmpty();
        Path release = Path.of("bin", "release");
        assertThat(release).isExecutable();
        assertThat(Files.readString(release))
                .contains("OutputKey=='DeploymentAlarmArn'")
                .contains("--rollback-configuration")
                .contains("RollbackTriggers")
                .contains("AWS::CloudWatch::CompositeAlarm");
    }

    @ParameterizedTest
    @MethodSource
    @Row("S5.4")
    @DisplayName("the check objects to an alarm that sees nothing")
    void guardCheckObjectsTo(Mutant mutant) {
        mutant.assertCaught(() -> Templates.of(ScalingStage.AUTOSCALED), AutoscaledDeploymentCheck::guarded);
    }

    static Stream<Mutant> guardCheckObjectsTo() {
        return Stream.of(
                rule("TRUE", "does not watch the door"),
                rule("FALSE", "does not watch the probe"),
                rule("ALARM(elsewhere)", "does not watch servers' errors"),
                new Mutant(
                        "all alarms at once",
                        template -> Mutant.put(
                                template,
                                guard(template),
                                "/Properties/AlarmRule",
                                guard(template).at("/AlarmRule").toString().replace(" OR ", " AND ")),
                        "several alarms at once"));
    }

    @StagesFrom(5)
    @Row("S5.4")
    @DisplayName("each server of each fleet is patched on a schedule, a few at a time")
    void serversArePatchedOnSchedule(ScalingStage stage) {
        assertThat(AutoscaledDeploymentCheck.patched(Templates.of(stage))).isEmpty();
    }

    @ParameterizedTest
    @MethodSource
    @Row("S5.4")
    @DisplayName("the check objects to servers that are not patched, or all at once")
    void patchingCheckObjectsTo(Mutant mutant) {
        mutant.assertCaught(() -> Templates.of(ScalingStage.AUTOSCALED), AutoscaledDeploymentCheck::patched);
    }

    static Stream<Mutant> patchingCheckObjectsTo() {
        return Stream.of(
                patches("a fleet is forgotten", "/Targets/0/Values", "[]", "patches reach"),
                patches("only a scan", "/Parameters/Operation", "[\"Scan\"]", "only looked for"),
                patches("all at once", "/MaxConcurrency", "\"100%\"", "at once"),
                patches("on after a failure", "/MaxErrors", "\"100%\"", "after a failure"),
                patches("no schedule", "/ScheduleExpression", "\"\"", "no schedule"));
    }

    @Test
    @Row("S5.4")
    @DisplayName("the pipeline tests, diffs and deploys, with GitHub's identity in place of stored keys")
    void pipelineTestsDiffsAndDeploysWithoutKeys() throws IOException {
        assertThat(AutoscaledPipelineCheck.violations(Files.readString(WORKFLOW)))
                .isEmpty();
    }

    @ParameterizedTest(name = "pipeline: {2}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "id-token: write        | id-token: none                             | has no identity token",
                "role-to-assume: .*     | aws-access-key-id: ${{ secrets.KEY }}      | long-lived key",
                "\\$\\{\\{ vars\\.AWS_DEPLOY_ROLE_ARN }} | ${{ secrets.AWS_ROLE }} | secret of AWS",
                "needs: diff            | needs: test                                | before it shows",
                "needs: test            | if: true                                   | before the tests",
                "@[0-9a-f]{40}          | @main                                      | is not pinned",
                "\\./cdk diff           | ./cdk ls                                   | what would change",
                "run: bin/check-account.* | run: 'true'                             | nobody asks the account",
                "\\./smoke .*          | true                                       | nobody tries",
                "environment: production | continue-on-error: false                  | nobody approves",
                "cancel-in-progress: false | cancel-in-progress: true                | cut off"
            })
    @Row("S5.4")
    @DisplayName("the check objects to a pipeline with keys, or in another order")
    void pipelineCheckObjectsTo(String pattern, String replacement, String objection) throws IOException {
        String worse = Files.readString(WORKFLOW).replaceAll(pattern.trim(), replacement.replace("$", "\\$"));
        assertThat(AutoscaledPipelineCheck.violations(worse))
                .as("%s", pattern)
                .anyMatch(violation -> violation.contains(objection));
    }

    private static Mutant change(String name, String pointer, String json, String objection) {
        return new Mutant(name, template -> Mutant.put(template, group(template), pointer, json), objection);
    }

    private static Mutant patches(String name, String property, String json, String objection) {
        return new Mutant(
                name, template -> Mutant.put(template, patching(template), "/Properties" + property, json), objection);
    }

    private static Mutant rule(String rule, String objection) {
        return new Mutant(
                "the rule is " + rule,
                template -> Mutant.put(template, guard(template), "/Properties/AlarmRule", "\"" + rule + "\""),
                objection);
    }

    private static Resource group(CloudTemplate template) {
        return new ServerFleet(template, "read-api").group();
    }
}
