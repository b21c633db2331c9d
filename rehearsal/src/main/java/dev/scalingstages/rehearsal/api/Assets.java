package dev.scalingstages.rehearsal.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** The assets of a synthesized stack, as {@code cdk deploy} would put them into the bucket of the bootstrap. */
public final class Assets {
    private static final ObjectMapper JSON = new ObjectMapper();

    private Assets() {}

    /** Makes the file of an asset that a command makes, such as an archive of the service. */
    public interface Builder {
        /** Runs the command, and returns the file. */
        Path build(List<String> command) throws IOException, InterruptedException;
    }

    /**
     * The files of a stack's assets, by {@code BUCKET/KEY}; folders are packed into zips.
     *
     * @param manifest such as {@code cdk.out/scaling-stages-stage-3.assets.json}
     * @param directory exists, and gets the zips
     */
    public static Map<String, Path> files(Path manifest, Place place, Path directory, Builder builder)
            throws IOException, InterruptedException {
        Map<String, Path> files = new HashMap<>();
        for (JsonNode asset : JSON.readTree(manifest.toFile()).path("files")) {
            JsonNode source = asset.path("source");
            Path file = source.has("executable")
                    ? builder.build(source.get("executable")
                            .valueStream()
                            .map(JsonNode::asText)
                            .toList())
                    : manifest.resolveSibling(source.path("path").asText());
            for (JsonNode destination : asset.path("destinations")) {
                String key = destination.path("objectKey").asText();
                boolean packed = source.path("packaging").asText().equals("zip") && Files.isDirectory(file);
                files.put(
                        named(destination.path("bucketName").asText(), place) + "/" + key,
                        packed ? pack(file, directory.resolve(key)) : file);
            }
        }
        return files;
    }

    private static String named(String bucket, Place place) {
        return bucket.replace("${AWS::AccountId}", place.account())
                .replace("${AWS::Region}", place.region())
                .replace("${AWS::Partition}", place.partition());
    }

    private static Path pack(Path folder, Path to) throws IOException {
        try (OutputStream file = Files.newOutputStream(to);
                ZipOutputStream zip = new ZipOutputStream(file);
                Stream<Path> all = Files.walk(folder)) {
            for (Path one : (Iterable<Path>) all.filter(Files::isRegularFile).sorted()::iterator) {
                ZipEntry entry = new ZipEntry(folder.relativize(one).toString());
                entry.setLastModifiedTime(FileTime.fromMillis(0));
                zip.putNextEntry(entry);
                Files.copy(one, zip);
                zip.closeEntry();
            }
        }
        return to;
    }
}
