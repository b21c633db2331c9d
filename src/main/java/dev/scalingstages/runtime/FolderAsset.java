package dev.scalingstages.runtime;

import java.util.List;
import software.amazon.awscdk.AssetStaging;
import software.amazon.awscdk.FileAssetLocation;
import software.amazon.awscdk.FileAssetPackaging;
import software.amazon.awscdk.FileAssetSource;
import software.amazon.awscdk.Stack;
import software.constructs.Construct;

/**
 * A directory of resources, zipped as an asset. The CDK's own {@code Asset} also imports the bucket in order to grant
 * access: Node would load the constructs of S3, IAM and Lambda for that, which nothing here needs.
 */
final class FolderAsset extends Construct {
    private final String hash;
    private final String bucket;
    private final String objectKey;

    /**
     * @param directory such as {@code boot}
     * @param exclude patterns of files to leave out
     */
    FolderAsset(Construct scope, String id, String directory, List<String> exclude) {
        super(scope, id);
        AssetStaging staging = AssetStaging.Builder.create(this, "Stage")
                .sourcePath(ClasspathFile.directory(directory).toString())
                .exclude(exclude)
                .build();
        hash = staging.getAssetHash();
        Stack stack = Stack.of(this);
        FileAssetLocation location = stack.getSynthesizer()
                .addFileAsset(FileAssetSource.builder()
                        .packaging(FileAssetPackaging.ZIP_DIRECTORY)
                        .sourceHash(hash)
                        .fileName(staging.relativeStagedPath(stack))
                        .displayName(directory)
                        .build());
        bucket = location.getBucketName();
        objectKey = location.getObjectKey();
    }

    /** The fingerprint of the files. */
    String hash() {
        return hash;
    }

    /** The name of the bucket that it is in. */
    String bucket() {
        return bucket;
    }

    /** Its name in the bucket. */
    String objectKey() {
        return objectKey;
    }
}
