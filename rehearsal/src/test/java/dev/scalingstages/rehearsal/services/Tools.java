package dev.scalingstages.rehearsal.services;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;

/** What tests of the services need of the machine. */
public final class Tools {
    private Tools() {}

    /** Fails, with what to do, when a program is missing: no test passes because a tool is not there. */
    public static void require(String... programs) {
        for (String program : programs) {
            boolean found = Arrays.stream((System.getenv("PATH") + ":/usr/sbin:/sbin").split(File.pathSeparator))
                    .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
            if (!found) {
                throw new AssertionError(program + " is not installed: bin/install-rehearsal-tools installs it");
            }
        }
    }

    /** Lets servers that run as users of their own enter a folder of a test. */
    public static Path open(Path folder) throws IOException {
        return Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
}
