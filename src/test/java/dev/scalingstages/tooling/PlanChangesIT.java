package dev.scalingstages.tooling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;

import dev.scalingstages.testing.BesideTheCdk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the workflow of a pull request runs: the plans of changed templates, in one comment. */
@BesideTheCdk
class PlanChangesIT {
    private static final String ONE = "stages/1-single-server/template.json";
    private static final String TWO = "stages/2-separate-storage/template.json";
    private static final String MARKER = "<!-- growth-plan -->";

    private Sandbox sandbox;

    @BeforeEach
    void repositoryWithTwoTemplates(@TempDir Path folder) {
        sandbox = new Sandbox(folder, "bin/plan-changes", "bin/comment-plan")
                .with("GIT_CONFIG_NOSYSTEM", "1")
                .script("review", "shift; cat \"$1\" \"$2\"")
                .script("commit", """
                        git init -q .
                        git add stages
                        git -c user.name=a -c user.email=a@example.com commit -qm one""")
                .systemCommands("git", "mktemp", "cmp", "ls", "sort");
        sandbox.write(ONE, "old one\n");
        sandbox.write(TWO, "old two\n");
        sandbox.run("commit").succeeds();
        sandbox.forgetCalls();
    }

    @Test
    void saysNothingWhenNoTemplateDiffers() {
        assertThat(sandbox.run("bin/plan-changes", "HEAD")).isEqualTo(Sandbox.Result.SILENT);
    }

    @Test
    void comparesEachChangedTemplateWithTheRevisions() {
        sandbox.write(TWO, "new two\n");

        assertThat(sandbox.run("bin/plan-changes", "HEAD").succeeds().out())
                .startsWith(MARKER)
                .contains("old two\nnew two")
                .doesNotContain("one");
        assertThat(sandbox.calls("review")).singleElement(STRING).endsWith(TWO + " --markdown");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 3, 2, 1})
    void endsAsTheWorstPlanDoes(int second) {
        sandbox.script(
                "review",
                "case $3 in *2-separate*) echo 'the second'; exit %d ;; esac; echo 'the first'".formatted(second));
        sandbox.write(ONE, "new one\n");
        sandbox.write(TWO, "new two\n");

        Sandbox.Result result = sandbox.run("bin/plan-changes", "HEAD");

        assertThat(result.status()).isEqualTo(second);
        if (second != 1) {
            assertThat(result.out()).contains("the first", "the second");
        }
    }

    @Test
    void aTemplateThatIsGoneIsALoss() throws IOException {
        Files.delete(sandbox.path(TWO));

        Sandbox.Result result = sandbox.run("bin/plan-changes", "HEAD");

        assertThat(result.status()).isEqualTo(2);
        assertThat(result.out()).contains("2-separate-storage", "The template is gone");
    }

    @Test
    void aNewTemplateIsNone() {
        sandbox.write("stages/7-planet/template.json", "new");

        assertThat(sandbox.run("bin/plan-changes", "HEAD").succeeds().out())
                .contains("7-planet", "The template is new");
    }

    @Test
    void staysBelowTheLengthThatGitHubTakes() {
        sandbox.script("review", "head -c 90000 /dev/zero | tr '\\000' x");
        sandbox.write(ONE, "new one\n");

        Sandbox.Result result = sandbox.run("bin/plan-changes", "HEAD");

        assertThat(result.out().length()).isBetween(60_000, 65_536);
        assertThat(result.out()).contains("The rest is cut off");
    }

    @Test
    void refusesARevisionThatIsNotThere() {
        sandbox.run("bin/plan-changes", "nowhere").fails("nowhere is not a revision");
    }

    @ParameterizedTest
    @CsvSource({
        "'', plan, --method POST repos/o/r/issues/7/comments --field body=@plan.md",
        "42, plan, --method PATCH repos/o/r/issues/comments/42 --field body=@plan.md",
        "42, '', --method DELETE repos/o/r/issues/comments/42"
    })
    void oneCommentIsMadeChangedOrTakenAway(String existing, String plan, String call) {
        sandbox.command("gh", "case $* in *--jq*) echo '%s' | grep . || true ;; esac".formatted(existing));
        sandbox.write("plan.md", plan);

        sandbox.run("bin/comment-plan", "o/r", "7", "plan.md").succeeds();
        assertThat(sandbox.calls("gh")).hasSize(2).last(STRING).endsWith(call);
    }

    @Test
    void withoutAPlanAndWithoutACommentNothingIsDone() {
        sandbox.command("gh", "");
        sandbox.write("plan.md", "");

        sandbox.run("bin/comment-plan", "o/r", "7", "plan.md").succeeds();
        assertThat(sandbox.calls("gh")).hasSize(1);
    }

    @Test
    void theWorkflowRunsBothAndHoldsNoMoreThanItNeeds() {
        String workflow = Project.read(".github/workflows/growth.yml");

        assertThat(workflow)
                .contains("stages/*/template.json", "bin/plan-changes HEAD^1", "bin/comment-plan", "fetch-depth: 2")
                .contains("pull-requests: write", "persist-credentials: false")
                .doesNotContain("pull_request_target", "contents: write", "secrets.");
        assertThat(workflow.lines().filter(line -> line.contains("uses:")))
                .isNotEmpty()
                .allMatch(line -> line.matches(".*uses: [\\w./-]+@[0-9a-f]{40} # v[\\d.]+"));
    }
}
