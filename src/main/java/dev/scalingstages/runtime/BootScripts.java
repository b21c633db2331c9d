package dev.scalingstages.runtime;

import dev.scalingstages.security.Arns;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import software.amazon.awscdk.Aws;
import software.constructs.Construct;

/**
 * The boot scripts, shipped as one archive in the system's assets, and the user data that fetches and runs them at
 * every boot. The scripts are files under {@code src/main/resources/boot}; only the environment differs by server.
 */
public final class BootScripts extends Construct {
    private static final String DIRECTORY = "boot";

    private final String archiveArn;
    private final String fingerprint;
    private final String userData;

    public BootScripts(Construct scope, String id) {
        super(scope, id);
        FolderAsset archive = new FolderAsset(this, "Archive", DIRECTORY, List.of());
        String bucket = archive.bucket();
        String objectKey = archive.objectKey();
        archiveArn = Arns.ofObjects(bucket, objectKey);
        fingerprint = archive.hash();
        userData = ClasspathFile.text(DIRECTORY + "/user-data.mime")
                .replace(
                        "@SCRIPT@",
                        ClasspathFile.text(DIRECTORY + "/user-data.sh").stripTrailing())
                .replace("@BOOT_BUCKET@", bucket)
                .replace("@BOOT_KEY@", objectKey)
                .replace("@REGION@", Aws.REGION);
    }

    /** The ARN of the archive, the only object of the asset bucket that every server may read. */
    public String archiveArn() {
        return archiveArn;
    }

    /** The archive's fingerprint: it changes when a script changes, and only then. */
    public String fingerprint() {
        return fingerprint;
    }

    /**
     * The user data of one kind of server.
     *
     * @param environment the lines of the server's environment file
     */
    public String userData(Map<String, String> environment) {
        return userData.replace(
                "@ENVIRONMENT@",
                environment.entrySet().stream()
                        .map(entry -> entry.getKey() + "=" + entry.getValue())
                        .collect(Collectors.joining("\n")));
    }
}
