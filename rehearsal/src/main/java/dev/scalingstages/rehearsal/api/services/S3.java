package dev.scalingstages.rehearsal.api.services;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.scalingstages.rehearsal.api.Asking;
import dev.scalingstages.rehearsal.api.Endpoints.ApiException;
import dev.scalingstages.rehearsal.api.Endpoints.Need;
import dev.scalingstages.rehearsal.api.HttpsEndpoints.RawService;
import dev.scalingstages.rehearsal.api.NotPlayedException;
import dev.scalingstages.rehearsal.api.Place;
import dev.scalingstages.rehearsal.api.services.S3Operation.Kind;
import dev.scalingstages.rehearsal.api.wire.Answer;
import dev.scalingstages.rehearsal.api.wire.Encoding;
import dev.scalingstages.rehearsal.api.wire.HttpCall;
import dev.scalingstages.rehearsal.api.wire.QueryProtocol;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * S3: buckets of the stack in front of an S3Proxy server, with permissions, keys and notifications, and AWS's own
 * buckets, such as that of Amazon Linux's packages. Versions are not played.
 */
public final class S3 implements RawService {
    private static final Pattern KEY = Pattern.compile("<Key>([^<]*)</Key>");

    private final Place place;
    private final ObjectStore store;
    private final Consumer<String> refusedNotification;
    private final Map<String, Bucket> buckets = new ConcurrentHashMap<>();
    private final Map<String, ForeignBucket> foreign = new ConcurrentHashMap<>();

    /** A bucket of the stack's. */
    private record Bucket(Optional<String> keyArn, List<Notification> notifications) {}

    /** A bucket of AWS's, or one that CloudFormation reads answers from. */
    public interface ForeignBucket {
        /**
         * Answers a request for an object that the caller is allowed to make.
         *
         * @param method {@code GET}, {@code HEAD} or {@code PUT}
         * @param key decoded
         */
        Answer answer(String method, String key, HttpCall call);

        /** Whether its owner lets everybody read. */
        boolean isPublic();
    }

    /** Gets events; a failure is why they do not arrive. */
    public interface EventTarget {
        void deliver(String arn, JsonNode event, Asking by) throws ApiException, IOException, InterruptedException;
    }

    private record Notification(String event, String prefix, String suffix, String queueArn, EventTarget to) {
        boolean wants(String name, String key) {
            return name.matches(event.replace("s3:", "").replace("*", ".*"))
                    && key.startsWith(prefix)
                    && key.endsWith(suffix);
        }
    }

    /**
     * S3 without buckets.
     *
     * @param refusedNotification told why an event did not arrive at its queue
     */
    public S3(Place place, ObjectStore store, Consumer<String> refusedNotification) {
        this.place = place;
        this.store = store;
        this.refusedNotification = refusedNotification;
    }

    /**
     * Makes a bucket, or changes one.
     *
     * @param properties of {@code AWS::S3::Bucket}
     * @param target where its events go
     */
    public void createBucket(String name, JsonNode properties, EventTarget target)
            throws IOException, InterruptedException {
        Optional<String> key = properties
                .at("/BucketEncryption/ServerSideEncryptionConfiguration")
                .valueStream()
                .map(rule ->
                        rule.at("/ServerSideEncryptionByDefault/KMSMasterKeyID").asText(""))
                .filter(arn -> !arn.isEmpty())
                .findFirst();
        List<Notification> notifications = new ArrayList<>();
        for (JsonNode queue : properties.at("/NotificationConfiguration/QueueConfigurations")) {
            JsonNode rules = queue.at("/Filter/S3Key/Rules");
            notifications.add(new Notification(
                    queue.path("Event").asText(),
                    rule(rules, "prefix"),
                    rule(rules, "suffix"),
                    queue.path("Queue").asText(),
                    target));
        }
        if (!buckets.containsKey(name)) {
            store.createBucket(name);
        }
        buckets.put(name, new Bucket(key, List.copyOf(notifications)));
    }

    private static String rule(JsonNode rules, String name) {
        return rules.valueStream()
                .filter(rule -> rule.path("Name").asText().equalsIgnoreCase(name))
                .map(rule -> rule.path("Value").asText())
                .findFirst()
                .orElse("");
    }

    /** Removes a bucket, if it is empty. */
    public void deleteBucket(String name) throws ApiException, IOException, InterruptedException {
        if (buckets.containsKey(name) && !store.deleteBucket(name)) {
            throw new ApiException(
                    "BucketNotEmpty", "The bucket you tried to delete is not empty", 409, MissingNode.getInstance());
        }
        buckets.remove(name);
    }

    /** Adds a bucket that is not the account's. */
    public void addForeignBucket(String name, ForeignBucket bucket) {
        foreign.put(name, bucket);
    }

    /** Puts an object as the owner of the account does, such as an asset. */
    public void put(String bucket, String key, String contentType, byte[] content)
            throws IOException, InterruptedException {
        store.put(bucket, key, contentType, content);
    }

    @Override
    public Answer answer(HttpCall call, Asking asking) throws ApiException, IOException, InterruptedException {
        S3Operation operation = S3Operation.of(call);
        ForeignBucket other = foreign.get(operation.bucket());
        if (other != null) {
            return foreign(call, asking, operation, other);
        }
        Optional<Bucket> bucket = Optional.ofNullable(buckets.get(operation.bucket()));
        for (Need need : needs(call, operation, bucket)) {
            asking.require(need);
        }
        if (bucket.isEmpty() && operation.kind() != Kind.LIST_BUCKETS) {
            throw new ApiException(
                    "NoSuchBucket", "The specified bucket does not exist", 404, MissingNode.getInstance());
        }
        Answer answer = store.forward(call, operation);
        if (answer.status() == 404 && operation.kind() == Kind.READ && !maySeeWhatIsThere(asking, operation)) {
            throw Asking.denied("User: %s is not authorized to perform: s3:ListBucket on resource: %s"
                    .formatted(asking.policies().arn(asking.principal()), place.s3Arn(operation.bucket())));
        }
        if (answer.status() / 100 == 2 && operation.kind().createsObject()) {
            announce(operation, bucket.orElseThrow());
        }
        return answer;
    }

    private Answer foreign(HttpCall call, Asking asking, S3Operation operation, ForeignBucket other)
            throws ApiException {
        if (operation.kind() != Kind.READ && operation.kind() != Kind.WRITE) {
            throw new NotPlayedException(call.method() + " of the bucket " + operation.bucket());
        }
        Need need = Need.direct(
                operation.kind().action(),
                place.s3Arn(operation.bucket() + "/" + operation.key()),
                Map.of("aws:ResourceAccount", "aws"));
        Optional<String> refusal = asking.policies().endpointRefusal(asking, need);
        if (refusal.isPresent()) {
            throw Asking.denied(refusal.orElseThrow());
        }
        boolean open = other.isPublic() && operation.kind() == Kind.READ;
        boolean signed = asking.principal().name().equals("cloudformation.amazonaws.com");
        if (!open && !signed) {
            throw Asking.denied("Access Denied");
        }
        return other.answer(call.method(), operation.key(), call);
    }

    /** Only who may list a bucket learns that an object is not there. */
    private boolean maySeeWhatIsThere(Asking asking, S3Operation operation) {
        return asking.refusal(Need.direct("s3:ListBucket", place.s3Arn(operation.bucket()), Map.of()))
                .isEmpty();
    }

    private List<Need> needs(HttpCall call, S3Operation operation, Optional<Bucket> bucket) {
        List<Need> needs = new ArrayList<>();
        String arn = place.s3Arn(operation.bucket());
        String action = operation.kind().action();
        switch (operation.kind()) {
            case LIST_BUCKETS -> needs.add(Need.direct(action, "*", Map.of()));
            case LIST, LOCATE ->
                needs.add(Need.direct(
                        action,
                        arn,
                        call.parameter("prefix")
                                .map(prefix -> Map.of("s3:prefix", prefix))
                                .orElse(Map.of())));
            case DELETE_MANY ->
                KEY.matcher(new String(call.body(), StandardCharsets.UTF_8))
                        .results()
                        .map(MatchResult::group)
                        .map(element -> element.substring(5, element.length() - 6))
                        .forEach(key -> needs.add(Need.direct(action, arn + "/" + key, Map.of())));
            default ->
                needs.add(Need.direct(
                        action,
                        arn + "/" + operation.key(),
                        call.header("x-amz-acl")
                                .map(acl -> Map.of("s3:x-amz-acl", acl))
                                .orElse(Map.of())));
        }
        if (operation.kind() == Kind.COPY) {
            String source = Encoding.decodePath(call.header("x-amz-copy-source").orElseThrow());
            needs.add(Need.direct(
                    "s3:GetObject", place.s3Arn(source.startsWith("/") ? source.substring(1) : source), Map.of()));
        }
        bucket.flatMap(Bucket::keyArn).ifPresent(key -> {
            for (String use : keyUses(operation.kind())) {
                needs.add(Need.ofKey(use, key, place.via("s3")));
            }
        });
        return needs;
    }

    /** S3 user guide, "Using server-side encryption with AWS KMS": a multipart upload also needs to decrypt. */
    private static List<String> keyUses(Kind kind) {
        return switch (kind) {
            case READ -> List.of("kms:Decrypt");
            case WRITE -> List.of("kms:GenerateDataKey");
            case COPY, BEGIN_UPLOAD, WRITE_PART, COMPLETE_UPLOAD -> List.of("kms:GenerateDataKey", "kms:Decrypt");
            default -> List.of();
        };
    }

    private void announce(S3Operation operation, Bucket bucket) throws IOException, InterruptedException {
        String name = switch (operation.kind()) {
            case COPY -> "ObjectCreated:Copy";
            case COMPLETE_UPLOAD -> "ObjectCreated:CompleteMultipartUpload";
            default -> "ObjectCreated:Put";
        };
        for (Notification notification : bucket.notifications()) {
            if (notification.wants(name, operation.key())) {
                JsonNode event = S3Events.created(name, place.region(), operation.bucket(), operation.key());
                try {
                    notification.to().deliver(notification.queueArn(), event, store.asS3(operation.bucket()));
                } catch (ApiException e) {
                    refusedNotification.accept(e.getMessage());
                }
            }
        }
    }

    @Override
    public Answer failed(ApiException failure) {
        String xml = """
                <?xml version="1.0" encoding="UTF-8"?>
                <Error><Code>%s</Code><Message>%s</Message><RequestId>%s</RequestId></Error>""".formatted(
                        failure.type(),
                        QueryProtocol.escape(failure.getMessage()),
                        UUID.randomUUID().toString().substring(0, 16));
        return Answer.text(failure.status(), "application/xml", xml);
    }
}
