package dev.scalingstages.rehearsal.types;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.scalingstages.rehearsal.api.Place;
import dev.scalingstages.rehearsal.stack.Declaration;
import dev.scalingstages.rehearsal.stack.Durations;
import java.time.Duration;

/** Resources as a stack declares them. */
final class Declared {
    static final Account ACCOUNT = new Account(
            "system",
            "arn:aws:cloudformation:us-east-1:123456789012:stack/system/1",
            new Place("aws", "us-east-1", "123456789012"));

    /** Time passes a thousand times faster: {@code PT15M} is 0.9 s. */
    static final Durations FAST = new Durations() {
        @Override
        public Duration of(String type, Operation operation) {
            return Duration.ZERO;
        }

        @Override
        public Duration scaled(Duration onAws) {
            return onAws.dividedBy(1000);
        }
    };

    private Declared() {}

    static ObjectNode json(String text) {
        try {
            return (ObjectNode) new ObjectMapper().readTree(text.replace('\'', '"'));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }

    static Declaration of(String type, String properties) {
        return of("Logical", type, properties, "{}");
    }

    static Declaration of(String logicalId, String type, String properties, String attributes) {
        return new Declaration(logicalId, type, json(properties), json(attributes));
    }
}
