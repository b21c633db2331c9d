package dev.scalingstages.steps;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.scalingstages.stage.ScalingStage;
import dev.scalingstages.testing.BesideTheCdk;
import dev.scalingstages.testing.CloudTemplate;
import dev.scalingstages.testing.Row;
import dev.scalingstages.testing.StagesFrom;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What every committed runbook says, whatever its step. */
@BesideTheCdk
class RunbookTest {
    private static final Pattern PLACEHOLDER = Pattern.compile("%(\\d+\\$)?[sd](?![A-Za-z])");
    private static final Pattern COMMAND = Pattern.compile("(?m)^\\s*(bin/[a-z-]+|\\./[a-z]+)(?= )");
    private static final Pattern RELEASE_OPTION = Pattern.compile("bin/release (--[a-z-]+)");

    @StagesFrom(1)
    @DisplayName("what AWS checks for free comes before anything is changed")
    void whatIsFreeComesFirst(ScalingStage stage) throws IOException {
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
    void aDeployIsVerifiedAsAUserWould(ScalingStage stage) throws IOException {
        assertThat(section(stage, "Verify").contains("./smoke \"$url\" --insecure"))
                .isEqualTo(stage.number() <= 2);
        assertThat(section(stage, "Verify")).contains("./smoke \"$url\"");
    }

    @StagesFrom(2)
    @Row("G7")
    @DisplayName("whether anybody is signed out, and how long the step takes, is told before it")
    void whatUsersAskFirst(ScalingStage stage) throws IOException {
        assertThat(section(stage, "What users notice")).startsWith("Nobody is signed out");
        assertThat(section(stage, "How long")).containsPattern("About \\d+ minutes");
    }

    @StagesFrom(2)
    @Row("G10")
    @DisplayName("a rollback that fails is continued, and skips no stateful resource")
    void aRollbackThatFails(ScalingStage stage) throws IOException {
        assertThat(section(stage, "Roll back"))
                .contains("UPDATE_ROLLBACK_FAILED", "continue-update-rollback", "Do not skip a stateful resource");
    }

    @StagesFrom(3)
    @Row("G10")
    @DisplayName("the database grows first, and is available before the step")
    void theDatabaseGrowsFirst(ScalingStage stage) throws IOException {
        int from = stage.number() - 1;
        assertThat(section(stage, "Before"))
                .containsSubsequence(
                        "bin/release --without-alarm %d -c databaseInstanceClass=".formatted(from),
                        "Wait until each database is `available`");
    }

    @Test
    void newPasswordsAreRotated() throws IOException {
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
    void whatAFailedCreationLeaves() throws IOException {
        CloudTemplate template = new CloudTemplate(new ObjectMapper()
                .readTree(Path.of("stages/1-single-server/template.json").toFile()));
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
    void commandsAreThere(ScalingStage stage) throws IOException {
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
        String release = Files.readString(Path.of("bin/release"));
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

    private static String section(ScalingStage stage, String title) throws IOException {
        String guide = guide(stage);
        int start = guide.indexOf("\n## " + title + "\n");
        assertThat(start).as("where the section %s begins", title).isNotNegative();
        String rest = guide.substring(start + title.length() + 5);
        int end = rest.indexOf("\n## ");
        return (end < 0 ? rest : rest.substring(0, end)).strip();
    }

    private static String guide(ScalingStage stage) throws IOException {
        return Files.readString(Path.of("stages", stage.slug(), "GROWTH.md"));
    }
}
