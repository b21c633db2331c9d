package dev.scalingstages.rehearsal.api.wire;

import dev.scalingstages.rehearsal.api.wire.SignatureException.Fault;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Signature Version 4 of a request, in its header or, for a presigned address, in its query (IAM user guide, "Create a
 * signed AWS API request").
 *
 * @param scope date, region, service and {@code aws4_request}
 * @param signedHeaders names in lower case
 * @param validity how long a presigned address is good; empty for a signed request
 */
public record Signature(
        String accessKeyId,
        Scope scope,
        List<String> signedHeaders,
        String signature,
        String date,
        Optional<String> token,
        Optional<Duration> validity) {
    static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);
    private static final String ALGORITHM = "AWS4-HMAC-SHA256";
    private static final String UNSIGNED = "UNSIGNED-PAYLOAD";
    private static final Duration SKEW = Duration.ofMinutes(15);
    private static final String CONTENT_HASH = "x-amz-content-sha256";

    /** What a key is made for. */
    public record Scope(String date, String region, String service) {
        @Override
        public String toString() {
            return date + "/" + region + "/" + service + "/aws4_request";
        }
    }

    /** The secret and the session token that belong to an access key. */
    public record Secret(String secretAccessKey, Optional<String> sessionToken) {}

    /** Finds the signature of a request; empty if it has none. */
    public static Optional<Signature> of(HttpCall call) throws SignatureException {
        Optional<String> header = call.header("authorization");
        if (header.isPresent()) {
            return Optional.of(fromHeader(call, header.orElseThrow()));
        }
        return call.parameter("X-Amz-Signature").isPresent() ? Optional.of(fromQuery(call)) : Optional.empty();
    }

    private static Signature fromHeader(HttpCall call, String header) throws SignatureException {
        if (!header.startsWith(ALGORITHM + " ")) {
            throw new SignatureException(Fault.MALFORMED, "The authorization is not of " + ALGORITHM);
        }
        Map<String, String> parts = new HashMap<>();
        for (String part : header.substring(ALGORITHM.length()).split(",")) {
            String[] pair = part.strip().split("=", 2);
            parts.put(pair[0], pair.length == 2 ? pair[1] : "");
        }
        String date = call.header("x-amz-date")
                .orElseThrow(() -> new SignatureException(Fault.MALFORMED, "The header x-amz-date is missing"));
        return make(parts, date, call.header("x-amz-security-token"), Optional.empty());
    }

    private static Signature fromQuery(HttpCall call) throws SignatureException {
        Map<String, String> parts = new HashMap<>();
        for (String name : List.of("Credential", "SignedHeaders", "Signature", "Algorithm", "Date", "Expires")) {
            parts.put(name, call.parameter("X-Amz-" + name).orElse(""));
        }
        if (!parts.get("Algorithm").equals(ALGORITHM) || !parts.get("Expires").matches("\\d{1,6}")) {
            throw new SignatureException(Fault.MALFORMED, "The query is not of " + ALGORITHM);
        }
        Duration validity = Duration.ofSeconds(Long.parseLong(parts.get("Expires")));
        return make(parts, parts.get("Date"), call.parameter("X-Amz-Security-Token"), Optional.of(validity));
    }

    private static Signature make(
            Map<String, String> parts, String date, Optional<String> token, Optional<Duration> validity)
            throws SignatureException {
        String[] credential = parts.getOrDefault("Credential", "").split("/");
        if (credential.length != 5 || !parts.containsKey("SignedHeaders") || !parts.containsKey("Signature")) {
            throw new SignatureException(Fault.MALFORMED, "The signature lacks a part");
        }
        return new Signature(
                credential[0],
                new Scope(credential[1], credential[2], credential[3]),
                List.of(parts.get("SignedHeaders").split(";")),
                parts.get("Signature"),
                date,
                token,
                validity);
    }

    /**
     * Checks the signature of a request.
     *
     * @param secrets what belongs to an access key
     */
    public void verify(HttpCall call, Function<String, Optional<Secret>> secrets, Clock clock)
            throws SignatureException {
        Secret secret = secrets.apply(accessKeyId)
                .orElseThrow(() -> new SignatureException(Fault.UNKNOWN_KEY, "No such access key: " + accessKeyId));
        if (!token.equals(secret.sessionToken())) {
            throw new SignatureException(Fault.BAD_TOKEN, "The security token included in the request is invalid");
        }
        checkTime(clock.instant());
        if (!signedHeaders.contains("host")) {
            throw new SignatureException(Fault.MALFORMED, "The host is not signed");
        }
        String hash = payloadHash(call);
        if (!MessageDigest.isEqual(
                sign(secret.secretAccessKey(), canonical(call, hash)).getBytes(StandardCharsets.UTF_8),
                signature.getBytes(StandardCharsets.UTF_8))) {
            throw new SignatureException(
                    Fault.MISMATCH, "The request signature we calculated does not match the signature you provided.");
        }
    }

    private void checkTime(Instant now) throws SignatureException {
        Instant signed;
        try {
            signed = LocalDateTime.parse(date, TIME).toInstant(ZoneOffset.UTC);
        } catch (DateTimeParseException e) {
            throw new SignatureException(Fault.MALFORMED, "The date " + date + " is none");
        }
        if (!date.startsWith(scope.date())) {
            throw new SignatureException(Fault.MALFORMED, "The key is of another day");
        }
        if (validity.isPresent()) {
            if (now.isAfter(signed.plus(validity.orElseThrow()))) {
                throw new SignatureException(Fault.EXPIRED, "Request has expired");
            }
            if (now.plus(SKEW).isBefore(signed)) {
                throw new SignatureException(Fault.SKEWED, "Request is not yet valid");
            }
        } else if (Duration.between(signed, now).abs().compareTo(SKEW) > 0) {
            throw new SignatureException(Fault.SKEWED, "Signature expired or not yet current: " + date);
        }
    }

    private String payloadHash(HttpCall call) throws SignatureException {
        Optional<String> claimed = call.header(CONTENT_HASH);
        if (claimed.isPresent()) {
            String hash = claimed.orElseThrow();
            if (hash.matches("[0-9a-f]{64}") && !hash.equals(sha256(call.body()))) {
                throw new SignatureException(Fault.MISMATCH, "The body is not the one that was signed");
            }
            return hash;
        }
        return validity.isPresent() && scope.service().equals("s3") ? UNSIGNED : sha256(call.body());
    }

    private String canonical(HttpCall call, String payloadHash) {
        boolean s3 = scope.service().equals("s3");
        String path = Encoding.encodePath(s3 ? Encoding.decodePath(call.path()) : call.path());
        String query = call.parameters().stream()
                .filter(parameter -> !parameter.name().equals("X-Amz-Signature"))
                .map(parameter -> Encoding.encode(parameter.name()) + "=" + Encoding.encode(parameter.value()))
                .sorted(Comparator.comparing((String pair) -> pair.substring(0, pair.indexOf('=')))
                        .thenComparing(pair -> pair))
                .collect(Collectors.joining("&"));
        String headers = signedHeaders.stream()
                .map(name -> name + ":" + headerValue(call, name) + "\n")
                .collect(Collectors.joining());
        return String.join(
                "\n",
                call.method(),
                path.isEmpty() ? "/" : path,
                query,
                headers,
                String.join(";", signedHeaders),
                payloadHash);
    }

    private static String headerValue(HttpCall call, String name) {
        return call.headers().getOrDefault(name, List.of()).stream()
                .map(value -> value.strip().replaceAll(" +", " "))
                .collect(Collectors.joining(","));
    }

    private String sign(String secret, String canonical) {
        String text = String.join(
                "\n", ALGORITHM, date, scope.toString(), sha256(canonical.getBytes(StandardCharsets.UTF_8)));
        byte[] key = ("AWS4" + secret).getBytes(StandardCharsets.UTF_8);
        for (String part : Arrays.asList(scope.date(), scope.region(), scope.service(), "aws4_request")) {
            key = hmac(key, part);
        }
        return HexFormat.of().formatHex(hmac(key, text));
    }

    /**
     * Presigns a request for S3 that signs nothing but the host.
     *
     * @param host with its port, if that is not the usual one
     * @param path decoded
     * @return the address
     */
    public static String presign(
            String method,
            String host,
            String path,
            String region,
            String accessKeyId,
            Secret secret,
            Duration validity,
            Clock clock) {
        String date = TIME.format(clock.instant());
        Scope scope = new Scope(date.substring(0, 8), region, "s3");
        String query =
                "X-Amz-Algorithm=%s&X-Amz-Credential=%s&X-Amz-Date=%s&X-Amz-Expires=%d%s&X-Amz-SignedHeaders=host"
                        .formatted(
                                ALGORITHM,
                                Encoding.encode(accessKeyId + "/" + scope),
                                date,
                                validity.toSeconds(),
                                secret.sessionToken()
                                        .map(token -> "&X-Amz-Security-Token=" + Encoding.encode(token))
                                        .orElse(""));
        HttpCall call =
                new HttpCall(method, Encoding.encodePath(path), query, Map.of("host", List.of(host)), new byte[0], "");
        Signature unsigned = new Signature(
                accessKeyId, scope, List.of("host"), "", date, secret.sessionToken(), Optional.of(validity));
        String signature = unsigned.sign(secret.secretAccessKey(), unsigned.canonical(call, UNSIGNED));
        return "https://" + host + call.path() + "?" + query + "&X-Amz-Signature=" + signature;
    }

    private static byte[] hmac(byte[] key, String text) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String sha256(byte[] content) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
