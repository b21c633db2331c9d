package dev.scalingstages.tooling;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scalingstages.testing.BesideTheCdk;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Where {@code bin/remove} stops, what it says then, and that it goes on when it is run again. */
@BesideTheCdk
class RemoveFailuresIT extends RemovalScenario {
    @Test
    void goesOnAfterAFailureThatStoppedIt() {
        stack(3, REVIEW);
        aws.answers("secretsmanager delete-secret", "error AccessDeniedException not you", THERE);

        Sandbox.Result stopped = run(REVIEW, "--execute");

        assertThat(stopped.status()).isEqualTo(1);
        assertThat(stopped.err())
                .contains(
                        "aws secretsmanager delete-secret",
                        "AccessDeniedException: not you",
                        "run it again to continue")
                .doesNotContain("    at ");
        assertThat(operations()).endsWith("s3api delete-bucket", "secretsmanager delete-secret");

        sandbox.forgetCalls();
        aws.answers("cloudformation describe-stacks", "error ValidationError Stack with id x does not exist");
        Sandbox.Result again = run(REVIEW, "--execute");

        assertThat(again.status()).as(again.out() + again.err()).isZero();
        assertThat(again.out()).contains("gone     RDS::DBInstance");
        assertThat(operations())
                .doesNotContain("cloudformation delete-stack", "rds delete-db-instance")
                .contains("secretsmanager delete-secret")
                .endsWith("kms schedule-key-deletion");
    }

    @Test
    void saysWhatHoldsAStackThatDoesNotGo() {
        stack(2, REVIEW);
        aws.answers(
                "cloudformation describe-stacks",
                status("CREATE_COMPLETE"),
                status("CREATE_COMPLETE"),
                status("DELETE_FAILED"));
        aws.answers(
                "cloudformation list-stack-resources",
                resources(2)
                        .replace(
                                "]}",
                                ",{'LogicalResourceId':'N','ResourceType':'AWS::EC2::VPC','PhysicalResourceId':'vpc-1',"
                                        + "'ResourceStatus':'DELETE_FAILED','ResourceStatusReason':'has dependencies'}]}"));

        Sandbox.Result result = run(REVIEW, "--execute");

        assertThat(result.status()).isEqualTo(1);
        assertThat(result.err()).contains("cannot be deleted", "AWS::EC2::VPC vpc-1: has dependencies");
        assertThat(operations()).as("nothing behind the network is touched").doesNotContain("s3api delete-bucket");
    }

    @Test
    void waitsForSecurityGroupsThatAreInUseForAWhile() {
        stack(2, REVIEW);
        aws.answers(
                "ec2 delete-security-group",
                "error DependencyViolation in use",
                "error DependencyViolation in use",
                THERE);

        assertThat(run(REVIEW, "--execute").status()).isZero();
        assertThat(changes())
                .filteredOn(call -> call.contains("delete-security-group"))
                .hasSize(3);
    }

    @Test
    void tellsWhatItDoesNotKnowInsteadOfPassingOverIt() {
        stack(1, REVIEW);
        aws.answers(
                "cloudformation get-template",
                "{\"TemplateBody\":"
                        + template(1)
                                .replaceFirst(
                                        "\"Resources\":\\s*\\{",
                                        "\"Resources\":{\"Odd\":{\"Type\":\"AWS::Odd::Thing\",\"DeletionPolicy\":\"Retain\"},")
                        + "}");
        aws.answers(
                "cloudformation list-stack-resources",
                resources(1)
                        .replace(
                                "]}",
                                ",{'LogicalResourceId':'Odd','PhysicalResourceId':'odd-1','ResourceStatus':'CREATE_COMPLETE'}]}"));

        assertThat(run(REVIEW).out()).contains("AWS::Odd::Thing odd-1 (Odd): how to remove it is not known here");
        Sandbox.Result result = run(REVIEW, "--execute");
        assertThat(result.status()).isEqualTo(1);
        assertThat(result.out()).contains("kept     Odd::Thing odd-1");
    }

    @ParameterizedTest
    @CsvSource({"UPDATE_IN_PROGRESS", "CREATE_IN_PROGRESS"})
    void waitsForNobodyElsesOperation(String status) {
        stack(1, REVIEW);
        aws.answers("cloudformation describe-stacks", status(status));

        assertThat(run(REVIEW, "--execute").err()).contains("the stack is " + status);
        assertThat(changes()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a b", "a --force", "a --confirm"})
    void refusesWhatItDoesNotUnderstand(String arguments) {
        Sandbox.Result result = sandbox.run("bin/remove", arguments.isEmpty() ? new String[0] : arguments.split(" "));

        assertThat(result.status()).isEqualTo(1);
        assertThat(result.err()).contains("usage: bin/remove STACK");
        assertThat(aws.calls()).isEmpty();
    }

    @Test
    void saysWhichStackIsMissing() {
        aws.answers("cloudformation describe-stacks", "error ValidationError Stack with id x does not exist")
                .answers("cloudformation list-stacks", "{'StackSummaries':[]}");

        assertThat(run(REVIEW).err()).contains("there is no stack " + REVIEW + " in this region");
    }

    @Test
    void doesNotTakeAStackOfSomebodyElse() {
        stack(1, REVIEW);
        aws.answers("cloudformation get-template", "{'TemplateBody':{'Resources':{'V':{'Type':'AWS::EC2::VPC'}}}}");

        Sandbox.Result result = run(REVIEW, "--execute");

        assertThat(result.status()).isEqualTo(1);
        assertThat(result.err()).contains("is not a stack of this project");
        assertThat(changes()).isEmpty();
    }
}
