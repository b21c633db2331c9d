package dev.scalingstages.boot;

import dev.scalingstages.testing.ProjectFiles;

/** Renders the user data in the way that the application's templates do. */
final class UserData {
    private UserData() {}

    /** The shell script alone. */
    static String script(String environment, String key) {
        return fill("@SCRIPT@", environment, key);
    }

    /** The whole multipart document. */
    static String document(String environment, String key) {
        return fill(ProjectFiles.text(FakeServer.SCRIPTS.resolve("user-data.mime")), environment, key);
    }

    private static String fill(String template, String environment, String key) {
        return template.replace(
                        "@SCRIPT@",
                        ProjectFiles.text(FakeServer.SCRIPTS.resolve("user-data.sh"))
                                .stripTrailing())
                .replace("@BOOT_BUCKET@", "assets-111122223333-eu-central-1")
                .replace("@BOOT_KEY@", key)
                .replace("@REGION@", "eu-central-1")
                .replace("@ENVIRONMENT@", environment);
    }
}
