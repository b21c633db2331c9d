package dev.scalingstages.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scalingstages.testing.BesideTheCdk;
import dev.scalingstages.testing.ProjectFiles;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Which package may use which: dependencies go down only, so there is no cycle. */
@BesideTheCdk
class LayersTest {
    /** From the bottom; a package uses packages of lower layers only, not its neighbours. */
    private static final List<Set<String>> LAYERS = List.of(
            Set.of("settings", "versions"),
            Set.of("review.template", "security"),
            Set.of("monitoring", "review.knowledge"),
            Set.of("network", "review.plan"),
            Set.of("runtime", "review.judge"),
            Set.of("storage", "database"),
            Set.of("data", "delivery", "operations"),
            Set.of("servers"),
            Set.of("stage", "review.report"),
            Set.of("steps", "review.command"),
            Set.of("."));

    /** What tells the review of the application, and starts both. */
    private static final Set<String> WHERE_THEY_MEET = Set.of(".", "steps");

    private static final Pattern CDK = Pattern.compile("software\\.(amazon|constructs)");

    private static final Pattern OURS =
            Pattern.compile("\\bdev\\.scalingstages\\.(?:([a-z0-9]+(?:\\.[a-z0-9]+)*)\\.)?[A-Z*]");

    @Test
    void everyPackageHasALayer() {
        Set<String> layered = new TreeSet<>();
        LAYERS.forEach(layered::addAll);
        assertThat(uses().keySet()).isEqualTo(layered);
    }

    @Test
    @DisplayName("CONTRIBUTING lists the layers, the highest first")
    void theLayersAreDocumented() {
        List<String> documented = ProjectFiles.text(Path.of("CONTRIBUTING.md"))
                .replaceFirst("(?s).*\\n## Layers\\n.*?```\\n", "")
                .replaceFirst("(?s)```.*", "")
                .lines()
                .map(line -> line.split(" {2,}")[0])
                .toList();
        List<String> layers = new ArrayList<>();
        LAYERS.forEach(layer -> layers.add(0, String.join(", ", new TreeSet<>(layer))));
        assertThat(documented).isEqualTo(layers);
    }

    @Test
    @DisplayName("A package uses lower layers only")
    void dependenciesGoDown() {
        assertThat(upward(uses())).isEmpty();
    }

    @Test
    @DisplayName("Parts know neither stages nor settings; settings know nothing of ours")
    void partsKnowNoStages() {
        uses().forEach((user, used) -> {
            if (!Set.of(".", "stage", "steps").contains(user)) {
                assertThat(used).as("what %s uses", user).doesNotContain("stage", "settings", ".");
            }
        });
        assertThat(uses().get("settings")).as("what settings use").isEmpty();
    }

    @Test
    @DisplayName("Settings are plain Java")
    void settingsArePlainJava() {
        assertThat(SourceFiles.below(SourceFiles.MAIN.resolve("settings")).stream()
                        .flatMap(file -> SourceFiles.code(file).lines())
                        .filter(line -> line.startsWith("import "))
                        .map(line -> line.replaceFirst("import (static )?", "")))
                .isNotEmpty()
                .allMatch(name -> name.startsWith("java.") || name.startsWith("dev.scalingstages.settings."));
    }

    @Test
    @DisplayName("The review knows nothing of the application, and the application's parts nothing of the review")
    void theReviewStandsAlone() {
        assertThat(acrossPrograms(uses())).isEmpty();
    }

    @Test
    @DisplayName("The review knows no CDK")
    void theReviewKnowsNoCdk() {
        List<Path> review = SourceFiles.below(SourceFiles.MAIN).stream()
                .filter(file -> isReview(SourceFiles.packageOf(file)))
                .toList();
        assertThat(review)
                .isNotEmpty()
                .allSatisfy(file -> assertThat(SourceFiles.code(file)).doesNotContainPattern(CDK));
        assertThat(SourceFiles.code(SourceFiles.MAIN.resolve("SystemStack.java")))
                .containsPattern(CDK);
    }

    @Test
    @DisplayName("The check objects to a review that knows a stage, and to a stage that knows the review")
    void aMeetingOfTheProgramsIsFound() {
        Map<String, Set<String>> uses = uses();
        uses.get("review.report").add("settings");
        uses.get("stage").add("review.plan");
        assertThat(acrossPrograms(uses))
                .containsExactlyInAnyOrder("review.report uses settings", "stage uses review.plan");
    }

    @Test
    @DisplayName("The check objects to a package that looks up, and to one that looks at a neighbour")
    void aLookUpIsFound() {
        Map<String, Set<String>> uses = uses();
        uses.get("network").add("servers");
        uses.get("data").add("delivery");
        uses.get("storage").add("settings");
        assertThat(upward(uses)).containsExactlyInAnyOrder("network uses servers", "data uses delivery");
    }

    private static List<String> acrossPrograms(Map<String, Set<String>> uses) {
        List<String> across = new ArrayList<>();
        uses.forEach((user, used) -> used.stream()
                .filter(each -> isReview(user) != isReview(each) && !WHERE_THEY_MEET.contains(user))
                .forEach(each -> across.add(user + " uses " + each)));
        return across;
    }

    private static boolean isReview(String name) {
        return name.startsWith("review");
    }

    private static List<String> upward(Map<String, Set<String>> uses) {
        List<String> upward = new ArrayList<>();
        uses.forEach((user, used) -> used.stream()
                .filter(each -> layer(each) >= layer(user))
                .forEach(each -> upward.add(user + " uses " + each)));
        return upward;
    }

    private static int layer(String name) {
        for (int layer = 0; layer < LAYERS.size(); layer++) {
            if (LAYERS.get(layer).contains(name)) {
                return layer;
            }
        }
        throw new AssertionError("package " + name + " has no layer");
    }

    /** Which packages of ours each package names, in imports or in full. */
    private static Map<String, Set<String>> uses() {
        Map<String, Set<String>> uses = new TreeMap<>();
        SourceFiles.below(SourceFiles.MAIN).forEach(file -> {
            String user = SourceFiles.packageOf(file);
            Set<String> used = uses.computeIfAbsent(user, each -> new TreeSet<>());
            Matcher matcher = OURS.matcher(SourceFiles.code(file));
            while (matcher.find()) {
                String name = matcher.group(1) == null ? "." : matcher.group(1);
                if (!name.equals(user)) {
                    used.add(name);
                }
            }
        });
        return uses;
    }
}
