package dev.scalingstages.requirements.everystage;

import static dev.scalingstages.testing.Edits.set;
import static org.assertj.core.api.Assertions.assertThat;

import dev.scalingstages.stage.ScalingStage;
import dev.scalingstages.testing.AlarmLimits;
import dev.scalingstages.testing.CloudTemplate;
import dev.scalingstages.testing.CloudTemplate.Resource;
import dev.scalingstages.testing.LiveStack;
import dev.scalingstages.testing.Row;
import dev.scalingstages.testing.StagesFrom;
import dev.scalingstages.testing.Templates;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** X7: the alarm of memory rings when memory gets short, and not because the buffer pool is as large as it was told. */
class DatabaseMemoryTest {
    private static final double MIB = 1024d * 1024;

    /** What README and settings allow for a connection. */
    private static final double CONNECTION_MIB = 10;

    /** Of those that a database accepts, in quiet times: pools keep theirs, and deploys double them. */
    private static final double USED_CONNECTIONS = 0.5;

    /** Operating system, RDS's agents and MySQL's own tables, of the machine's memory: our assumption, to be measured. */
    private static final double SYSTEM_SHARE = 0.1;

    @StagesFrom(2)
    @Row("X7")
    @DisplayName("with the pool full and half of the connections in use, the alarm is silent")
    void theAlarmFitsClassAndPool(ScalingStage stage) {
        assertThat(wrong(Templates.of(stage), USED_CONNECTIONS)).isEmpty();
    }

    @ParameterizedTest(name = "{0} GiB in {1} with {2} percent")
    @Row("X7")
    @DisplayName("so it is in the smallest and the largest class, with the smallest and the largest pool")
    @CsvSource({
        "4, db.t4g.medium, 25",
        "4, db.t4g.medium, 80",
        "4, db.t3.medium, 75",
        "8, db.m5.large, 80",
        "16, db.t4g.xlarge, 75",
        "64, db.x2g.xlarge, 80",
        "256, db.x2iedn.2xlarge, 75",
        "768, db.r8gd.24xlarge, 80",
        "1024, db.r6i.32xlarge, 25"
    })
    void theAlarmFitsEachClass(int memoryGiB, String instanceClass, int percent) {
        CloudTemplate template = synthesized(instanceClass, percent);
        assertThat(memoryAlarms(template).map(alarm -> alarm.at("/Threshold").asDouble() / MIB))
                .containsExactly(Math.floor(memoryGiB * 1024 * (100 - percent) / 1000d));
        assertThat(wrong(template, 0)).isEmpty();
    }

    @Test
    @Row("X7")
    void theCheckObjectsTo() {
        for (double mebibytes : List.of(256d, 1d)) {
            CloudTemplate template = Templates.of(ScalingStage.SEPARATE_STORAGE);
            memoryAlarms(template).forEach(alarm -> template.mutate(alarm, set("Threshold", mebibytes * MIB)));
            assertThat(wrong(template, USED_CONNECTIONS))
                    .as("%s MiB", mebibytes)
                    .hasSize(1);
        }
    }

    private static CloudTemplate synthesized(String instanceClass, int percent) {
        Map<String, Object> settings =
                Map.of("databaseInstanceClass", instanceClass, "databaseBufferPoolPercent", percent);
        return LiveStack.of(ScalingStage.SEPARATE_STORAGE, settings);
    }

    private static Stream<Resource> memoryAlarms(CloudTemplate template) {
        return template.resources("AWS::CloudWatch::Alarm").stream()
                .filter(alarm ->
                        alarm.properties().findValuesAsText("MetricName").contains("FreeableMemory"));
    }

    private static List<String> wrong(CloudTemplate template, double usedConnections) {
        List<String> faults = new ArrayList<>();
        for (Resource database : template.resources("AWS::RDS::DBInstance")) {
            AlarmLimits.only(template, "FreeableMemory", database)
                    .map(limit -> fault(template, limit.value() / MIB, database, usedConnections))
                    .orElse(Optional.of(" has no limit"))
                    .ifPresent(fault -> faults.add("the alarm on " + database + fault));
        }
        return faults;
    }

    private static Optional<String> fault(
            CloudTemplate template, double threshold, Resource database, double usedConnections) {
        Resource parameters = template.target(database.at("/DBParameterGroupName"));
        double memory = memoryMiB(database.text("/DBInstanceClass"));
        double left = memory * (1 - poolShare(parameters));
        double connections = parameters.at("/Parameters/max_connections").asDouble() * usedConnections * CONNECTION_MIB;
        double free = left - connections - memory * SYSTEM_SHARE;
        if (threshold >= free) {
            return Optional.of(
                    " rings below %.0f MiB, and %.0f MiB are free in quiet times".formatted(threshold, free));
        }
        return threshold < left / 20
                ? Optional.of(" rings only below %.0f MiB of %.0f MiB".formatted(threshold, left))
                : Optional.empty();
    }

    private static double poolShare(Resource parameters) {
        String size = parameters.text("/Parameters/innodb_buffer_pool_size");
        return Integer.parseInt(size.replaceAll("\\{DBInstanceClassMemory\\*([0-9]+)/100}", "$1")) / 100d;
    }

    /** Written down, so that the reading of names in the application is compared with something. */
    private static double memoryMiB(String instanceClass) {
        return 1024
                * Map.ofEntries(
                                Map.entry("db.t3.medium", 4),
                                Map.entry("db.t4g.medium", 4),
                                Map.entry("db.m5.large", 8),
                                Map.entry("db.m7g.large", 8),
                                Map.entry("db.r7g.large", 16),
                                Map.entry("db.t4g.xlarge", 16),
                                Map.entry("db.r7g.xlarge", 32),
                                Map.entry("db.r7g.2xlarge", 64),
                                Map.entry("db.x2g.xlarge", 64),
                                Map.entry("db.x2iedn.2xlarge", 256),
                                Map.entry("db.r8gd.24xlarge", 768),
                                Map.entry("db.r6i.32xlarge", 1024))
                        .get(instanceClass);
    }
}
