package dev.scalingstages.rehearsal.api.services;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;

/** The events that S3 sends (S3 user guide, "Event message structure"). */
final class S3Events {
    private S3Events() {}

    static JsonNode created(String event, String region, String bucket, String key) {
        ObjectNode message = JsonNodeFactory.instance.objectNode();
        ObjectNode entry = message.putArray("Records").addObject();
        entry.put("eventVersion", "2.1")
                .put("eventSource", "aws:s3")
                .put("awsRegion", region)
                .put("eventTime", Instant.now().toString())
                .put("eventName", event);
        ObjectNode s3 = entry.putObject("s3").put("s3SchemaVersion", "1.0");
        s3.putObject("bucket").put("name", bucket).put("arn", "arn:aws:s3:::" + bucket);
        s3.putObject("object")
                .put("key", URLEncoder.encode(key, StandardCharsets.UTF_8).replace("%2F", "/"));
        return message;
    }
}
