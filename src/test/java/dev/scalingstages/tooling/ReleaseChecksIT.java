package dev.scalingstages.tooling;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scalingstages.testing.BesideTheCdk;
import java.io.IOException;
import java.nio.file.Files;
import org.junit.jupiter.api.Test;

/** What AWS checks for free comes before a release, and what was deployed can be tried after it. */
@BesideTheCdk
class ReleaseChecksIT extends ReleaseScenario {
    @Test
    void stopsBeforeAnythingIsUploadedWhenTheAccountIsNotReady() {
        sandbox.script("bin/check-account", "echo 'problem quota of VPCs'; exit 1");

        assertThat(failure("5")).contains("problem quota of VPCs", "--without-account-check");
        assertThat(sandbox.calls("cdk")).noneMatch(call -> call.contains("publish-assets"));
        assertThat(sandbox.run("bin/release", "--without-account-check", "5").status())
                .isZero();
    }

    @Test
    void stopsAtAWarningOfTheValidationUnlessItIsAccepted() {
        answers("validation", "WARN\tDatabase\tSERVICE_QUOTA\tmore instances than the quota allows");

        assertThat(failure("5")).contains("more instances than the quota allows", "--accept-warnings");
        assertThat(call("describe-events")).contains("--change-set-name arn:aws:cloudformation:change-set ");
        assertThat(call("delete-change-set")).isNotEmpty();
        sandbox.forgetCalls();
        assertThat(sandbox.run("bin/release", "--accept-warnings", "5").status())
                .isZero();
        assertThat(call("execute-change-set")).isNotEmpty();
    }

    @Test
    void stopsWhenNobodyCanTellWhetherThereIsAWarning() {
        answers("validation", "error: Invalid choice: describe-events");

        assertThat(failure("5")).contains("cannot be read", "--accept-warnings");
    }

    @Test
    void tellsWhatTheValidationFoundInAChangeSetThatFailed() {
        answers("change-set", "FAILED\tValidation failed");
        answers("validation", "FAIL\tDatabase\tNAME_CONFLICT\tscaling-stages-database exists");

        assertThat(failure("5")).contains("Validation failed", "scaling-stages-database exists");
    }

    @Test
    void onlyShowsAReview() {
        Sandbox.Result result = sandbox.run("bin/release", "--review", "5");

        assertThat(result.status()).as(result.err()).isZero();
        assertThat(result.err()).contains("nothing was deployed");
        assertThat(call("delete-change-set")).isNotEmpty();
        assertThat(sandbox.record()).noneMatch(call -> call.contains("execute-change-set"));
    }

    @Test
    void leavesTheAddressForSmoke() throws IOException {
        sandbox.run("bin/release", "5");

        assertThat(Files.readString(sandbox.path("target/release/url"))).isEqualTo("https://example.com\n");
    }

    @Test
    void knowsItsOptions() {
        assertThat(failure("--quickly")).contains("there is no option --quickly");
    }
}
