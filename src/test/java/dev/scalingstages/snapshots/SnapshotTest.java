package dev.scalingstages.snapshots;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scalingstages.testing.Configuration;
import dev.scalingstages.testing.EachConfiguration;
import dev.scalingstages.testing.ProjectFiles;
import dev.scalingstages.testing.ReadsTemplates;
import dev.scalingstages.testing.SnapshotUpdate;
import dev.scalingstages.testing.Variant;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The templates that are committed are the ones that the app synthesizes. */
@ReadsTemplates
class SnapshotTest {
    /** What reviewers diff. */
    private static final Path STAGES = Path.of("stages");

    /** The other variants. */
    private static final Path OTHERS = Path.of("src", "test", "resources", "snapshots");

    private static final String UPDATE = SnapshotUpdate.TEMPLATES;

    @EachConfiguration
    void theTemplateIsTheCommittedOne(Configuration configuration) {
        new Snapshot(file(configuration), UPDATE).check(configuration.template().json(), SnapshotUpdate.ofThisRun());
    }

    @Test
    void noSnapshotIsLeftOver() {
        Set<Path> expected = Configuration.all().map(SnapshotTest::file).collect(Collectors.toSet());
        List<Path> found = Stream.concat(files(STAGES).filter(file -> file.endsWith("template.json")), files(OTHERS))
                .toList();
        assertThat(found)
                .as("snapshots that no test compares with: remove them")
                .filteredOn(file -> !expected.contains(file))
                .isEmpty();
    }

    private static Path file(Configuration configuration) {
        String slug = configuration.stage().slug();
        if (configuration.variant() == Variant.WITH_DOMAIN) {
            return STAGES.resolve(slug).resolve("template.json");
        }
        String variant = configuration.variant().name().toLowerCase(Locale.ROOT).replace('_', '-');
        return OTHERS.resolve(variant).resolve(slug + ".json");
    }

    private static Stream<Path> files(Path directory) {
        return Files.isDirectory(directory) ? ProjectFiles.below(directory, "").stream() : Stream.of();
    }
}
