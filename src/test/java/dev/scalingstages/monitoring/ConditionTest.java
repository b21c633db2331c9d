package dev.scalingstages.monitoring;

import static dev.scalingstages.monitoring.Metric.maximum;
import static dev.scalingstages.monitoring.Metric.sum;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.scalingstages.monitoring.Condition.Missing;
import dev.scalingstages.monitoring.Condition.Side;
import dev.scalingstages.testing.BesideTheCdk;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** A sentence says what CloudWatch is told. */
@BesideTheCdk
class ConditionTest {
    private static final Metric CPU = maximum("AWS/EC2", "CPUUtilization", Map.of());
    private static final Metric FAILED = sum("AWS/Backup", "NumberOfBackupJobsFailed", Map.of());

    @Test
    @DisplayName("Each word is kept, in whichever order they come")
    void eachWordIsKept() {
        for (Condition condition : new Condition[] {
            CPU.below(80).forMinutes(15).missingIsBreaching(),
            CPU.below(80).missingIsBreaching().forMinutes(15)
        }) {
            assertThat(condition.metric()).isEqualTo(CPU);
            assertThat(condition.side()).isEqualTo(Side.BELOW);
            assertThat(condition.threshold()).isEqualTo(80);
            assertThat(condition.periods()).isEqualTo(15);
            assertThat(condition.missing()).isEqualTo(Missing.BAD);
        }
    }

    @Test
    @DisplayName("Without more words one data point suffices, and one that is missing tells nothing")
    void fewWordsHaveAMeaning() {
        Condition condition = CPU.atLeast(1);
        assertThat(condition.side()).isEqualTo(Side.AT_LEAST);
        assertThat(condition.periods()).isEqualTo(1);
        assertThat(condition.missing()).isEqualTo(Missing.UNKNOWN);
    }

    @Test
    @DisplayName("Minutes are minutes, also where a data point is longer")
    void minutesAreMinutes() {
        assertThat(FAILED.every(300).above(0).forMinutes(15).periods()).isEqualTo(3);
        assertThat(FAILED.every(3_600).above(0).forMinutes(60).periods()).isEqualTo(1);
    }

    @Test
    @DisplayName("Minutes that are no whole number of data points are refused")
    void partsOfADataPointAreRefused() {
        Condition hourly = FAILED.every(3_600).above(0);
        assertThatIllegalArgumentException().isThrownBy(() -> hourly.forMinutes(5));
        assertThatIllegalArgumentException().isThrownBy(() -> hourly.forMinutes(90));
        assertThatIllegalArgumentException().isThrownBy(() -> CPU.above(0).forMinutes(0));
    }

    @Test
    @DisplayName("Conditions that differ in more than metric and threshold are not alike")
    void likenessIsAllButMetricAndThreshold() {
        Condition condition = CPU.above(80).forMinutes(15);
        assertThat(condition.isAlike(FAILED.above(1).forMinutes(15))).isTrue();
        assertThat(condition.isAlike(CPU.below(80).forMinutes(15))).isFalse();
        assertThat(condition.isAlike(CPU.above(80).forMinutes(5))).isFalse();
        assertThat(condition.isAlike(CPU.above(80).forMinutes(15).missingIsNotBreaching()))
                .isFalse();
    }
}
