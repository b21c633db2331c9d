package dev.scalingstages.workload.mysql;

import dev.scalingstages.workload.content.UnavailableException;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import java.util.function.Supplier;

/**
 * Credentials in a file with the lines {@code user=} and {@code password=}, as the single server makes it at boot.
 * Throws {@link UnavailableException} when it cannot be read.
 */
public record CredentialsFile(Path file) implements Supplier<Credentials> {
    @Override
    public Credentials get() {
        Properties lines = new Properties();
        try (Reader reader = Files.newBufferedReader(file)) {
            lines.load(reader);
        } catch (IOException | IllegalArgumentException e) {
            throw new UnavailableException("no credentials in " + file, e);
        }
        if (!lines.containsKey("user") || !lines.containsKey("password")) {
            throw new UnavailableException("no credentials in " + file);
        }
        return new Credentials(lines.getProperty("user"), lines.getProperty("password"));
    }
}
