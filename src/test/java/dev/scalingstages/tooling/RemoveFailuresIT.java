package dev.scalingstages.tooling;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scalingstages.testing.BesideTheCdk;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where {@code bin/remove} stops, what it says then, and that it goes on when it is run again. */
@BesideTheCdk
class RemoveFailuresIT extends RemovalScenario {
    @Test
    void goesOnAfterAFailureThatStoppedIt() {
        stack(3, REVIEW);
        aws.answers("secretsmanager delete-secret", "error AccessDeniedException not you", THERE);

        assertThat(execute().fails().err())
                .contains(
                        "aws secretsmanager delete-secret",
                        "AccessDeniedException: not you",
                        "run it again to continue")
                .doesNotContain("    at ");
        assertThat(operations()).endsWith("s3api delete-bucket", "secretsmanager delete-secret");

        sandbox.forgetCalls();
        isDeleted();
        assertThat(execute().succeeds().out()).contains("gone     RDS::DBInstance");
        assertThat(operations())
                .doesNotContain("cloudformation delete-stack", "rds delete-db-instance")
                .contains("secretsmanager delete-secret")
                .endsWith("kms schedule-key-deletion");
    }

    @Test
    void saysWhatHoldsAStackThatDoesNotGo() {
        stack(2, REVIEW);
        statuses("CREATE_COMPLETE", "CREATE_COMPLETE", "DELETE_FAILED");
        listing(
                2,
                "'LogicalResourceId':'N','ResourceType':'AWS::EC2::VPC','PhysicalResourceId':'vpc-1',"
                        + "'ResourceStatus':'DELETE_FAILED','ResourceStatusReason':'has dependencies'");

        execute().fails("cannot be deleted", "AWS::EC2::VPC vpc-1: has dependencies");

        assertThat(operations()).as("nothing behind the network is touched").doesNotContain("s3api delete-bucket");
    }

    @Test
    void waitsForSecurityGroupsThatAreInUseForAWhile() {
        stack(2, REVIEW);
        String inUse = "error DependencyViolation in use";
        aws.answers("ec2 delete-security-group", inUse, inUse, THERE);

        execute().succeeds();
        assertThat(changes())
                .filteredOn(call -> call.contains("delete-security-group"))
                .hasSize(3);
    }

    @Test
    void tellsWhatItDoesNotKnowInsteadOfPassingOverIt() {
        stack(1, REVIEW);
        String odd = "\"Resources\":{\"Odd\":{\"Type\":\"AWS::Odd::Thing\",\"DeletionPolicy\":\"Retain\"},";
        String template = KeptResources.template(1).replaceFirst("\"Resources\":\\s*\\{", odd);
        aws.answers("cloudformation get-template", "{\"TemplateBody\":" + template + "}");
        listing(1, "'LogicalResourceId':'Odd','PhysicalResourceId':'odd-1','ResourceStatus':'CREATE_COMPLETE'");

        assertThat(run(REVIEW).out()).contains("AWS::Odd::Thing odd-1 (Odd): how to remove it is not known here");
        assertThat(execute().fails().out()).contains("kept     Odd::Thing odd-1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"UPDATE_IN_PROGRESS", "CREATE_IN_PROGRESS"})
    void waitsForNobodyElsesOperation(String status) {
        stack(1, REVIEW);
        statuses(status);

        execute().fails("the stack is " + status);
        assertThat(changes()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a b", "a --force", "a --confirm"})
    void refusesWhatItDoesNotUnderstand(String arguments) {
        sandbox.runLine("bin/remove " + arguments).fails("usage: bin/remove STACK");
        assertThat(aws.calls()).isEmpty();
    }

    @Test
    void saysWhichStackIsMissing() {
        isDeleted();
        aws.answers("cloudformation list-stacks", "{'StackSummaries':[]}");

        run(REVIEW).fails("there is no stack " + REVIEW + " in this region");
    }

    @Test
    void doesNotTakeAStackOfSomebodyElse() {
        stack(1, REVIEW);
        aws.answers("cloudformation get-template", "{'TemplateBody':{'Resources':{'V':{'Type':'AWS::EC2::VPC'}}}}");

        execute().fails("is not a stack of this project");

        assertThat(changes()).isEmpty();
    }
}
