package dev.scalingstages.rehearsal.acts;

import java.nio.file.Path;

/**
 * A template to deploy.
 *
 * @param name as people call it: "stage 3", or the file
 * @param template the file, with the list of its assets beside
 */
public record Subject(String name, Path template) {
    @Override
    public String toString() {
        return name;
    }
}
