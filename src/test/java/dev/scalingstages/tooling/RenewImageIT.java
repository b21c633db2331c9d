package dev.scalingstages.tooling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;

import dev.scalingstages.testing.BesideTheCdk;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code bin/renew-image} pins the newest image of the caller's own account, and touches nothing else. */
@BesideTheCdk
class RenewImageIT {
    private static final String PARAMETER = "/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-6.1-arm64";
    private static final String OTHERS = """
              "availability-zones:account=111122223333:region=eu-west-1": [
                "eu-west-1a"
              ],
              "ssm:account=123456789012:parameterName=%1$s:region=us-east-1": "ami-0123456789abcdef0"
            """.formatted(PARAMETER);

    private Sandbox sandbox;
    private CannedAws aws;

    @BeforeEach
    void aStackWithAnOldImage(@TempDir Path folder) {
        sandbox = new Sandbox(folder, "bin/renew-image", "bin/operator").systemCommands("node");
        aws = new CannedAws(sandbox)
                .answers("sts get-caller-identity", AccountThatHasAll.IDENTITY)
                .answers("ssm get-parameter", "{'Parameter':{'Value':'ami-0aaaaaaaaaaaaaaaa'}}");
        sandbox.write("cdk.context.json", context("ami-0bbbbbbbbbbbbbbbb"));
    }

    @Test
    void pinsTheNewestImageAndNothingElse() {
        assertThat(sandbox.run("bin/renew-image", "3"))
                .isEqualTo(
                        new Sandbox.Result(0, "eu-west-1: ami-0bbbbbbbbbbbbbbbb becomes ami-0aaaaaaaaaaaaaaaa\n", ""));
        assertThat(pinned()).isEqualTo(context("ami-0aaaaaaaaaaaaaaaa"));
        assertThat(aws.calls("get-parameter")).containsExactly("ssm get-parameter --name " + PARAMETER);
        assertThat(sandbox.calls("aws")).anyMatch(call -> call.contains("--region eu-west-1"));
    }

    @Test
    void saysThatNothingIsNewer() {
        sandbox.write("cdk.context.json", context("ami-0aaaaaaaaaaaaaaaa"));

        assertThat(sandbox.run("bin/renew-image", "5").out())
                .isEqualTo("eu-west-1: ami-0aaaaaaaaaaaaaaaa is the newest\n");
        assertThat(pinned()).isEqualTo(context("ami-0aaaaaaaaaaaaaaaa"));
    }

    @Test
    void asksAsTheRoleForLookUps() {
        aws.answers("sts assume-role", AccountThatHasAll.ROLE);

        sandbox.run("bin/renew-image", "--lookup-role", "6").succeeds();

        assertThat(aws.calls("assume-role"))
                .singleElement(STRING)
                .contains("arn:aws:iam::111122223333:role/cdk-hnb659fds-lookup-role-111122223333-eu-west-1");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            sts get-caller-identity | {'Account':'9','Arn':'arn:aws:iam::9:user/eve'} | pins no image of account 9
            sts get-caller-identity | error ExpiredToken old                          | ExpiredToken
            ssm get-parameter       | error AccessDeniedException no                  | AccessDeniedException
            ssm get-parameter       | {'Parameter':{'Value':'none'}}                  | holds no image
            ssm get-parameter       | {}                                              | holds no image
            """)
    void leavesTheImageWhenNobodyKnows(String call, String answer, String said) {
        aws.answers(call, answer);

        sandbox.run("bin/renew-image", "3").fails(said);

        assertThat(pinned()).isEqualTo(context("ami-0bbbbbbbbbbbbbbbb"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "2"})
    void leavesTheImageOfAServerThatItWouldReplace(String stage) {
        sandbox.run("bin/renew-image", stage)
                .fails("one server with its data attached", "dnf upgrade --releasever=latest");

        assertThat(aws.calls()).isEmpty();
        assertThat(pinned()).isEqualTo(context("ami-0bbbbbbbbbbbbbbbb"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "0", "7", "all"})
    void wantsAStage(String stage) {
        sandbox.run("bin/renew-image", stage).fails("usage: bin/renew-image");
    }

    private String pinned() {
        return sandbox.read("cdk.context.json");
    }

    private static String context(String image) {
        return "{\n" + OTHERS.stripTrailing() + ",\n  \"ssm:account=111122223333:parameterName=" + PARAMETER
                + ":region=eu-west-1\": \"" + image + "\"\n}\n";
    }
}
