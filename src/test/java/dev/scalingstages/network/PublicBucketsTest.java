package dev.scalingstages.network;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scalingstages.testing.Row;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** X5: the names of AWS's buckets are those that its documentation has for the region. */
class PublicBucketsTest {
    @Test
    @Row("X5")
    @DisplayName("where the plain name is not AWS's, it is not opened: a stranger may own it")
    void theSuffixIsPartOfTheName() {
        assertThat(PublicBuckets.patchBaselines("me-south-1"))
                .extracting(PublicBucketsTest::bucket)
                .containsExactly(
                        "aws-patch-manager-me-south-1-a53fc9dce", "patch-baseline-snapshot-me-south-1-uduvl7q8");
    }

    @ParameterizedTest
    @CsvSource({"eu-central-1, 9163fdaaf", "us-east-2, 552881074", "il-central-1, e221cb57b"})
    @Row("X5")
    @DisplayName("elsewhere there are modules, baselines, and the older place of the modules")
    void allThree(String region, String suffix) {
        assertThat(PublicBuckets.patchBaselines(region))
                .extracting(PublicBucketsTest::bucket)
                .containsExactly(
                        "aws-patch-manager-" + region + "-" + suffix,
                        "patch-baseline-snapshot-" + region,
                        "aws-ssm-" + region);
    }

    @ParameterizedTest
    @ValueSource(strings = {"mx-central-1", "ap-southeast-7", "demonstration"})
    @Row("X5")
    @DisplayName("for a region that AWS does not list nothing is opened")
    void nothingIsGuessed(String region) {
        assertThat(PublicBuckets.patchBaselines(region)).isEmpty();
    }

    private static String bucket(String arn) {
        assertThat(arn).endsWith("/*");
        return arn.substring(arn.indexOf(":::") + 3, arn.length() - 2);
    }
}
