package dev.scalingstages.settings;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The page of all settings, in groups: name, default, what is allowed, and beneath it the reason. */
final class SettingsTable {
    private static final String INTRODUCTION = """
            # Settings

            Generated from the definitions in the package `settings`; do not edit.

            Settings are CDK context: under `context` in `cdk.json`, or by `-c name=value` for one command. Keep those of a
            live stack in `cdk.json`, since a setting given by `-c` is forgotten at the next deploy. All problems are reported
            at once, with exit status 1, and nothing is written. A list has commas between its elements, or is a JSON list.

            A setting whose defaults name stages is used at those stages only.
            """;

    private static final Set<String> OPERATIONS = Set.of(
            SystemSettings.SSH_CIDRS,
            SystemSettings.KEY_PAIR_NAME,
            SystemSettings.ALARM_EMAIL,
            SystemSettings.INCIDENT_URL);

    /** The settings that belong together, by what they are about. */
    enum Group {
        SYSTEM,
        SERVERS,
        DATA,
        OPERATIONS;

        static Group of(SettingDefinition definition) {
            String name = definition.name();
            if (SettingsTable.OPERATIONS.contains(name)) {
                return OPERATIONS;
            }
            if (ServerSizeSettings.definitions().stream()
                    .anyMatch(size -> size.name().equals(name))) {
                return SERVERS;
            }
            return SettingCatalogue.SIZE_NAMES.contains(name) || name.equals(SystemSettings.DATABASE_VERSION)
                    ? DATA
                    : SYSTEM;
        }

        private String heading() {
            return name().charAt(0) + name().substring(1).toLowerCase(Locale.ROOT);
        }
    }

    private SettingsTable() {}

    static String markdown() {
        return Stream.of(Group.values()).map(SettingsTable::table).collect(Collectors.joining("", INTRODUCTION, ""));
    }

    private static String table(Group group) {
        String heading = "\n## " + group.heading() + "\n\n"
                + row(List.of("Setting", "Default", "Allowed"))
                + row(List.of("---", "---", "---"));
        return SettingCatalogue.ALL.stream()
                .filter(definition -> Group.of(definition) == group)
                .map(definition -> row(List.of(
                        "`" + definition.name() + "`",
                        definition.defaults().text().replace("), ", ")<br>"),
                        definition.allowed() + "<br>_" + definition.reason() + "._")))
                .collect(Collectors.joining("", heading, ""));
    }

    private static String row(List<String> cells) {
        return cells.stream().map(cell -> cell.replace("|", "\\|")).collect(Collectors.joining(" | ", "| ", " |\n"));
    }
}
