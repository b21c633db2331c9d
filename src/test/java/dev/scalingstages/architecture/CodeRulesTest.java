package dev.scalingstages.architecture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;

import dev.scalingstages.SystemStack;
import dev.scalingstages.testing.ProjectFiles;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.constructs.Construct;

/** What must not be in any file. */
class CodeRulesTest {
    private static final int LONGEST = 300;

    /** The application's, the rehearsal's, and those that the rehearsal shares with the service's tests. */
    private static final List<Path> SOURCES = List.of(Path.of("src"), Path.of("rehearsal/src"), Path.of("servers/src"));

    @ParameterizedTest
    @ValueSource(strings = {".java", ".mjs", ".js", ".sh", ".conf", ".mime", ".py"})
    @DisplayName("No file has more than 300 lines")
    void noFileIsLong(String ending) {
        assertThat(SOURCES.stream().flatMap(folder -> ProjectFiles.below(folder, ending).stream()))
                .isNotEmpty()
                .allSatisfy(file -> assertThat(ProjectFiles.text(file).lines().count())
                        .as("lines of %s", file)
                        .isLessThanOrEqualTo(LONGEST));
    }

    @Test
    @DisplayName("Every package says what it holds, its invariant, and where to start reading")
    void everyPackageIsDocumented() {
        List<Path> packages = Stream.of(SourceFiles.MAIN, Path.of("rehearsal/src/main"), Path.of("servers/src/main"))
                .flatMap(folder -> SourceFiles.below(folder).stream())
                .map(Path::getParent)
                .distinct()
                .toList();
        assertThat(packages).allSatisfy(directory -> {
            Path file = directory.resolve("package-info.java");
            assertThat(file).exists();
            assertThat(ProjectFiles.text(file).replaceAll("\\s*\\n \\* ?", " "))
                    .as("documentation of %s", directory)
                    .containsIgnoringCase("invariant")
                    .containsIgnoringCase("start")
                    .contains("{@link");
        });
    }

    @Test
    @DisplayName("Only settings read the environment and context; the application hands the context over")
    void onlySettingsReadTheEnvironment() {
        Pattern reading = Pattern.compile("System\\s*\\.\\s*(getenv|getProperty)|\\.\\s*(tryGetContext|getContext)\\b");
        Pattern handing = Pattern.compile("\\.\\s*getAllContext\\b");
        assertThat(SourceFiles.below(SourceFiles.MAIN)).allSatisfy(file -> {
            String name = SourceFiles.packageOf(file);
            if (!name.equals("settings")) {
                assertThat(SourceFiles.code(file)).as("%s", file).doesNotContainPattern(reading);
            }
            if (!name.equals(".")) {
                assertThat(SourceFiles.code(file)).as("%s", file).doesNotContainPattern(handing);
            }
        });
    }

    @Test
    @DisplayName("Nothing static can change: no field but constants, and no collection that takes more")
    void nothingStaticChanges() throws ReflectiveOperationException {
        for (Class<?> type : classes()) {
            for (Field field : type.getDeclaredFields()) {
                if (Modifier.isStatic(field.getModifiers()) && !field.isSynthetic()) {
                    assertThat(isConstant(field))
                            .as("%s.%s is a constant", type.getName(), field.getName())
                            .isTrue();
                }
            }
        }
    }

    @Test
    void staticStateIsFound() throws ReflectiveOperationException {
        assertThat(isConstant(Mutable.class.getDeclaredField("count"))).isFalse();
        assertThat(isConstant(Mutable.class.getDeclaredField("NAMES"))).isFalse();
        assertThat(isConstant(Mutable.class.getDeclaredField("NUMBERS"))).isFalse();
        assertThat(isConstant(Mutable.class.getDeclaredField("FIXED"))).isTrue();
    }

    @Test
    @DisplayName("Constructs are composed, not inherited from each other, and their fields are final")
    void constructsAreComposed() throws ReflectiveOperationException {
        List<Class<?>> constructs = classes().stream()
                .filter(Construct.class::isAssignableFrom)
                .filter(Predicate.not(SystemStack.class::equals))
                .toList();
        assertThat(constructs).isNotEmpty().allSatisfy(type -> {
            assertThat(type.getSuperclass()).as("parent of %s", type).isEqualTo(Construct.class);
            assertThat(Modifier.isFinal(type.getModifiers()))
                    .as("%s is final", type)
                    .isTrue();
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SingleServer",
                "SeparateStorage",
                "LoadBalanced",
                "ReplicatedReads",
                "Autoscaled",
                "DataPlatform"
            })
    @DisplayName("A stage reads like its diagram: no loop and no condition, and it fits on a few screens")
    void aStageReadsLikeItsDiagram(String stage) {
        String code = SourceFiles.code(SourceFiles.MAIN.resolve("stage/" + stage + ".java"));
        assertThat(code).doesNotContainPattern("\\b(for|while|if|switch)\\s*\\(");
        assertThat(code.lines().count()).isLessThanOrEqualTo(150);
    }

    /** What the check of static state must object to, but for the last. */
    private static final class Mutable {
        static int count;
        static final List<String> NAMES = new java.util.ArrayList<>();
        static final int[] NUMBERS = {1};
        static final List<String> FIXED = List.of("one");
    }

    private static boolean isConstant(Field field) throws ReflectiveOperationException {
        if (!Modifier.isFinal(field.getModifiers()) || field.getType().isArray()) {
            return false;
        }
        field.setAccessible(true);
        Object value = field.get(null);
        boolean holdsOthers = value instanceof Collection<?> || value instanceof Map<?, ?>;
        return !holdsOthers
                || value.getClass().getName().matches("java\\.util\\.(ImmutableCollections|Collections)\\$.*");
    }

    private static List<Class<?>> classes() {
        Path directory = Path.of("target/classes");
        return ProjectFiles.below(directory, ".class").stream()
                .map(file -> directory.relativize(file).toString())
                .filter(file -> !file.endsWith("package-info.class"))
                .map(file -> file.replaceFirst("\\.class$", "").replaceAll("[/\\\\]", "."))
                .<Class<?>>map(name -> assertDoesNotThrow(() -> Class.forName(name)))
                .toList();
    }
}
