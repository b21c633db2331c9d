package dev.scalingstages.rehearsal.api.services;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.scalingstages.rehearsal.api.Access.Credentials;
import dev.scalingstages.rehearsal.api.Place;
import dev.scalingstages.rehearsal.api.Policies;
import dev.scalingstages.rehearsal.api.wire.Answer;
import dev.scalingstages.rehearsal.api.wire.HttpCall;
import dev.scalingstages.rehearsal.api.wire.Signature;
import java.io.IOException;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * A bucket of CloudFormation's to which servers and functions put answers, by addresses that CloudFormation signs.
 * Those are signed for an empty content type; S3 refuses any other.
 */
public final class SignedAnswers implements S3.ForeignBucket {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final String bucket;
    private final Place place;
    private final Credentials credentials;
    private final int port;
    private final Clock clock;
    private final Map<String, Consumer<JsonNode>> waiting = new ConcurrentHashMap<>();

    private SignedAnswers(String bucket, Place place, Policies policies, int port, Clock clock) {
        this.bucket = bucket;
        this.place = place;
        this.credentials = policies.serviceCredentials("cloudformation.amazonaws.com", Map.of());
        this.port = port;
        this.clock = clock;
    }

    /** The bucket for wait conditions, added to S3. */
    public static SignedAnswers ofWaitConditions(S3 s3, Place place, Policies policies, int port, Clock clock) {
        return add(s3, "cloudformation-waitcondition-" + place.region(), place, policies, port, clock);
    }

    /** The bucket for custom resources, added to S3. */
    public static SignedAnswers ofCustomResources(S3 s3, Place place, Policies policies, int port, Clock clock) {
        String region = place.region().replace("-", "");
        return add(s3, "cloudformation-custom-resource-response-" + region, place, policies, port, clock);
    }

    private static SignedAnswers add(S3 s3, String bucket, Place place, Policies policies, int port, Clock clock) {
        SignedAnswers answers = new SignedAnswers(bucket, place, policies, port, clock);
        s3.addForeignBucket(bucket, answers);
        return answers;
    }

    /** The host of its addresses. */
    public String host() {
        return bucket + ".s3.amazonaws.com";
    }

    /**
     * Signs an address.
     *
     * @param key such as a stack's ARN and a logical id, with slashes
     * @param validity as long as somebody waits
     * @param answered gets each answer that is put there
     */
    public URI address(String key, Duration validity, Consumer<JsonNode> answered) {
        waiting.put(key, answered);
        return URI.create(Signature.presign(
                "PUT",
                port == 443 ? host() : host() + ":" + port,
                "/" + key,
                place.region(),
                credentials.accessKeyId(),
                new Signature.Secret(credentials.secretAccessKey(), Optional.of(credentials.sessionToken())),
                validity,
                clock));
    }

    /** Takes no more answers there. */
    public void close(String key) {
        waiting.remove(key);
    }

    @Override
    public Answer answer(String method, String key, HttpCall call) {
        if (!call.header("content-type").orElse("").isEmpty()) {
            return Answer.text(403, "application/xml", "<Error><Code>SignatureDoesNotMatch</Code></Error>");
        }
        Consumer<JsonNode> answered = waiting.get(key);
        try {
            JsonNode answer = JSON.readTree(call.body());
            if (answered != null) {
                answered.accept(answer);
            }
            return new Answer(200, Map.of(), new byte[0]);
        } catch (JsonProcessingException e) {
            // S3 takes anything; CloudFormation then finds nothing that it understands.
            return new Answer(200, Map.of(), new byte[0]);
        } catch (IOException e) {
            return new Answer(500, Map.of(), new byte[0]);
        }
    }

    @Override
    public boolean isPublic() {
        return false;
    }
}
