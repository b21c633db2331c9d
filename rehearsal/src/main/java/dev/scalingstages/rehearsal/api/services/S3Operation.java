package dev.scalingstages.rehearsal.api.services;

import dev.scalingstages.rehearsal.api.NotPlayedException;
import dev.scalingstages.rehearsal.api.wire.Encoding;
import dev.scalingstages.rehearsal.api.wire.HttpCall;
import dev.scalingstages.rehearsal.api.wire.HttpCall.Parameter;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What a request to S3 is about.
 *
 * @param bucket empty for the list of buckets
 * @param key of an object, decoded; empty for the bucket itself
 * @param kind which operation it is
 */
record S3Operation(String bucket, String key, Kind kind) {
    /** Parameters that name no other operation: of signatures, and of plain reads and lists. */
    private static final Set<String> PLAIN = Set.of(
            "list-type",
            "prefix",
            "delimiter",
            "max-keys",
            "marker",
            "continuation-token",
            "start-after",
            "encoding-type",
            "fetch-owner",
            "partNumber",
            "uploadId",
            "x-id",
            "versionId");

    /** The operations that are played, with the action that each needs. */
    enum Kind {
        LIST_BUCKETS("s3:ListAllMyBuckets"),
        LIST("s3:ListBucket"),
        LOCATE("s3:GetBucketLocation"),
        READ("s3:GetObject"),
        WRITE("s3:PutObject"),
        COPY("s3:PutObject"),
        BEGIN_UPLOAD("s3:PutObject"),
        WRITE_PART("s3:PutObject"),
        COMPLETE_UPLOAD("s3:PutObject"),
        ABORT_UPLOAD("s3:AbortMultipartUpload"),
        LIST_PARTS("s3:ListMultipartUploadParts"),
        DELETE("s3:DeleteObject"),
        DELETE_MANY("s3:DeleteObject");

        private final String action;

        Kind(String action) {
            this.action = action;
        }

        String action() {
            return action;
        }

        /** Whether an object is new after it. */
        boolean createsObject() {
            return this == WRITE || this == COPY || this == COMPLETE_UPLOAD;
        }
    }

    /** Reads a request by its host, path, method and parameters. */
    static S3Operation of(HttpCall call) {
        String path = Encoding.decodePath(call.path()).substring(1);
        String host = call.host();
        int s3 = host.startsWith("s3.") || host.startsWith("s3-") ? -1 : host.indexOf(".s3");
        String bucket;
        String key;
        if (s3 > 0) {
            bucket = host.substring(0, s3);
            key = path;
        } else {
            int slash = path.indexOf('/');
            bucket = slash < 0 ? path : path.substring(0, slash);
            key = slash < 0 ? "" : path.substring(slash + 1);
        }
        return new S3Operation(bucket, key, kind(call, bucket, key));
    }

    private static Kind kind(HttpCall call, String bucket, String key) {
        Set<String> names = call.parameters().stream()
                .map(Parameter::name)
                .filter(name -> !name.startsWith("X-Amz-") && !name.startsWith("response-"))
                .collect(Collectors.toSet());
        List<String> special =
                names.stream().filter(name -> !PLAIN.contains(name)).sorted().toList();
        String what = call.method() + (special.isEmpty() ? "" : " ?" + special.getFirst());
        boolean ofUpload = names.contains("uploadId");
        if (bucket.isEmpty()) {
            return only(what, "GET", Kind.LIST_BUCKETS);
        }
        if (key.isEmpty()) {
            return switch (what) {
                case "GET", "HEAD" -> Kind.LIST;
                case "GET ?location" -> Kind.LOCATE;
                case "POST ?delete" -> Kind.DELETE_MANY;
                default -> throw new NotPlayedException(what + " of a bucket");
            };
        }
        return switch (what) {
            case "HEAD" -> Kind.READ;
            case "GET" -> ofUpload ? Kind.LIST_PARTS : Kind.READ;
            case "PUT" -> {
                if (ofUpload) {
                    yield Kind.WRITE_PART;
                }
                yield call.header("x-amz-copy-source").isPresent() ? Kind.COPY : Kind.WRITE;
            }
            case "POST ?uploads" -> Kind.BEGIN_UPLOAD;
            case "POST" -> Kind.COMPLETE_UPLOAD;
            case "DELETE" -> ofUpload ? Kind.ABORT_UPLOAD : Kind.DELETE;
            default -> throw new NotPlayedException(what + " of an object");
        };
    }

    private static Kind only(String what, String wanted, Kind kind) {
        if (!what.equals(wanted)) {
            throw new NotPlayedException(what + " of the service");
        }
        return kind;
    }
}
