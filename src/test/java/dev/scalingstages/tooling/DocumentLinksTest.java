package dev.scalingstages.tooling;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scalingstages.testing.BesideTheCdk;
import dev.scalingstages.testing.ProjectFiles;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A link from one document of the project to another leads somewhere, to the heading that it names. */
@BesideTheCdk
class DocumentLinksTest {
    private static final Pattern LINK = Pattern.compile("\\]\\(([^)\\s]+)\\)");
    private static final Pattern CODE = Pattern.compile("(?ms)^ *```.*?^ *```");
    private static final Pattern HEADING = Pattern.compile("(?m)^#+ (.+)$|<a id=\"([^\"]+)\">");

    @Test
    void linksLeadSomewhere() {
        assertThat(Stream.of("docs", "stages").flatMap(folder -> ProjectFiles.below(Path.of(folder), ".md").stream()))
                .contains(Path.of("docs/settings.md"))
                .flatMap(document -> broken(document, ProjectFiles.text(document)))
                .isEmpty();
        for (String document : List.of("README.md", "CONTRIBUTING.md")) {
            assertThat(broken(Path.of(document), ProjectFiles.text(document))).isEmpty();
        }
    }

    @Test
    void objectsToMissingFilesAndHeadings() {
        Path readme = Path.of("README.md");
        assertThat(broken(readme, "[a](docs/nowhere.md) [b](docs/deploying.md#nowhere) [c](#nowhere)\n"))
                .containsExactly(
                        "README.md: docs/nowhere.md", "README.md: docs/deploying.md#nowhere", "README.md: #nowhere");
        String right = "[a](docs/deploying.md#account-and-region) [b](https://example.com) [c](#d-e)\n# D, `e`!";
        assertThat(broken(readme, right)).isEmpty();
    }

    private static List<String> broken(Path document, String text) {
        return LINK.matcher(CODE.matcher(text).replaceAll(""))
                .results()
                .map(link -> link.group(1))
                .filter(target -> !target.matches("[a-z]+:.*") && !leads(document, text, target))
                .map(target -> document + ": " + target)
                .toList();
    }

    private static boolean leads(Path document, String text, String target) {
        String[] parts = target.split("#", 2);
        Path path = parts[0].isEmpty()
                ? document
                : document.resolveSibling(parts[0]).normalize();
        return Files.exists(path)
                && (parts.length == 1
                        || anchors(parts[0].isEmpty() ? text : ProjectFiles.text(path))
                                .contains(parts[1]));
    }

    /** As GitHub makes them: lower case, without punctuation, hyphens for spaces. */
    private static Set<String> anchors(String text) {
        return HEADING.matcher(CODE.matcher(text).replaceAll(""))
                .results()
                .map(heading -> heading.group(1) == null
                        ? heading.group(2)
                        : heading.group(1)
                                .toLowerCase(Locale.ROOT)
                                .replaceAll("[^\\p{L}\\p{N} _-]", "")
                                .replace(' ', '-'))
                .collect(Collectors.toSet());
    }
}
