package dev.scalingstages.tooling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;

import dev.scalingstages.stage.ScalingStage;
import dev.scalingstages.testing.BesideTheCdk;
import dev.scalingstages.testing.StagesFrom;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * {@code bin/remove} lists what a stack keeps, and removes it, for the committed templates. Each thing that is kept has
 * its logical id for a name, and is there when first asked for; what takes long is gone at the second look.
 */
@BesideTheCdk
class RemoveIT extends RemovalScenario {
    @StagesFrom(1)
    void listsAllThatAStageKeepsWithItsCommands(ScalingStage stage) {
        Map<String, String> kept = stack(stage.number(), "scaling-stages-stage-" + stage.number());

        Sandbox.Result result = run("scaling-stages-stage-" + stage.number()).succeeds();

        assertThat(result.out()).doesNotContain("not known here", "price unknown", "undefined", "NaN");
        kept.forEach((id, type) -> assertThat(result.out())
                .as("%s, a %s", id, type)
                .contains(type.replace("AWS::", "") + " " + id + " (" + id + "): "));
        assertThat(changes()).isEmpty();
    }

    /** By AWS's prices for the classes and storage of the defaults, in the README's arithmetic. */
    @ParameterizedTest
    @CsvSource({"2, 57", "4, 794", "6, 15247"})
    void addsUpWhatAMonthCosts(int stage, String sum) {
        stack(stage, REVIEW);

        assertThat(run(REVIEW).out()).contains("In all " + sum + " USD a month", "November 2026");
    }

    @StagesFrom(1)
    void removesAReviewStackFromStartToEnd(ScalingStage stage) {
        String name = "scaling-stages-stage-" + stage.number();
        Map<String, String> kept = stack(stage.number(), name);

        assertThat(run(name, "--execute").succeeds().out()).endsWith("Nothing of " + name + " is left.\n");
        List<String> changes = changes();
        kept.forEach((id, type) -> assertThat(changes)
                .as("%s, a %s, is removed", id, type)
                .anyMatch(call -> type.equals("AWS::ElastiCache::ReplicationGroup")
                        ? call.endsWith("--snapshot-name last")
                        : call.matches("\\S+ (delete|schedule)-.* " + id + "( .*)?")));
    }

    @Test
    void takesEachInTheOrderInWhichItCanGo() {
        stack(3, REVIEW);

        execute();

        assertThat(operations()).containsExactly("""
                cloudformation delete-stack
                rds modify-db-instance
                rds delete-db-instance
                rds delete-db-subnet-group
                ec2 delete-security-group
                cloudformation delete-stack
                rds delete-db-parameter-group
                ec2 delete-volume
                s3api delete-objects
                s3api delete-bucket
                secretsmanager delete-secret
                logs delete-log-group
                backup delete-recovery-point
                backup delete-backup-vault
                kms schedule-key-deletion""".split("\n"));
        assertThat(changes())
                .filteredOn(call -> call.contains("delete-db-instance"))
                .singleElement(STRING)
                .endsWith("--skip-final-snapshot --delete-automated-backups");
    }

    @Test
    void doesNotTouchALiveStackWithoutItsNameTyped() {
        stack(4, LIVE);

        for (String typed : List.of("", " --confirm yes", " --confirm " + REVIEW)) {
            sandbox.runLine("bin/remove " + LIVE + " --execute" + typed)
                    .fails("is a live stack", "--confirm scaling-stages");
            assertThat(changes()).isEmpty();
        }
    }

    @Test
    void leavesLastSnapshotsBackupsAndKeysOfALiveStack() {
        stack(6, LIVE);

        Sandbox.Result result = run(LIVE, "--execute", "--confirm", LIVE).succeeds();

        assertThat(changes()).noneMatch(call -> call.matches("(kms|backup) .*|.*--delete-automated-backups.*"));
        assertThat(changes())
                .filteredOn(call -> call.matches(".*delete-db-instance.*-final"))
                .as("a last snapshot of each of the five primaries, and of no replica")
                .hasSize(5);
        assertThat(changes()).anyMatch(call -> call.startsWith("ec2 create-snapshot"));
        assertThat(operations().indexOf("dynamodb create-backup"))
                .isBetween(0, operations().indexOf("dynamodb delete-table"));
        assertThat(result.out())
                .contains("kept     KMS::Key", "aws kms schedule-key-deletion", "kept     Backup::BackupVault");
    }

    @Test
    void takesTheProtectionOffFirst() {
        stack(1, REVIEW);
        statuses("CREATE_COMPLETE', 'EnableTerminationProtection':true, 'x':'", "CREATE_COMPLETE", "DELETE_COMPLETE");

        execute();

        assertThat(operations())
                .startsWith("cloudformation update-termination-protection", "cloudformation delete-stack");
    }

    @Test
    void emptiesABucketOfAllVersionsAndStopsWhereAnObjectStays() {
        stack(2, REVIEW);
        String object = "{'Objects':[{'Key':'a','VersionId':'1'}]}";
        aws.answers("s3api list-object-versions", object, object, "{'Objects':[]}");

        execute().succeeds();
        assertThat(changes())
                .filteredOn(call -> call.contains("delete-objects"))
                .hasSize(2);

        stack(2, REVIEW);
        aws.answers("s3api list-object-versions", object)
                .answers("s3api delete-objects", "{'Errors':[{'Key':'a','Message':'locked'}]}");
        execute().fails("keeps 1 objects, such as a: locked");
    }

    @Test
    void removesLogGroupsThatWereMadeAnew() {
        stack(2, REVIEW);
        String name = "/aws/rds/instance/" + REVIEW + "-database/error";
        aws.answers(
                "logs describe-log-groups", "{'logGroups':[{'logGroupName':'" + name + "'},{'logGroupName':'other'}]}");

        execute();

        assertThat(changes()).endsWith("logs delete-log-group --log-group-name " + name);
    }

    @Test
    void listsWhatADeletedStackLeft() {
        stack(2, REVIEW);
        isDeleted();

        assertThat(run(REVIEW).succeeds().out())
                .contains("is deleted. It left these resources", "not in this list: arn:first");
        assertThat(aws.calls("get-template")).singleElement(STRING).contains("--stack-name arn:last ");
    }
}
