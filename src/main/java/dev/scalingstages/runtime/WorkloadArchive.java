package dev.scalingstages.runtime;

import dev.scalingstages.security.Arns;
import java.nio.file.Path;
import java.util.List;
import software.amazon.awscdk.FileAssetLocation;
import software.amazon.awscdk.FileAssetSource;
import software.amazon.awscdk.Stack;
import software.constructs.Construct;

/**
 * The application that the servers run, as an asset. It is built when assets are published, by
 * {@code bin/workload-archive}, and not at each synth. Its name comes from its sources, so the templates are the same
 * on every machine.
 */
public final class WorkloadArchive {
    private static final Path FOLDER = Path.of("workload");

    /** What the archive is built from; tests and documentation are not. */
    private static final List<Path> SOURCES = List.of(FOLDER.resolve("pom.xml"), FOLDER.resolve("src/main"));

    /** Computed once for all stacks, since it reads several hundred files. */
    private static final String FINGERPRINT = ClasspathFile.fingerprint(SOURCES);

    private final String bucket;
    private final String objectKey;

    /** @param scope a construct of the stack that the servers are in */
    public WorkloadArchive(Construct scope) {
        FileAssetLocation location = Stack.of(scope)
                .getSynthesizer()
                .addFileAsset(FileAssetSource.builder()
                        .executable(List.of("bin/workload-archive"))
                        // This alone names the object, so it should say what the object is.
                        .sourceHash(FINGERPRINT + ".zip")
                        .displayName("Workload")
                        .build());
        bucket = location.getBucketName();
        objectKey = location.getObjectKey();
    }

    /** The fingerprint of its sources: it changes when the application does. */
    public String fingerprint() {
        return FINGERPRINT;
    }

    /** Lets a kind of server fetch the application, and configures its location. */
    public void installOn(ServerSetup server) {
        server.allow(List.of("s3:GetObject"), List.of(Arns.ofObjects(bucket, objectKey)));
        server.configure("WORKLOAD_BUCKET", bucket);
        server.configure("WORKLOAD_KEY", objectKey);
    }
}
