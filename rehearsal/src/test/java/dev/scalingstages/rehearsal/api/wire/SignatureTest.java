package dev.scalingstages.rehearsal.api.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.scalingstages.rehearsal.api.wire.Signature.Secret;
import dev.scalingstages.rehearsal.api.wire.SignatureException.Fault;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The examples of AWS's documentation: "Signature Calculations: Transferring Payload in a Single Chunk" and others. */
class SignatureTest {
    private static final String EMPTY = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
    private static final Clock EXAMPLE = at("2013-05-24T00:00:00Z");
    private static final HttpCall GET = call(
            "GET",
            "/test.txt",
            "",
            Map.of(
                    "host", "examplebucket.s3.amazonaws.com",
                    "range", "bytes=0-9",
                    "x-amz-content-sha256", EMPTY,
                    "x-amz-date", "20130524T000000Z",
                    "authorization",
                            "AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request,"
                                    + "SignedHeaders=host;range;x-amz-content-sha256;x-amz-date,"
                                    + "Signature=f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41"));
    private static final HttpCall PRESIGNED = call(
            "GET",
            "/test.txt",
            "X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKIAIOSFODNN7EXAMPLE%2F20130524%2Fus-east-1%2Fs3%2F"
                    + "aws4_request&X-Amz-Date=20130524T000000Z&X-Amz-Expires=86400&X-Amz-SignedHeaders=host"
                    + "&X-Amz-Signature=aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404",
            Map.of("host", "examplebucket.s3.amazonaws.com"));

    private static Clock at(String time) {
        return Clock.fixed(Instant.parse(time), ZoneOffset.UTC);
    }

    private static HttpCall call(String method, String path, String query, Map<String, String> headers) {
        Map<String, List<String>> lists = new HashMap<>();
        headers.forEach((name, value) -> lists.put(name, List.of(value)));
        return new HttpCall(method, path, query, lists, new byte[0], "127.0.0.1");
    }

    private static Optional<Secret> secret(String accessKeyId) {
        return switch (accessKeyId) {
            case "AKIAIOSFODNN7EXAMPLE" ->
                Optional.of(new Secret("wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", Optional.empty()));
            case "AKIDEXAMPLE" -> Optional.of(new Secret("wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY", Optional.empty()));
            default -> Optional.empty();
        };
    }

    private static void verify(HttpCall call, Clock clock) throws SignatureException {
        Signature.of(call).orElseThrow().verify(call, SignatureTest::secret, clock);
    }

    private static Fault fault(HttpCall call, Clock clock) {
        try {
            verify(call, clock);
            throw new AssertionError("the signature holds");
        } catch (SignatureException e) {
            return e.fault();
        }
    }

    @Test
    void examplesOfTheDocumentationHold() {
        assertThatCode(() -> verify(GET, EXAMPLE)).doesNotThrowAnyException();
        assertThatCode(() -> verify(PRESIGNED, EXAMPLE)).doesNotThrowAnyException();
        HttpCall iam = call(
                "GET",
                "/",
                "Action=ListUsers&Version=2010-05-08",
                Map.of(
                        "content-type", "application/x-www-form-urlencoded; charset=utf-8",
                        "host", "iam.amazonaws.com",
                        "x-amz-date", "20150830T123600Z",
                        "authorization",
                                "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/iam/aws4_request, "
                                        + "SignedHeaders=content-type;host;x-amz-date, "
                                        + "Signature=5d672d79c15b13162d9279b0855cfba6"
                                        + "789a8edb4c82c400e06b5924a6f2b5d7"));
        assertThatCode(() -> verify(iam, at("2015-08-30T12:36:00Z"))).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @CsvSource({"range, bytes=0-8", "x-amz-date, 20130524T000001Z", "host, otherbucket.s3.amazonaws.com"})
    void changedHeaderIsNoticed(String name, String value) {
        Map<String, List<String>> headers = new HashMap<>(GET.headers());
        headers.put(name, List.of(value));
        HttpCall changed = new HttpCall("GET", GET.path(), "", headers, new byte[0], "");
        assertThat(fault(changed, EXAMPLE)).isEqualTo(Fault.MISMATCH);
    }

    @Test
    void changedMethodPathQueryAndBodyAreNoticed() {
        List<UnaryOperator<HttpCall>> changes = List.of(
                call -> new HttpCall("PUT", call.path(), call.query(), call.headers(), call.body(), ""),
                call -> new HttpCall("GET", "/test2.txt", call.query(), call.headers(), call.body(), ""),
                call -> new HttpCall("GET", call.path(), call.query() + "&acl", call.headers(), call.body(), ""));
        for (UnaryOperator<HttpCall> change : changes) {
            assertThat(fault(change.apply(GET), EXAMPLE)).isEqualTo(Fault.MISMATCH);
            assertThat(fault(change.apply(PRESIGNED), EXAMPLE)).isEqualTo(Fault.MISMATCH);
        }
        assertThat(fault(GET.withBody("x".getBytes(StandardCharsets.UTF_8)), EXAMPLE))
                .isEqualTo(Fault.MISMATCH);
    }

    @Test
    void clockCounts() {
        assertThat(fault(GET, at("2013-05-24T00:16:00Z"))).isEqualTo(Fault.SKEWED);
        assertThat(fault(GET, at("2013-05-23T23:44:00Z"))).isEqualTo(Fault.SKEWED);
        assertThatCode(() -> verify(GET, at("2013-05-24T00:14:00Z"))).doesNotThrowAnyException();
        assertThatCode(() -> verify(PRESIGNED, at("2013-05-24T23:59:00Z"))).doesNotThrowAnyException();
        assertThat(fault(PRESIGNED, at("2013-05-25T00:00:01Z"))).isEqualTo(Fault.EXPIRED);
        assertThat(fault(PRESIGNED, at("2013-05-23T23:00:00Z"))).isEqualTo(Fault.SKEWED);
    }

    @Test
    void unknownKeyAndMalformedSignatureAreRefused() throws SignatureException {
        Map<String, List<String>> headers = new HashMap<>(GET.headers());
        headers.put(
                "authorization", List.of(headers.get("authorization").getFirst().replace("AKIA", "AKIB")));
        assertThat(fault(new HttpCall("GET", GET.path(), "", headers, new byte[0], ""), EXAMPLE))
                .isEqualTo(Fault.UNKNOWN_KEY);
        for (String bad : List.of("Bearer token", "AWS4-HMAC-SHA256 Credential=a/b", "AWS4-HMAC-SHA256 ")) {
            headers.put("authorization", List.of(bad));
            HttpCall call = new HttpCall("GET", GET.path(), "", headers, new byte[0], "");
            assertThatThrownBy(() -> Signature.of(call))
                    .isInstanceOfSatisfying(
                            SignatureException.class, e -> assertThat(e.fault()).isEqualTo(Fault.MALFORMED));
        }
        assertThat(Signature.of(call("GET", "/", "", Map.of("host", "a")))).isEmpty();
    }

    @Test
    void ownPresignedAddressIsTheDocumentations() {
        String address = Signature.presign(
                "GET",
                "examplebucket.s3.amazonaws.com",
                "/test.txt",
                "us-east-1",
                "AKIAIOSFODNN7EXAMPLE",
                secret("AKIAIOSFODNN7EXAMPLE").orElseThrow(),
                Duration.ofDays(1),
                EXAMPLE);
        assertThat(address).isEqualTo("https://examplebucket.s3.amazonaws.com/test.txt?" + PRESIGNED.query());
    }
}
