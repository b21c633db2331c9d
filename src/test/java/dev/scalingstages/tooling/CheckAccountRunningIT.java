package dev.scalingstages.tooling;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import dev.scalingstages.stage.ScalingStage;
import dev.scalingstages.testing.BesideTheCdk;
import dev.scalingstages.testing.ProjectFiles;
import dev.scalingstages.testing.StagesFrom;
import dev.scalingstages.testing.TemplateText;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What {@code bin/check-account} finds of a stack that runs, or of what a rollback left behind. */
@BesideTheCdk
class CheckAccountRunningIT extends AccountScenario {
    @StagesFrom(2)
    void namesEachLogGroupThatIsInTheWay(ScalingStage stage) throws IOException {
        List<String> names = logGroups(stage);
        assertThat(names).isNotEmpty();
        aws.answers(
                "logs describe-log-groups",
                names.stream()
                        .map(name -> "{'logGroupName':'" + name + "'}")
                        .collect(joining(",", "{'logGroups':[", "]}")));

        Sandbox.Result result = check(stage.number());

        assertThat(names).allSatisfy(name -> assertThat(result.out()).contains(name + " already exists outside"));
        assertThat(result.out().lines().filter(line -> line.startsWith("problem ")))
                .hasSameSizeAs(names);
    }

    /** The names that a template gives, which the services would otherwise make by themselves, as after a rollback. */
    private static List<String> logGroups(ScalingStage stage) throws IOException {
        return ProjectFiles.committedTemplate(stage).resources("AWS::Logs::LogGroup").stream()
                .filter(group -> group.properties().has("LogGroupName"))
                .map(group -> TemplateText.of(group.at("/LogGroupName")).replace("${AWS::StackName}", "scaling-stages"))
                .toList();
    }

    @ParameterizedTest(name = "a table that is ready for {0} read units: {1}")
    @CsvSource({"12000, ok", "30000, ok", "30001, problem"})
    void asksWhetherATableIsReadyForMoreThanTheTemplateSays(int units, String result) throws IOException {
        String id =
                ProjectFiles.committedTemplate(ScalingStage.DATA_PLATFORM).resources("AWS::DynamoDB::Table").stream()
                        .filter(table -> table.properties().has("WarmThroughput"))
                        .findFirst()
                        .orElseThrow()
                        .logicalId();
        aws.answers(
                        "cloudformation list-stack-resources",
                        "{'StackResourceSummaries':[{'LogicalResourceId':'" + id
                                + "','PhysicalResourceId':'counters','ResourceStatus':'CREATE_COMPLETE'}]}")
                .answers(
                        "dynamodb describe-table", "{'Table':{'WarmThroughput':{'ReadUnitsPerSecond':" + units + "}}}");

        Sandbox.Result run = check(6);

        assertThat(run.out().lines().filter(line -> line.contains("read units of " + id)))
                .singleElement()
                .asString()
                .startsWith(result);
        assertThat(run.out().contains("set countersReadUnits to " + units)).isEqualTo(result.equals("problem"));
    }

    @ParameterizedTest(name = "{0} with {1} is no problem")
    @CsvSource({"database, 8.4.9", "database, 8.4.10", "replica-1, 8.4.10", "replica-1, 8.4.40"})
    void takesDatabasesThatMayBecomeWhatIsWanted(String name, String version) {
        aws.answers("rds describe-db-instances", AccountThatHasAll.running(name, version))
                .answers("cloudformation list-stack-resources", AccountThatHasAll.stackOf(name));

        Sandbox.Result result = check(4);

        assertThat(result.out())
                .contains("1 at the template's version or below")
                .doesNotContain("problem ");
    }

    @Test
    void aVersionThatIsNotToldIsUnknown() {
        aws.answers("rds describe-db-instances", AccountThatHasAll.running("database", ""))
                .answers("cloudformation list-stack-resources", AccountThatHasAll.stackOf("database"));

        Sandbox.Result result = check(2);

        assertThat(result.status()).isEqualTo(1);
        assertThat(result.out().lines().filter(line -> line.startsWith("unknown ")))
                .singleElement()
                .asString()
                .contains("it is not known whether scaling-stages-database is newer");
    }
}
