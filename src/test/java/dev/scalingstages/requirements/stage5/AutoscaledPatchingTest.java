package dev.scalingstages.requirements.stage5;

import static dev.scalingstages.testing.Edits.remove;
import static dev.scalingstages.testing.Edits.set;
import static dev.scalingstages.testing.Mutant.caughtBy;
import static dev.scalingstages.testing.Mutant.mutant;
import static dev.scalingstages.testing.TemplateValues.object;
import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import dev.scalingstages.stage.ScalingStage;
import dev.scalingstages.testing.CdkTemplates;
import dev.scalingstages.testing.Edits.Edit;
import dev.scalingstages.testing.Mutant;
import dev.scalingstages.testing.Row;
import dev.scalingstages.testing.StagesFrom;
import dev.scalingstages.testing.TemplateValues;
import dev.scalingstages.testing.Violations;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awscdk.assertions.Capture;
import software.amazon.awscdk.assertions.Match;
import software.amazon.awscdk.assertions.Template;

/** S5.4, patches on a schedule: a newer image each week, and who misses what. */
class AutoscaledPatchingTest {
    private static final String GROUP = "AWS::AutoScaling::AutoScalingGroup";
    private static final String SCAN = "AWS::SSM::Association";
    private static final Path WORKFLOW = Path.of(".github", "workflows", "image.yml");
    private static final Pattern WEEKLY = Pattern.compile("- cron: '\\d+ \\d+ \\* \\* [0-6]'");

    @StagesFrom(5)
    @Row("S5.4")
    @DisplayName("each server of each fleet is asked on a schedule what it misses, and nothing is installed on it")
    void serversAreScannedOnSchedule(ScalingStage stage) {
        areScanned(CdkTemplates.of(stage));
    }

    @TestFactory
    @Row("S5.4")
    DynamicNode scanCheckObjectsTo() {
        return caughtBy(
                CdkTemplates.check(AutoscaledPatchingTest::areScanned),
                ScalingStage.AUTOSCALED,
                scan(remove("Targets/0/Values/1"), "could not find the following element"),
                scan(set("Parameters/Operation", List.of("Install")), "Expected Scan but received Install"),
                scan(set("MaxConcurrency", "100%"), "String '100%' did not match pattern"),
                scan(set("ApplyOnlyAtCronInterval", true), "Expected false but received true"),
                scan(set("ScheduleExpression", ""), "did not match pattern"));
    }

    @Test
    @Row("S5.4")
    @DisplayName("a workflow proposes the newest image each week, without stored keys, and deploys nothing")
    void aWorkflowProposesTheNewestImage() throws IOException {
        assertThat(violations(Files.readString(WORKFLOW))).isEmpty();
    }

    @ParameterizedTest(name = "workflow: {2}")
    @CsvSource(
            delimiter = '|',
            value = {
                "(?m)^ *schedule:$      | workflow_run:                        | not each week",
                "\\* \\* 2             | 1 1 2                                | not each week",
                "role-to-assume: .*     | aws-access-key-id: x                 | assumes no role",
                "@[0-9a-f]{40}          | @main                                | is not pinned",
                "bin/renew-image .*     | true                                 | nobody asks for an image",
                "gh pr create           | bin/release 5                        | deploys by itself",
                "gh pr create           | true                                 | nobody is asked to review",
                "\\$\\{\\{ github.token }} | ${{ secrets.AWS_KEY }}               | a stored key"
            })
    @Row("S5.4")
    void workflowCheckObjectsTo(String pattern, String replacement, String objection) throws IOException {
        String worse = Files.readString(WORKFLOW).replaceAll(pattern.trim(), replacement.replace("$", "\\$"));
        assertThat(violations(worse)).as("%s", pattern).anyMatch(violation -> violation.contains(objection));
    }

    private static List<String> violations(String workflow) {
        String yaml = workflow.replaceAll("(?m)(^| )#.*$", "");
        return new Violations()
                .unless(yaml.contains("  schedule:\n") && WEEKLY.matcher(yaml).find(), "not each week")
                .unless(yaml.contains("role-to-assume:") && yaml.contains("id-token: write"), "assumes no role")
                .unless(!yaml.contains("secrets."), "a stored key")
                .unless(
                        yaml.lines()
                                .filter(line -> line.contains("uses:"))
                                .allMatch(line -> line.matches(".*@[0-9a-f]{40}\\s*")),
                        "an action is not pinned")
                .unless(yaml.contains("bin/renew-image "), "nobody asks for an image")
                .unless(yaml.contains("gh pr create"), "nobody is asked to review")
                .unless(!yaml.contains("bin/release") && !yaml.contains("cdk deploy"), "deploys by itself");
    }

    private static void areScanned(Template template) {
        Capture groups = new Capture();
        template.resourceCountIs(SCAN, 1);
        template.hasResourceProperties(
                SCAN,
                object(
                        entry("Name", "AWS-RunPatchBaseline"),
                        entry("Parameters/Operation", List.of("Scan")),
                        entry("ScheduleExpression", Match.stringLikeRegexp("^(cron|rate)\\(.+\\)$")),
                        entry("ApplyOnlyAtCronInterval", false),
                        entry("MaxConcurrency", Match.stringLikeRegexp("^([1-9]|[1-4]?\\d%)$")),
                        entry("Targets/0/Key", "tag:aws:autoscaling:groupName"),
                        entry("Targets/0/Values", groups)));
        assertThat(groups.asArray())
                .containsExactlyInAnyOrderElementsOf(template.findResources(GROUP).keySet().stream()
                        .map(TemplateValues::ref)
                        .toList());
    }

    private static Mutant scan(Edit edit, String objection) {
        return mutant(SCAN, edit, objection);
    }
}
