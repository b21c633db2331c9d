package dev.scalingstages.rehearsal.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.scalingstages.rehearsal.stack.Durations.Operation;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class DurationTableTest {
    private final DurationTable durations = DurationTable.scaledBy(10);

    private static Declaration database(String properties) {
        return declaration("AWS::RDS::DBInstance", "'Properties': {%s}".formatted(properties));
    }

    private static Declaration declaration(String type, String rest) {
        var json = Stacks.template("{'Resources': {'A': {'Type': '%s', %s}}}".formatted(type, rest));
        try {
            return new Blueprint(json, Stacks.ENVIRONMENT, Map.of(), Lookups.none()).declare("A", (id, name) -> "");
        } catch (FailureException e) {
            throw new IllegalArgumentException(e);
        }
    }

    @Test
    void theLongestRowThatAppliesCountsAndIsScaled() {
        assertThat(durations.of("AWS::RDS::DBInstance", Operation.CREATE)).isEqualTo(Duration.ofSeconds(60));
        assertThat(durations.of(Operation.CREATE, database("'MultiAZ': false"), Set.of()))
                .isEqualTo(Duration.ofSeconds(60));
        assertThat(durations.of(Operation.CREATE, database("'MultiAZ': true"), Set.of()))
                .isEqualTo(Duration.ofSeconds(90));
        assertThat(durations.of(Operation.UPDATE, database(""), Set.of("Tags"))).isEqualTo(Duration.ofSeconds(3));
        assertThat(durations.of(Operation.UPDATE, database(""), Set.of("MultiAZ", "Tags")))
                .isEqualTo(Duration.ofSeconds(90));
        Declaration kept = declaration("AWS::RDS::DBInstance", "'DeletionPolicy': 'Snapshot'");
        assertThat(durations.of(Operation.DELETE, kept, Set.of())).isEqualTo(Duration.ofSeconds(48));
    }

    @Test
    void whatIsNotInTheTableTakesNoTime() {
        assertThat(durations.of("AWS::AutoScaling::AutoScalingGroup", Operation.CREATE))
                .isZero();
    }

    @Test
    void scalesOtherDurations() {
        assertThat(durations.scaled(Duration.ofMinutes(15))).isEqualTo(Duration.ofSeconds(90));
        assertThatThrownBy(() -> DurationTable.scaledBy(0)).isInstanceOf(IllegalArgumentException.class);
    }
}
