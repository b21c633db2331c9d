package dev.scalingstages.versions;

import static dev.scalingstages.testing.Edits.set;
import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import dev.scalingstages.settings.Settings;
import dev.scalingstages.stage.ScalingStage;
import dev.scalingstages.testing.CloudTemplate;
import dev.scalingstages.testing.Configuration;
import dev.scalingstages.testing.EachConfiguration;
import dev.scalingstages.testing.ProjectFiles;
import dev.scalingstages.testing.ReadsTemplates;
import dev.scalingstages.testing.Row;
import dev.scalingstages.testing.StagesFrom;
import dev.scalingstages.testing.Templates;
import dev.scalingstages.testing.Variant;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@ReadsTemplates
class PinnedVersionTest {
    /** Long enough to look, to try and to release. */
    private static final int NOTICE_DAYS = 30;

    /** After its release a minor version is supported for about a year; the rest is for looking, trying and releasing. */
    private static final int MONTHS = 9;

    private static final String DATABASE = "AWS::RDS::DBInstance";

    /** Where templates name versions that AWS ends one day. */
    private static final Map<String, String> NAMED = Map.of(
            DATABASE,
            "/EngineVersion",
            "AWS::ElastiCache::ReplicationGroup",
            "/EngineVersion",
            "AWS::Lambda::Function",
            "/Runtime",
            "AWS::Synthetics::Canary",
            "/RuntimeVersion");

    @Test
    @Row("X13")
    void noPinnedVersionWaitsForALook() {
        assertThat(due(Clock.systemUTC())).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    @Row("X13")
    void aMonthBeforeItsDateEachIsObjectedTo(PinnedVersion version) {
        LocalDate early = version.reviewBy().minusDays(NOTICE_DAYS + 1);
        assertThat(due(on(early))).noneMatch(each -> each.startsWith(version.name()));
        assertThat(due(on(early.plusDays(1)))).anyMatch(each -> each.startsWith(version.name()));
        assertThat(due(on(version.reviewBy().plusYears(1)))).anyMatch(each -> each.startsWith(version.name()));
    }

    @Test
    @Row("X13")
    @DisplayName("a version that RDS supports for about a year is objected to nine months after its release")
    void aMinorVersionIsObjectedToInTime() {
        LocalDate released = PinnedVersion.MYSQL.released().orElseThrow();
        assertThat(isObjectedToInTime(released, PinnedVersion.MYSQL.reviewBy())).isTrue();
        // MySQL 8.4.7, with the date of the pin that came after it.
        assertThat(isObjectedToInTime(LocalDate.of(2025, 10, 21), PinnedVersion.MYSQL.reviewBy()))
                .isFalse();
    }

    private static boolean isObjectedToInTime(LocalDate released, LocalDate reviewBy) {
        return !reviewBy.minusDays(NOTICE_DAYS).isAfter(released.plusMonths(MONTHS));
    }

    @EachConfiguration
    @Row("X13")
    void templatesNameNoVersionThatHasNoDate(Configuration configuration) {
        Set<String> dated =
                Arrays.stream(PinnedVersion.values()).map(PinnedVersion::value).collect(toSet());
        assertThat(named(configuration.template()).stream()
                        .filter(version -> !version.equals(
                                configuration.variant().settings().get("databaseVersion"))))
                .isSubsetOf(dated);
    }

    @Test
    @Row("X13")
    @DisplayName("the setting's default is the version of MySQL that has a date")
    void theSettingsDefaultIsTheVersionThatHasADate() {
        assertThat(Settings.parse(Map.of(), Map.of()).databaseVersion()).isEqualTo(PinnedVersion.MYSQL.value());
    }

    @Test
    @Row("X13")
    void theBoxInstallsTheDatabaseThatHasADate() {
        assertThat(ProjectFiles.text("src/main/resources/boot/roles/single-server.sh"))
                .contains("install_packages " + PinnedVersion.BOX_DATABASE.value() + "\n");
    }

    @StagesFrom(2)
    @Row("X13")
    @DisplayName("the setting reaches each database that is made, and a replica gets its source's")
    void theSettingReachesEachDatabase(ScalingStage stage) {
        assertThat(otherVersions(Templates.of(Variant.EVERY_OPTION, stage), "8.4.11"))
                .isEmpty();
    }

    @Test
    @Row("X13")
    @DisplayName("the check objects to a database that has another version, and to a replica that names one")
    void theCheckObjectsToAnotherVersion() {
        CloudTemplate template = Templates.of(Variant.EVERY_OPTION, ScalingStage.DATA_PLATFORM);
        template.resources(DATABASE)
                .forEach(database -> template.mutate(database, set("/Properties/EngineVersion", "8.4.10")));
        assertThat(otherVersions(template, "8.4.11")).hasSameSizeAs(template.resources(DATABASE));
    }

    private static List<String> otherVersions(CloudTemplate template, String version) {
        return template.resources(DATABASE).stream()
                .filter(database -> {
                    String expected = database.has("SourceDBInstanceIdentifier") ? "" : version;
                    return !database.is("/EngineVersion", expected);
                })
                .map(CloudTemplate.Resource::logicalId)
                .toList();
    }

    private static List<String> named(CloudTemplate template) {
        return NAMED.entrySet().stream()
                .flatMap(place -> template.resources(place.getKey()).stream()
                        .map(resource -> resource.at(place.getValue()).asText()))
                // A replica has its source's.
                .filter(version -> !version.isEmpty())
                .toList();
    }

    private static List<String> due(Clock clock) {
        LocalDate soon = LocalDate.now(clock).plusDays(NOTICE_DAYS);
        return Stream.of(PinnedVersion.values())
                .filter(version -> !version.reviewBy().isAfter(soon))
                .map(version -> version + " is " + version.value() + ": look at it before " + version.reviewBy()
                        + ", by: " + version.howToReview())
                .toList();
    }

    private static Clock on(LocalDate day) {
        return Clock.fixed(day.atStartOfDay(ZoneOffset.UTC).toInstant(), ZoneOffset.UTC);
    }
}
