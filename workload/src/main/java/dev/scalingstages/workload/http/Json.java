package dev.scalingstages.workload.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.CoercionAction;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.type.LogicalType;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;

/**
 * JSON, read strictly: an unknown member is an error of the client's, and better reported than ignored. A member that
 * is unknown, duplicate or of another type is refused, and so is anything behind the end.
 */
final class Json {
    /** The API's requests are two levels deep at most. */
    private static final int DEEPEST = 16;

    /** As many digits as a long has. */
    private static final int LONGEST_NUMBER = 20;

    /** Four times as long as the API's longest. */
    private static final int LONGEST_NAME = 64;

    /** Ten times as many as the request that has most. */
    private static final int MOST_TOKENS = 100;

    private final ObjectMapper mapper;

    Json() {
        JsonMapper.Builder builder = JsonMapper.builder()
                .addModule(new Jdk8Module())
                .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
                .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
                .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
                .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
                .defaultPropertyInclusion(
                        JsonInclude.Value.construct(JsonInclude.Include.NON_ABSENT, JsonInclude.Include.NON_ABSENT))
                .withCoercionConfig(LogicalType.Textual, text -> {
                    text.setCoercion(CoercionInputShape.Integer, CoercionAction.Fail);
                    text.setCoercion(CoercionInputShape.Float, CoercionAction.Fail);
                    text.setCoercion(CoercionInputShape.Boolean, CoercionAction.Fail);
                });
        this.mapper = builder.build();
        mapper.getFactory()
                .setStreamReadConstraints(StreamReadConstraints.builder()
                        .maxNestingDepth(DEEPEST)
                        .maxNumberLength(LONGEST_NUMBER)
                        .maxNameLength(LONGEST_NAME)
                        .maxStringLength(Request.LARGEST_JSON)
                        .maxDocumentLength(Request.LARGEST_JSON)
                        .maxTokenCount(MOST_TOKENS)
                        .build());
    }

    /** A value that is already serialized, as JSON in UTF-8. */
    record Written(byte[] bytes) {}

    /** Serializes a value as JSON in UTF-8. */
    byte[] write(Object value) {
        if (value instanceof Written written) {
            return written.bytes();
        }
        try {
            return mapper.writeValueAsBytes(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("an answer cannot be written as JSON", e);
        }
    }

    /**
     * Reads a request's body.
     *
     * @throws Problem when it is no JSON (400), or not of this type (422)
     */
    <T> T read(byte[] bytes, Class<T> type) {
        try {
            // By hand, because Jackson would also take UTF-16 and UTF-32.
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
            T value = mapper.readValue(text, type);
            if (value == null) {
                throw Problem.of(400, "The body is null.");
            }
            return value;
        } catch (CharacterCodingException e) {
            throw Problem.of(400, "The body is not in UTF-8.");
        } catch (UnrecognizedPropertyException e) {
            throw Problem.field(path(e), "is not a known field");
        } catch (MismatchedInputException e) {
            String path = path(e);
            throw path.isEmpty()
                    ? Problem.of(400, "The body is not one JSON object.")
                    : Problem.field(path, "has the wrong type");
        } catch (JsonProcessingException e) {
            throw Problem.of(400, "The body is not valid JSON" + place(e) + ".");
        }
    }

    /** The place of an error, without the text there: that may be a password. */
    private static String place(JsonProcessingException e) {
        return e.getLocation() == null
                ? ""
                : " (line " + e.getLocation().getLineNr() + ", column "
                        + e.getLocation().getColumnNr() + ")";
    }

    private static String path(JsonMappingException e) {
        return e.getPath().stream()
                .map(part -> part.getFieldName() == null ? "[" + part.getIndex() + "]" : part.getFieldName())
                .collect(Collectors.joining("."));
    }
}
