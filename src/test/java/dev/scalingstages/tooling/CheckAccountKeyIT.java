package dev.scalingstages.tooling;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scalingstages.testing.BesideTheCdk;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code bin/check-account} reads the policy of a key of one's own that the bootstrap's bucket has. */
@BesideTheCdk
class CheckAccountKeyIT extends AccountScenario {
    private static final String THROUGH_S3 =
            "'StringEquals':{'kms:CallerAccount':'111122223333','kms:ViaService':['s3.us-east-1.amazonaws.com']}";

    @BeforeEach
    void aKeyOfOnesOwn() {
        aws.answers(
                "s3api get-bucket-encryption",
                AccountThatHasAll.encryption("'KMSMasterKeyID':'arn:aws:kms:us-east-1:111122223333:key/1'"));
    }

    @Test
    void takesTheKeyThatTheBootstrapMakes() {
        aws.answers("kms get-key-policy", AccountThatHasAll.keyPolicy("'AWS':'*'", THROUGH_S3));

        Sandbox.Result result = check(3);

        assertThat(result.status()).as(result.out() + result.err()).isZero();
        assertThat(result.out()).contains("whose policy lets the account's roles read through S3");
        assertThat(aws.calls("get-key-policy"))
                .containsExactly("kms get-key-policy --key-id arn:aws:kms:us-east-1:111122223333:key/1 --policy-name"
                        + " default");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "'AWS':'111122223333'|" + THROUGH_S3,
                "'Service':'s3.amazonaws.com'|",
                "'AWS':'*'|'StringEquals':{'kms:CallerAccount':'999999999999'}",
                "'AWS':'*'|'StringEquals':{'kms:ViaService':'s3.eu-west-1.amazonaws.com'}",
                "'AWS':'*'|'StringEquals':{'aws:PrincipalTag/team':'a'}",
                "'AWS':'*'|'ArnLike':{'aws:PrincipalArn':'arn:aws:iam::111122223333:role/cdk-*'}"
            })
    void objectsToAKeyThatServersMayNotUse(String policy) {
        String[] parts = policy.split("\\|", -1);
        aws.answers("kms get-key-policy", AccountThatHasAll.keyPolicy(parts[0], parts[1]));

        Sandbox.Result result = check(3);

        assertThat(result.status()).isEqualTo(1);
        assertThat(result.out().lines().filter(line -> line.startsWith("problem ")))
                .singleElement()
                .asString()
                .contains("servers may not use your key", "kms:ViaService s3.us-east-1.amazonaws.com");
    }

    @Test
    void whoMayNotReadThePolicyIsToldThatNobodyKnows() {
        aws.answers("kms get-key-policy", "error AccessDeniedException not allowed");

        assertThat(check(3).out().lines().filter(line -> line.startsWith("unknown ")))
                .singleElement()
                .asString()
                .contains("lack the permission");
    }

    @Test
    void aDenialIsLeftToTheReader() {
        aws.answers(
                "kms get-key-policy",
                AccountThatHasAll.keyPolicy("'AWS':'*'", THROUGH_S3).replace("Allow", "Deny"));

        assertThat(check(3).out().lines().filter(line -> line.startsWith("unknown ")))
                .singleElement()
                .asString()
                .contains("denies decryption");
    }
}
