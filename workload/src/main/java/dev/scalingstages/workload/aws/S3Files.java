package dev.scalingstages.workload.aws;

import dev.scalingstages.workload.content.Files;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.NoSuchFileException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.awscore.AwsRequestOverrideConfiguration;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.UploadPartResponse;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;

/**
 * Files in S3, from stage 2 on. The bucket encrypts objects by default. Clients upload to S3 itself, with an address
 * that is signed for one key, size and type, and good for 15 minutes. They read from CloudFront, or, at stage 2 without
 * it, by an address that is good for another hour at least.
 */
public final class S3Files implements Files {
    private static final Logger LOG = LoggerFactory.getLogger(S3Files.class);
    private static final Duration UPLOAD_TIME = Duration.ofMinutes(15);

    /** How long a signed address to read stays the same, so that browsers can keep what they read. */
    private static final Duration STABLE = Duration.ofMinutes(30);

    private static final Duration READ_TIME = Duration.ofHours(1);

    /** How many signed addresses are remembered, of about 1.5 KB each. */
    private static final int REMEMBERED = 5_000;

    /** The name of files that are never there. */
    private static final String ASKED = "asked";

    /** As long as the largest picture may take from a server whose cores are busy. */
    private static final Duration SENDING = Duration.ofSeconds(30);

    private static final int EXISTS = 412;

    /** Two writes at once: S3 tells one of them to retry, which then finds the other's object. */
    private static final int CONFLICT = 409;

    private final S3Client client;
    private final S3Presigner presigner;
    private final String bucket;
    private final Optional<URI> publicBase;
    private final Clock clock;

    /** The most recently used addresses. */
    private final Map<String, Signed> signed = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Signed> eldest) {
            return size() > REMEMBERED;
        }
    };

    private record Signed(URI address, Instant at) {}

    /**
     * @param publicBase where anybody can read the bucket, such as {@code https://static.example.com}; empty when there
     *     is no such place
     */
    public S3Files(AwsClients clients, String bucket, Optional<URI> publicBase, Clock clock) {
        this.client = clients.s3();
        this.presigner = clients.presigner();
        this.bucket = bucket;
        this.publicBase = publicBase;
        this.clock = clock;
    }

    /** For a server that has neither access to the bucket nor its name: it can only give out addresses. */
    public static S3Files addressesOnly(AwsClients clients, URI base, Clock clock) {
        return new S3Files(clients, "", Optional.of(base), clock);
    }

    /**
     * Returns when files may be read and put. Nothing is stored: a multipart upload is begun and aborted, which takes
     * the same permissions and leaves nothing behind.
     *
     * @param takesUploads whether addresses for uploads are given out here
     * @throws dev.scalingstages.workload.content.UnavailableException when the bucket does not answer or refuses
     */
    public void ask(boolean takesUploads) {
        find(INCOMING + ASKED);
        for (String folder : takesUploads ? List.of(INCOMING, UPLOADS, PHOTOS) : List.of(UPLOADS, PHOTOS)) {
            String key = folder + ASKED;
            Calls.of("S3", () -> {
                String upload = client.createMultipartUpload(
                                request -> request.bucket(bucket).key(key))
                        .uploadId();
                return client.abortMultipartUpload(
                        request -> request.bucket(bucket).key(key).uploadId(upload));
            });
        }
    }

    @Override
    public Upload upload(String key, String contentType, long size) {
        Instant now = clock.instant();
        URI address = Calls.of(
                "S3",
                () -> URI.create(presigner
                        .presignPutObject(presign -> presign.signatureDuration(UPLOAD_TIME)
                                .putObjectRequest(put -> put.bucket(bucket)
                                        .key(key)
                                        .contentType(contentType)
                                        .contentLength(size)))
                        .url()
                        .toExternalForm()));
        return new Upload(address, Map.of("Content-Type", contentType), now.plus(UPLOAD_TIME));
    }

    @Override
    public Optional<Stored> find(String key) {
        return Calls.of("S3", () -> {
            try {
                HeadObjectResponse head =
                        client.headObject(request -> request.bucket(bucket).key(key));
                return Optional.of(new Stored(head.contentLength(), head.contentType()));
            } catch (NoSuchKeyException e) {
                return Optional.empty();
            }
        });
    }

    @Override
    public InputStream open(String key) throws IOException {
        try {
            return Calls.of(
                    "S3",
                    () -> client.getObject(request -> request.bucket(bucket).key(key)));
        } catch (RuntimeException e) {
            if (e.getCause() instanceof NoSuchKeyException) {
                throw new NoSuchFileException(key);
            }
            throw e;
        }
    }

    @Override
    public void put(String key, String contentType, byte[] content) {
        Calls.of(
                "S3",
                () -> client.putObject(
                        request -> request.bucket(bucket)
                                .key(key)
                                .contentType(contentType)
                                .overrideConfiguration(S3Files::patient),
                        RequestBody.fromBytes(content)));
    }

    /**
     * A multipart upload of a single part: S3 does not announce that as an upload, as it does uploads of clients to old
     * addresses.
     */
    @Override
    public boolean putNew(String key, String contentType, byte[] content) {
        return Calls.of("S3", () -> {
            String upload = client.createMultipartUpload(
                            request -> request.bucket(bucket).key(key).contentType(contentType))
                    .uploadId();
            try {
                UploadPartResponse part = client.uploadPart(
                        request -> request.bucket(bucket)
                                .key(key)
                                .uploadId(upload)
                                .partNumber(1)
                                .overrideConfiguration(S3Files::patient),
                        RequestBody.fromBytes(content));
                client.completeMultipartUpload(request -> request.bucket(bucket)
                        .key(key)
                        .uploadId(upload)
                        .ifNoneMatch("*")
                        .multipartUpload(parts -> parts.parts(CompletedPart.builder()
                                .partNumber(1)
                                .eTag(part.eTag())
                                .build())));
                return true;
            } catch (S3Exception e) {
                giveUp(key, upload);
                if (e.statusCode() == EXISTS || e.statusCode() == CONFLICT) {
                    return false;
                }
                throw e;
            }
        });
    }

    private static void patient(AwsRequestOverrideConfiguration.Builder limits) {
        limits.apiCallAttemptTimeout(SENDING).apiCallTimeout(SENDING);
    }

    /** If this fails too, the bucket's rule for unfinished uploads removes the parts. */
    private void giveUp(String key, String upload) {
        try {
            client.abortMultipartUpload(
                    request -> request.bucket(bucket).key(key).uploadId(upload));
        } catch (S3Exception e) {
            LOG.warn("an upload of {} is left over", key, e);
        }
    }

    @Override
    public void delete(String key) {
        Calls.of(
                "S3",
                () -> client.deleteObject(request -> request.bucket(bucket).key(key)));
    }

    @Override
    public URI address(String key) {
        return publicBase.map(base -> base.resolve("/" + key)).orElseGet(() -> signedAddress(key));
    }

    private URI signedAddress(String key) {
        Instant now = clock.instant();
        synchronized (signed) {
            Signed known = signed.get(key);
            if (known == null || now.isAfter(known.at().plus(STABLE))) {
                known = new Signed(sign(key), now);
                signed.put(key, known);
            }
            return known.address();
        }
    }

    private URI sign(String key) {
        return Calls.of(
                "S3",
                () -> URI.create(presigner
                        .presignGetObject(presign -> presign.signatureDuration(STABLE.plus(READ_TIME))
                                .getObjectRequest(get -> get.bucket(bucket).key(key)))
                        .url()
                        .toExternalForm()));
    }
}
