package dev.scalingstages.tooling;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scalingstages.testing.BesideTheCdk;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code bin/check-account} compares the account's quotas with what a template asks for at its largest. */
@BesideTheCdk
class CheckAccountQuotasIT extends AccountScenario {
    @ParameterizedTest
    @CsvSource({
        "1, L-1216C47A, processors, 2 needed",
        "6, L-1216C47A, processors, 454 needed",
        "1, L-0263D0A3, Elastic IP, '1 needed, 0 used'",
        "1, L-F678F1CE, VPCs, '1 needed, 1 used'",
        "6, L-7B6409FD, database instances, 13 needed",
        "6, L-29B6F2EB, interface endpoints, 8 needed",
        "6, L-DFE45DF3, cache nodes, 12 needed",
        "6, L-CF0CBE56, read units of one table, 30000 needed",
        "6, L-53DA6B97, application load balancers, 2 needed",
        "6, L-69A177A2, network load balancers, 1 needed",
        "6, L-0EA8095F, rules of one security group, needed"
    })
    void comparesEachQuotaWithTheTemplatesMaxima(int stage, String code, String name, String sum) {
        aws.answers("service-quotas get-service-quota@" + code, AccountThatHasAll.quota(0));

        Sandbox.Result result = check(stage);

        assertThat(result.status()).isEqualTo(1);
        assertThat(result.out().lines().filter(line -> line.startsWith("problem ")))
                .as(result.out())
                .singleElement()
                .asString()
                .contains("quota of " + name, sum, ", 0 allowed", "--quota-code " + code);
    }

    @Test
    void countsWhatOthersUseAndNotTheStackItself() {
        String tags = "'Tags':[{'Key':'aws:cloudformation:stack-name','Value':'%s'}]";
        String server = "{'InstanceType':'m7g.large','CpuOptions':{'CoreCount':2,'ThreadsPerCore':1},%s}";
        aws.answers(
                "ec2 describe-instances",
                "{'Reservations':[{'Instances':[%s,%s]}]}"
                        .formatted(
                                server.formatted(tags.formatted("scaling-stages")),
                                server.formatted(tags.formatted("b"))));

        assertThat(check(3).out()).containsPattern("processors .* 24 needed, 2 used by others, 1000 allowed");
    }

    @Test
    void takesAwsOwnDefaultWhereTheAccountHasNoQuotaOfItsOwn() {
        aws.answers("service-quotas get-service-quota", "error NoSuchResourceException none")
                .answers("service-quotas get-aws-default-service-quota", AccountThatHasAll.quota(5));

        assertThat(check(1).out()).contains("2 needed, 0 used by others, 5 allowed");
    }
}
