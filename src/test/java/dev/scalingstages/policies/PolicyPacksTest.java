package dev.scalingstages.policies;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scalingstages.testing.Variant;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Comes first: what it synthesizes, with the packs looking on, is what all other tests of templates read. */
@Order(1)
class PolicyPacksTest {
    /** A reason shorter than this, in characters, explains nothing to a reviewer. */
    private static final int SHORTEST_REASON = 30;

    @ParameterizedTest
    @EnumSource
    @DisplayName("AwsSolutions and NIST 800-53 r5: no finding is open")
    void noFindingIsOpen(Variant variant) {
        assertThat(PolicyReview.of(variant).openFindings()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("CDK's own template validation finds nothing")
    void theTemplatesAreValid(Variant variant) {
        assertThat(PolicyReview.of(variant).templateFindings()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("Whatever is accepted has a reason of substance")
    void everyAcceptanceSaysWhy(Variant variant) {
        assertThat(PolicyReview.of(variant).acceptances())
                .isNotEmpty()
                .allSatisfy(acceptance ->
                        assertThat(acceptance.reason().strip()).hasSizeGreaterThanOrEqualTo(SHORTEST_REASON));
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("Whatever is accepted is found, on exactly one resource")
    void everyAcceptanceMatchesAFindingOnOneResource(Variant variant) {
        assertThat(PolicyReview.of(variant).notOnOneResource()).isEmpty();
    }
}
