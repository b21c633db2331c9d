package dev.scalingstages.rehearsal.api;

import static dev.scalingstages.rehearsal.api.PoliciesTest.allow;
import static org.assertj.core.api.Assertions.assertThat;

import dev.scalingstages.rehearsal.api.services.CacheTokens;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4FamilyHttpSigner.AuthLocation;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;

/** Passwords as the service makes them. */
class CacheTokensTest {
    private static final String CACHE = Played.PLACE.arn("elasticache", "replicationgroup:s-cache");
    private static final String USER = Played.PLACE.arn("elasticache", "user:s-reader");

    private static String password(Played played, String service, String user) {
        SdkHttpRequest request = SdkHttpRequest.builder()
                .method(SdkHttpMethod.GET)
                .uri(URI.create("http://s-cache/"))
                .putRawQueryParameter("Action", "connect")
                .putRawQueryParameter("User", user)
                .build();
        return AwsV4HttpSigner.create()
                .sign(sign -> sign.identity(
                                played.credentials().resolveIdentity().join())
                        .request(request)
                        .putProperty(AwsV4HttpSigner.SERVICE_SIGNING_NAME, service)
                        .putProperty(AwsV4HttpSigner.REGION_NAME, "us-east-1")
                        .putProperty(AwsV4HttpSigner.AUTH_LOCATION, AuthLocation.QUERY_STRING)
                        .putProperty(AwsV4HttpSigner.EXPIRATION_DURATION, Duration.ofMinutes(15)))
                .request()
                .getUri()
                .toString()
                .substring("http://".length());
    }

    @Test
    void roleSignsInWhereItMayToCacheAndUser(@TempDir Path directory) throws Exception {
        try (Played played = new Played(directory)) {
            CacheTokens tokens = new CacheTokens(played.endpoints, Played.PLACE);
            String good = password(played, "elasticache", "s-reader");
            assertThat(tokens.refusal(good, "s-cache", "s-reader").orElseThrow())
                    .contains("elasticache:Connect on resource: " + CACHE);
            played.allow(allow("elasticache:Connect", CACHE));
            assertThat(tokens.refusal(good, "s-cache", "s-reader").orElseThrow())
                    .contains(USER);
            played.allow(allow("elasticache:Connect", CACHE), allow("elasticache:Connect", USER));
            assertThat(tokens.refusal(good, "s-cache", "s-reader")).isEmpty();

            assertThat(tokens.refusal(good, "s-cache", "s-writer").orElseThrow())
                    .contains("another cache or user");
            assertThat(tokens.refusal(good, "other", "s-reader").orElseThrow()).contains("another cache or user");
            assertThat(tokens.refusal(good.replace("s-reader", "s-writer"), "s-cache", "s-writer")
                            .orElseThrow())
                    .contains("not a signature");
            assertThat(tokens.refusal(password(played, "s3", "s-reader"), "s-cache", "s-reader"))
                    .isPresent();
            assertThat(tokens.refusal("secret", "s-cache", "s-reader")).isPresent();
        }
    }

    @Test
    void passwordExpires(@TempDir Path directory) throws Exception {
        try (Played late = new Played(directory, Clock.offset(Clock.systemUTC(), Duration.ofMinutes(16)))) {
            late.allow(allow("*", "*"));
            assertThat(new CacheTokens(late.endpoints, Played.PLACE)
                            .refusal(password(late, "elasticache", "s-reader"), "s-cache", "s-reader"))
                    .isPresent();
        }
    }
}
