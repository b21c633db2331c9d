package dev.scalingstages.rehearsal.play;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.scalingstages.review.template.Template;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * A template as {@code cdk synth} writes it, with the list of what a deploy publishes for it beside.
 *
 * @param template the template
 * @param published what is published, by key in the assets' bucket
 * @param bucket the assets' bucket
 */
public record Assembly(Template template, Map<String, Path> published, String bucket) {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** A file that servers trust and that AWS's databases are known by; here another authority stands for AWS's. */
    private static final String DATABASE_AUTHORITY = "tls/rds-ca.pem";

    public Assembly {
        published = Map.copyOf(published);
    }

    /**
     * Reads a template and what belongs to it; executable assets are built by their command.
     *
     * @param project where such commands run
     * @throws IOException when there is no list of assets beside the template
     */
    public static Assembly read(Path template, Path project) throws IOException, InterruptedException {
        String name = template.getFileName().toString().replaceFirst("\\.template\\.json$", "");
        Path list = template.resolveSibling(name + ".assets.json");
        if (!Files.exists(list)) {
            throw new IOException(template + ": there is no " + list.getFileName()
                    + " beside it, which says what a deploy publishes; `cdk synth` writes both");
        }
        Map<String, Path> published = new TreeMap<>();
        String bucket = "";
        for (JsonNode file : JSON.readTree(list.toFile()).path("files")) {
            JsonNode destination = file.path("destinations").elements().next();
            String key = destination.path("objectKey").asText();
            if (key.endsWith(".json")) {
                continue;
            }
            bucket = destination.path("bucketName").asText();
            published.put(key, source(file.path("source"), template, project));
        }
        return new Assembly(Template.read(template), published, bucket);
    }

    private static Path source(JsonNode source, Path template, Path project) throws IOException, InterruptedException {
        if (!source.has("executable")) {
            return template.resolveSibling(source.path("path").asText());
        }
        List<String> command = new ArrayList<>();
        source.path("executable").forEach(word -> command.add(word.asText()));
        Process process = new ProcessBuilder(command)
                .directory(project.toFile())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        if (process.waitFor() != 0) {
            throw new IOException(String.join(" ", command) + " failed");
        }
        return Path.of(output);
    }

    /**
     * The content of what is published under a key, zipped if it is a folder.
     *
     * @param databaseAuthority in place of the certificates of AWS's authorities for databases
     */
    public byte[] content(String key, Path databaseAuthority) throws IOException {
        Path source = published.get(key);
        if (Files.isRegularFile(source)) {
            return Files.readAllBytes(source);
        }
        java.io.ByteArrayOutputStream bytes = new java.io.ByteArrayOutputStream();
        try (Stream<Path> files = Files.walk(source)) {
            zip(source, files.filter(Files::isRegularFile).sorted().toList(), databaseAuthority, bytes);
        }
        return bytes.toByteArray();
    }

    private static void zip(Path folder, List<Path> files, Path databaseAuthority, OutputStream into)
            throws IOException {
        try (ZipOutputStream zip = new ZipOutputStream(into)) {
            for (Path file : files) {
                String name = folder.relativize(file).toString();
                zip.putNextEntry(new ZipEntry(name));
                Files.copy(name.equals(DATABASE_AUTHORITY) ? databaseAuthority : file, zip);
            }
        }
    }
}
