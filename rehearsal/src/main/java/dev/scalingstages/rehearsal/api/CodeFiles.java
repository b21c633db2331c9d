package dev.scalingstages.rehearsal.api;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/** The files of a function's code. */
final class CodeFiles {
    private CodeFiles() {}

    /** Copies a folder, or unpacks a zip. */
    static void unpack(Path code, Path to) throws IOException {
        Files.createDirectories(to);
        if (Files.isDirectory(code)) {
            try (Stream<Path> files = Files.walk(code)) {
                for (Path file : (Iterable<Path>) files::iterator) {
                    Path copy = to.resolve(code.relativize(file).toString());
                    if (Files.isDirectory(file)) {
                        Files.createDirectories(copy);
                    } else {
                        Files.copy(file, copy);
                    }
                }
            }
            return;
        }
        try (InputStream file = Files.newInputStream(code);
                ZipInputStream zip = new ZipInputStream(file)) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                Path copy = to.resolve(entry.getName()).normalize();
                if (!copy.startsWith(to)) {
                    throw new IOException(code + " has a file outside of it: " + entry.getName());
                }
                if (entry.isDirectory()) {
                    Files.createDirectories(copy);
                } else {
                    Files.createDirectories(copy.getParent());
                    Files.copy(zip, copy);
                }
            }
        }
    }

    /** The file of a handler's module. */
    static Path module(Path code, String name) throws IOException {
        return Stream.of(".js", ".mjs", ".cjs")
                .map(ending -> code.resolve(name + ending))
                .filter(Files::isRegularFile)
                .findFirst()
                .orElseThrow(() -> new IOException("Cannot find module '" + name + "'"));
    }
}
