package dev.scalingstages.tooling;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scalingstages.testing.BesideTheCdk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
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
    void linksLeadSomewhere() throws IOException {
        List<Path> documents = documents();
        assertThat(documents).contains(Path.of("README.md"), Path.of("docs/settings.md"));
        List<String> broken = new ArrayList<>();
        for (Path document : documents) {
            broken.addAll(broken(document, Files.readString(document)));
        }
        assertThat(broken).isEmpty();
    }

    @Test
    void objectsToMissingFilesAndHeadings() throws IOException {
        Path readme = Path.of("README.md");
        assertThat(broken(readme, "[a](docs/nowhere.md) [b](docs/deploying.md#nowhere) [c](#nowhere)\n"))
                .containsExactly(
                        "README.md: docs/nowhere.md", "README.md: docs/deploying.md#nowhere", "README.md: #nowhere");
        assertThat(broken(
                        readme,
                        "[a](docs/deploying.md#account-and-region) [b](https://example.com) [c](#d-e)\n# D, `e`!"))
                .isEmpty();
    }

    private static List<Path> documents() throws IOException {
        List<Path> documents = new ArrayList<>(List.of(Path.of("README.md"), Path.of("CONTRIBUTING.md")));
        for (String folder : List.of("docs", "stages")) {
            try (Stream<Path> files = Files.walk(Path.of(folder))) {
                files.filter(file -> file.toString().endsWith(".md")).sorted().forEach(documents::add);
            }
        }
        return documents;
    }

    private static List<String> broken(Path document, String text) throws IOException {
        List<String> broken = new ArrayList<>();
        for (Matcher link = LINK.matcher(CODE.matcher(text).replaceAll("")); link.find(); ) {
            String target = link.group(1);
            if (target.matches("[a-z]+:.*")) {
                continue;
            }
            int hash = target.indexOf('#');
            String file = hash < 0 ? target : target.substring(0, hash);
            Path path =
                    file.isEmpty() ? document : document.resolveSibling(file).normalize();
            boolean leads = Files.exists(path);
            if (leads && hash >= 0) {
                leads = anchors(file.isEmpty() ? text : Files.readString(path)).contains(target.substring(hash + 1));
            }
            if (!leads) {
                broken.add(document + ": " + target);
            }
        }
        return broken;
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
