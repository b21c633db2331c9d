package dev.scalingstages.settings;

import java.util.List;
import java.util.stream.Collectors;

/** The README's table of settings, between its markers. */
final class SettingsTable {
    static final String BEGIN = "<!-- settings:begin -->";
    static final String END = "<!-- settings:end -->";

    private SettingsTable() {}

    /** The table with a line feed after each row. */
    static String markdown() {
        String heading = row(List.of("Setting", "Type", "Allowed", "Default", "Reason", "Example"))
                + row(List.of("---", "---", "---", "---", "---", "---"));
        return SettingCatalogue.ALL.stream()
                .map(definition -> row(List.of(
                        "`" + definition.name() + "`",
                        definition.kind().label(),
                        definition.allowed(),
                        definition.defaults().text(),
                        definition.reason(),
                        "`" + definition.example() + "`")))
                .collect(Collectors.joining("", heading, ""));
    }

    /**
     * The text with a new table between the markers.
     *
     * @throws IllegalArgumentException if the markers aren't there, once each and in order
     */
    static String putInto(String readme) {
        int begin = readme.indexOf(BEGIN);
        int end = readme.indexOf(END);
        boolean once = begin == readme.lastIndexOf(BEGIN) && end == readme.lastIndexOf(END);
        if (begin < 0 || end < begin || !once) {
            throw new IllegalArgumentException("README.md needs " + BEGIN + " and then " + END + ", once each.");
        }
        return readme.substring(0, begin + BEGIN.length()) + "\n" + markdown() + readme.substring(end);
    }

    private static String row(List<String> cells) {
        return cells.stream().map(cell -> cell.replace("|", "\\|")).collect(Collectors.joining(" | ", "| ", " |\n"));
    }
}
