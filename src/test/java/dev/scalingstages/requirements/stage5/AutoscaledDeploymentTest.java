package dev.scalingstages.requirements.stage5;

import static dev.scalingstages.testing.Edits.remove;
import static dev.scalingstages.testing.Edits.replace;
import static dev.scalingstages.testing.Edits.set;
import static dev.scalingstages.testing.Mutant.caughtBy;
import static dev.scalingstages.testing.Mutant.mutant;
import static dev.scalingstages.testing.TemplateResources.areOf;
import static dev.scalingstages.testing.TemplateValues.attribute;
import static dev.scalingstages.testing.TemplateValues.object;
import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.scalingstages.requirements.stage3.LoadBalancedDoorCheck;
import dev.scalingstages.stage.ScalingStage;
import dev.scalingstages.testing.CdkTemplates;
import dev.scalingstages.testing.CloudTemplate;
import dev.scalingstages.testing.CloudTemplate.Resource;
import dev.scalingstages.testing.Edits.Edit;
import dev.scalingstages.testing.Mutant;
import dev.scalingstages.testing.Row;
import dev.scalingstages.testing.ServerFleet;
import dev.scalingstages.testing.StagesFrom;
import dev.scalingstages.testing.TemplateText;
import dev.scalingstages.testing.Templates;
import dev.scalingstages.testing.Violations;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awscdk.assertions.Capture;
import software.amazon.awscdk.assertions.Match;
import software.amazon.awscdk.assertions.Template;

/** S5.4: deploys that keep capacity and undo themselves, a pipeline without stored keys. */
class AutoscaledDeploymentTest {
    private static final String GROUP = "AWS::AutoScaling::AutoScalingGroup";

    /** Processes without which a fleet cannot grow in the middle of a deploy, or a deploy cannot work at all. */
    private static final List<String> NEVER_SUSPENDED =
            List.of("AlarmNotification", "Launch", "Terminate", "AddToLoadBalancer", "InstanceRefresh");

    /** At most, but with large transactions. Source: Amazon RDS User Guide, Multi-AZ failover. */
    private static final int FAILOVER_SECONDS = 120;

    private static final String ROLLING = "/UpdatePolicy/AutoScalingRollingUpdate";
    private static final Path WORKFLOW = Path.of(".github", "workflows", "deploy.yml");

    @StagesFrom(3)
    @Row("S5.4")
    @DisplayName("a rolling update keeps the minimum in service and rolls back when a server does not serve")
    void rollingUpdateKeepsCapacityAndRollsBack(ScalingStage stage) {
        rollsBack(CdkTemplates.of(stage));
        assertThat(rolling(Templates.of(stage))).isEmpty();
    }

    @TestFactory
    @Row("S5.4")
    DynamicNode rollingCheckObjectsTo() {
        return caughtBy(
                CdkTemplates.check(AutoscaledDeploymentTest::rollsBack).and(AutoscaledDeploymentTest::rolling),
                ScalingStage.AUTOSCALED,
                change(set(ROLLING + "/MinInstancesInService", 0), "keeps 0 in service"),
                change(set(ROLLING + "/MaxBatchSize", 6), "too large a batch"),
                change(set("MaxSize", "3"), "no room"),
                change(set("/CreationPolicy/ResourceSignal/Count", 0), "before its servers"),
                change(set(ROLLING + "/WaitOnResourceSignals", false), "but only 2 match"),
                change(set(ROLLING + "/PauseTime", "PT1M"), "but only 2 match"),
                change(set(ROLLING + "/MinSuccessfulInstancesPercent", 50), "but only 2 match"),
                change(set(ROLLING + "/SuspendProcesses/-", "AlarmNotification"), "suspends AlarmNotification"),
                change(remove(ROLLING), "but only 2 match"));
    }

    @StagesFrom(5)
    @Row("S5.4")
    @DisplayName("one alarm says that users are hurt, and a release is undone by it")
    void releaseRollsBackOnAlarm(ScalingStage stage) throws IOException {
        Capture guard = new Capture();
        Template template = CdkTemplates.of(stage);
        template.hasOutput("DeploymentAlarmArn", Map.of("Value", attribute(guard, "Arn")));
        areOf(template, "AWS::CloudWatch::CompositeAlarm", guard);
        assertThat(guarded(Templates.of(stage))).isEmpty();
        Path release = Path.of("bin", "release");
        assertThat(release).isExecutable();
        assertThat(Files.readString(release))
                .contains("OutputKey=='DeploymentAlarmArn'")
                .contains("--rollback-configuration")
                .contains("RollbackTriggers")
                .contains("AWS::CloudWatch::CompositeAlarm");
    }

    @TestFactory
    @Row("S5.4")
    DynamicNode guardCheckObjectsTo() {
        return caughtBy(
                AutoscaledDeploymentTest::guarded,
                ScalingStage.AUTOSCALED,
                rule("TRUE", "does not watch the door"),
                rule("FALSE", "does not watch the probe"),
                rule("ALARM(elsewhere)", "does not watch servers' errors"),
                mutant(all -> guard(all), replace("AlarmRule", " OR ", " AND "), "several alarms at once"));
    }

    @StagesFrom(5)
    @Row("S5.4")
    @DisplayName("a failover of the database, which a change of its class is, rolls no release back")
    void aFailoverRollsNothingBack(ScalingStage stage) {
        assertThat(tooQuick(Templates.of(stage))).isEmpty();
    }

    @Test
    @Row("S5.4")
    void theCheckObjectsToAShortAlarm() {
        CloudTemplate template = Templates.of(ScalingStage.AUTOSCALED);
        guardsOfServers(template).forEach(alarm -> template.mutate(alarm, set("EvaluationPeriods", 3)));
        assertThat(tooQuick(template)).hasSize(2);
    }

    /** Alarms of the guard on what servers answer; the load balancer's own errors and the probe know no database. */
    private static List<Resource> guardsOfServers(CloudTemplate template) {
        return CloudTemplate.references(guard(template).at("/AlarmRule")).stream()
                .map(template::resource)
                .filter(alarm -> Set.of("HTTPCode_Target_5XX_Count", "TargetResponseTime")
                        .contains(alarm.text("/MetricName")))
                .toList();
    }

    /** Two minutes of errors touch three minutes of the clock. */
    private static List<String> tooQuick(CloudTemplate template) {
        List<Resource> alarms = guardsOfServers(template);
        assertThat(alarms).hasSize(2);
        return alarms.stream()
                .filter(alarm -> (alarm.number("/EvaluationPeriods") - 1) * alarm.number("/Period") <= FAILOVER_SECONDS)
                .map(Resource::logicalId)
                .toList();
    }

    /** A server that does not say in time that it serves ends the deploy, and nothing keeps a fleet from growing. */
    private static void rollsBack(Template template) {
        template.allResources(
                GROUP,
                Map.of(
                        "UpdatePolicy",
                        Map.of(
                                "AutoScalingRollingUpdate",
                                Map.ofEntries(
                                        entry("WaitOnResourceSignals", true),
                                        // CloudFormation's default is all of them.
                                        entry("MinSuccessfulInstancesPercent", Match.absent()),
                                        entry("PauseTime", Match.stringLikeRegexp("^PT([5-9]|[1-5]\\d)M$"))))));
        for (String process : NEVER_SUSPENDED) {
            assertThat(template.findResources(
                            GROUP,
                            object(
                                    "UpdatePolicy/AutoScalingRollingUpdate/SuspendProcesses",
                                    Match.arrayWith(List.of(process)))))
                    .as("a deploy suspends %s", process)
                    .isEmpty();
        }
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
                "if: github\\.ref .* | if: always()                                | another branch",
                "cancel-in-progress: false | cancel-in-progress: true                | cut off"
            })
    @Row("S5.4")
    void pipelineCheckObjectsTo(String pattern, String replacement, String objection) throws IOException {
        String worse = Files.readString(WORKFLOW).replaceAll(pattern.trim(), replacement.replace("$", "\\$"));
        assertThat(AutoscaledPipelineCheck.violations(worse))
                .as("%s", pattern)
                .anyMatch(violation -> violation.contains(objection));
    }

    private static Mutant change(Edit edit, String objection) {
        return mutant(all -> group(all), edit, objection);
    }

    private static Mutant rule(String rule, String objection) {
        return mutant(all -> guard(all), set("AlarmRule", rule), objection);
    }

    private static Resource group(CloudTemplate template) {
        return new ServerFleet(template, "read-api").group();
    }

    /** The alarm that a deploy's rollback triggers name. */
    static Resource guard(CloudTemplate template) {
        return template.target(template.json().at("/Outputs/DeploymentAlarmArn/Value"));
    }

    /** Rolling updates that keep capacity: figures to compare. */
    static List<String> rolling(CloudTemplate template) {
        return Violations.ofEach(ServerFleet.all(template), (violations, fleet) -> {
            JsonNode update = fleet.group().json().at("/UpdatePolicy/AutoScalingRollingUpdate");
            JsonNode signals = fleet.group().json().at("/CreationPolicy/ResourceSignal");
            int inService = update.path("MinInstancesInService").asInt();
            String name = "the " + fleet.component();
            violations
                    .unless(update.isObject(), name + " has no rolling update")
                    .unless(inService == fleet.minimum() && inService > 0, name + " keeps " + inService + " in service")
                    .unless(inService < fleet.maximum(), name + " has no room to replace a server")
                    .unless(
                            update.path("MaxBatchSize").asInt() <= Math.max(1, fleet.maximum() / 3),
                            name + " is replaced in too large a batch")
                    .unless(
                            signals.path("Count").asInt() == fleet.minimum(),
                            name + " is created before its servers serve");
        });
    }

    /** One alarm for what hurts users: no answer at the door, errors of the servers, no answer from outside. */
    static List<String> guarded(CloudTemplate template) {
        Resource guard = guard(template);
        String rule = TemplateText.of(guard.at("/AlarmRule"));
        List<Resource> watched = template.resources("AWS::CloudWatch::Alarm").stream()
                .filter(alarm -> rule.contains("ALARM(\"${" + alarm.logicalId() + "}\")"))
                .toList();
        Set<String> known = new TreeSet<>(CloudTemplate.references(guard.at("/AlarmRule")));
        watched.forEach(alarm -> known.remove(alarm.logicalId()));
        String door = LoadBalancedDoorCheck.publicLoadBalancer(template).logicalId();
        String web = new ServerFleet(template, "web").targetGroup().logicalId();
        return new Violations()
                .unless(known.isEmpty(), "the guard watches what is no alarm: " + known)
                .unless(!rule.contains(" AND ") && !rule.contains("NOT "), "the guard waits for several alarms at once")
                .unless(watches(watched, "HTTPCode_ELB_5XX_Count", door), "the guard does not watch the door")
                .unless(watches(watched, "HTTPCode_Target_5XX_Count", web), "the guard does not watch servers' errors")
                .unless(
                        watched.stream().anyMatch(alarm -> alarm.is("/MetricName", "SuccessPercent")),
                        "the guard does not watch the probe");
    }

    private static boolean watches(List<Resource> alarms, String metric, String dimension) {
        return alarms.stream()
                .anyMatch(alarm -> alarm.is("/MetricName", metric)
                        && CloudTemplate.references(alarm.at("/Dimensions")).contains(dimension));
    }
}
