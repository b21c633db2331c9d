package dev.scalingstages.snapshots;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.scalingstages.testing.BesideTheCdk;
import dev.scalingstages.testing.SnapshotUpdate;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Test;

@BesideTheCdk
class SnapshotUpdateTest {
    @Test
    void nothingIsUpdatedUnlessAskedFor() {
        assertThat(update(null, null).isAllowed()).isFalse();
        assertThat(update("false", null).isAllowed()).isFalse();
        assertThat(update(null, "true").isAllowed()).isFalse();
    }

    @Test
    void theFlagAsksForIt() {
        assertThat(update("true", null).isAllowed()).isTrue();
        assertThat(update("true", "").isAllowed()).isTrue();
    }

    @Test
    void ciRefusesIt() {
        assertThatThrownBy(() -> update("true", "true").isAllowed())
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("commit them");
        assertThatThrownBy(() -> update("true", "1").isAllowed()).isInstanceOf(AssertionError.class);
    }

    private static SnapshotUpdate update(String flag, String ci) {
        Properties properties = new Properties();
        if (flag != null) {
            properties.setProperty("snapshots.update", flag);
        }
        return new SnapshotUpdate(properties, ci == null ? Map.of() : Map.of("CI", ci));
    }
}
