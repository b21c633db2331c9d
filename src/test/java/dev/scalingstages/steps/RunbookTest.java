package dev.scalingstages.steps;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scalingstages.stage.ScalingStage;
import dev.scalingstages.testing.BesideTheCdk;
import dev.scalingstages.testing.CloudTemplate;
import dev.scalingstages.testing.ProjectFiles;
import dev.scalingstages.testing.Row;
import dev.scalingstages.testing.StagesFrom;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * What the committed runbooks say: whatever the step; of what a failed one leaves behind, which {@code FailedStepIT} brings
 * back in the runbook's words; and of the way back from stage 6.
 */
@BesideTheCdk
class RunbookTest {
    private static final Pattern PLACEHOLDER = Pattern.compile("%(\\d+\\$)?[sd](?![A-Za-z])");
    private static final Pattern COMMAND = Pattern.compile("(?m)^\\s*(bin/[a-z-]+|\\./[a-z]+)(?= )");
    private static final Pattern RELEASE_OPTION = Pattern.compile("bin/release (--[a-z-]+)");

    private static final String GO_BACK = "./cdk deploy -c stage=5";
    private static final Pattern ENVIRONMENT_FILE = Pattern.compile("EnvironmentFile=(\\S+)");

    /** Who goes back from stage 6 empties the queues first. */
    private final String runbook = ProjectFiles.text("stages/6-data-platform/GROWTH.md");

    @StagesFrom(1)
    @DisplayName("what AWS checks for free comes before anything is changed")
    void whatIsFreeComesFirst(ScalingStage stage) {
        String before = section(stage, "Before");
        assertThat(before)
                .containsSubsequence(
                        "bin/check-account " + stage.number(),
                        "npx cdk validate -c stage=" + stage.number(),
                        "bin/release --review " + stage.number());
        if (stage != ScalingStage.SINGLE_SERVER) {
            assertThat(commands(before)).first().isEqualTo("bin/check-account");
        }
    }

    @StagesFrom(1)
    void aDeployIsVerifiedAsAUserWould(ScalingStage stage) {
        assertThat(section(stage, "Verify").contains("./smoke \"$url\" --insecure"))
                .isEqualTo(stage.number() <= 2);
        assertThat(section(stage, "Verify")).contains("./smoke \"$url\"");
    }

    @StagesFrom(2)
    @Row("G7")
    @DisplayName("whether anybody is signed out, and how long the step takes, is told before it")
    void whatUsersAskFirst(ScalingStage stage) {
        assertThat(section(stage, "What users notice")).startsWith("Nobody is signed out");
        assertThat(section(stage, "How long")).containsPattern("About \\d+ minutes");
    }

    @StagesFrom(2)
    @Row("G10")
    @DisplayName("a rollback that fails is continued, and skips no stateful resource")
    void aRollbackThatFails(ScalingStage stage) {
        assertThat(section(stage, "Roll back"))
                .contains("UPDATE_ROLLBACK_FAILED", "continue-update-rollback", "Do not skip a stateful resource");
    }

    @StagesFrom(3)
    @Row("G10")
    @DisplayName("the database grows first, and is available before the step")
    void theDatabaseGrowsFirst(ScalingStage stage) {
        int from = stage.number() - 1;
        assertThat(section(stage, "Before"))
                .containsSubsequence(
                        "bin/release --without-alarm %d -c databaseInstanceClass=".formatted(from),
                        "Wait until each database is `available`");
    }

    @Test
    void newPasswordsAreRotated() {
        assertThat(section(ScalingStage.SEPARATE_STORAGE, "Verify"))
                .contains("rotate-secret", "DatabaseCredentialsAttachment");
        assertThat(section(ScalingStage.DATA_PLATFORM, "Verify"))
                .contains(
                        "rotate-secret",
                        "AccountsCredentialsAttachment",
                        "ContentShardsShard4PrimaryCredentialsAttachment");
    }

    @Test
    @Row("G10")
    @DisplayName("the first runbook names what a failed creation leaves behind, and nothing that goes")
    void whatAFailedCreationLeaves() {
        CloudTemplate template = ProjectFiles.committedTemplate(ScalingStage.SINGLE_SERVER);
        String rollBack = section(ScalingStage.SINGLE_SERVER, "Roll back");
        for (CloudTemplate.Resource resource : template.resources()) {
            String policy = resource.json().path("DeletionPolicy").asText();
            if (!policy.isEmpty() && !resource.type().equals("AWS::Logs::LogGroup")) {
                String name = resource.logicalId().replaceFirst("[0-9A-F]{8}$", "");
                assertThat(rollBack.contains(name)).as(name).isEqualTo(policy.equals("Retain"));
            }
        }
    }

    @StagesFrom(1)
    @DisplayName("no placeholder is left, and each command of the repository that is named is there")
    void commandsAreThere(ScalingStage stage) {
        String guide = guide(stage);
        assertThat(PLACEHOLDER
                        .matcher(guide)
                        .results()
                        .map(found -> guide.substring(found.start())
                                .lines()
                                .findFirst()
                                .orElse("")))
                .isEmpty();
        assertThat(commands(guide))
                .isNotEmpty()
                .allSatisfy(command -> assertThat(Path.of(command)).isExecutable());
        String release = ProjectFiles.text("bin/release");
        assertThat(RELEASE_OPTION.matcher(guide).results().map(found -> found.group(1)))
                .allSatisfy(option -> assertThat(release).contains("            " + option + ")"));
    }

    @Test
    void aPlaceholderIsFound() {
        assertThat(PLACEHOLDER.matcher("stays behind: %s.").find()).isTrue();
        assertThat(PLACEHOLDER.matcher("date +%Y%m%dT").find()).isFalse();
    }

    private static List<String> commands(String text) {
        return COMMAND.matcher(text).results().map(found -> found.group(1)).toList();
    }

    private static String section(ScalingStage stage, String title) {
        String[] sections = guide(stage).split("(?m)^## ");
        return Stream.of(sections)
                .filter(section -> section.startsWith(title + "\n"))
                .findFirst()
                .map(section -> section.substring(title.length()).strip())
                .orElseThrow(() -> new AssertionError("no section " + title));
    }

    @StagesFrom(1)
    @Row("G10")
    @DisplayName("no runbook calls anything empty that may hold data, and none has it removed unseen")
    void noRunbookCallsWhatMayHoldDataEmpty(ScalingStage stage) {
        assertThat(emptyWords(guide(stage))).isEmpty();
    }

    /** "Empty" may be said of what is looked at, such as queues that have to be so; never of what stays behind. */
    private static List<String> emptyWords(String guide) {
        return guide.lines()
                .filter(line -> line.contains("stays behind") || line.contains("Retain"))
                .filter(line -> line.contains("empty") || line.contains("Remove it by hand first"))
                .toList();
    }

    @Test
    void theOldWordsAreFound() {
        assertThat(emptyWords("1. What it made with `Retain` stays behind, empty, and its name blocks the next try."
                        + " Remove it by hand first: DatabaseInstance."))
                .hasSize(1);
    }

    @StagesFrom(2)
    @Row("G10")
    @DisplayName("the runbook names what stays behind, and the commands that bring it back")
    void theRunbookBringsBackWhatStaysBehind(ScalingStage stage) {
        assertThat(guide(stage))
                .contains("Remove none of it", "node bin/import-template.mjs", "--change-set-type IMPORT")
                .contains("./cdk deploy -c stage=" + stage.number());
    }

    @Test
    @Row("G10")
    @DisplayName("the runbook of stage 2 says which host has the data, and how much a step can move")
    void theRunbookOfStage2SaysWhichHostHasTheData() {
        assertThat(guide(ScalingStage.SEPARATE_STORAGE))
                .contains("Check where the data is", "`/data/moved`", "more than 393 GiB", "36 minutes with 20 GiB");
    }

    private static String guide(ScalingStage stage) {
        return ProjectFiles.text("stages", stage.slug(), "GROWTH.md");
    }

    @Test
    @Row("G10")
    @DisplayName("the workers go, then the queue is drained, and only then is stage 5 deployed")
    void theQueueIsDrainedBeforeNobodyReadsIt() {
        assertThat(inOrder(runbook))
                .as("workers go, the queue is drained, stage 5 is deployed")
                .isTrue();
    }

    @Test
    @DisplayName("a runbook that drains after the deploy, or not at all, is found")
    void anotherOrderIsFound() {
        String drain = "workload.jar drain-writes; echo $?";
        assertThat(inOrder(runbook.replace(drain, ""))).isFalse();
        assertThat(inOrder(runbook.replace(drain, "") + drain)).isFalse();
    }

    @Test
    @Row("G10")
    void theCommandIsTheServices() {
        String unit = ProjectFiles.text("src/main/resources/boot/systemd/scaling-stages-application.service");
        assertThat(environmentFiles(runbook)).isNotEmpty().isEqualTo(environmentFiles(unit));
        assertThat(unit).contains("User=scaling-stages", "/usr/share/scaling-stages/workload/workload.jar");
        assertThat(ProjectFiles.text("workload/src/main/java/dev/scalingstages/workload/DrainWrites.java"))
                .contains("COMMAND = \"drain-writes\"", "EMPTY = 0", "NOT_EMPTY = 10", "UNKNOWN = 12");
    }

    private static boolean inOrder(String runbook) {
        int back = runbook.lastIndexOf(GO_BACK);
        int drained = runbook.indexOf("workload.jar drain-writes");
        int workersGone = runbook.indexOf("--min-size 0 --max-size 0 --desired-capacity 0");
        return workersGone >= 0 && workersGone < drained && drained < back;
    }

    private static List<String> environmentFiles(String text) {
        return ENVIRONMENT_FILE
                .matcher(text)
                .results()
                .map(found -> found.group(1))
                .toList();
    }
}
