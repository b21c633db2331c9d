package dev.scalingstages.workload.redis;

import io.lettuce.core.RedisCredentials;
import io.lettuce.core.RedisCredentialsProvider;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.Locale;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4FamilyHttpSigner.AuthLocation;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.HttpSigner;

/**
 * Signs in to ElastiCache by the server's role: the password is a presigned request for the action {@code connect}, which
 * is good for 15 minutes. Each new connection gets a fresh one, and so does each open one from time to time, because
 * ElastiCache closes a connection twelve hours after it last signed in (ElastiCache user guide, "Authenticating with
 * IAM").
 */
public final class IamCredentials implements RedisCredentialsProvider {
    private static final String SERVICE = "elasticache";
    private static final Duration GOOD_FOR = Duration.ofSeconds(900);
    private static final Duration SIGN_IN_AGAIN = Duration.ofMinutes(10);
    private static final String SCHEME = "http://";

    private final String user;
    private final String cache;
    private final String region;
    private final AwsCredentialsProvider credentials;
    private final Clock clock;
    private final Duration reauthenticateAfter;
    private final AwsV4HttpSigner signer = AwsV4HttpSigner.create();

    /**
     * @param user the user's id and name, which are the same
     * @param cache the replication group's id
     */
    public IamCredentials(String user, String cache, String region, AwsCredentialsProvider credentials, Clock clock) {
        this(user, cache, region, credentials, clock, SIGN_IN_AGAIN);
    }

    IamCredentials(
            String user,
            String cache,
            String region,
            AwsCredentialsProvider credentials,
            Clock clock,
            Duration reauthenticateAfter) {
        // ElastiCache keeps both in lower case, whatever the template says.
        this.user = user.toLowerCase(Locale.ROOT);
        this.cache = cache.toLowerCase(Locale.ROOT);
        this.region = region;
        this.credentials = credentials;
        this.clock = clock;
        this.reauthenticateAfter = reauthenticateAfter;
    }

    @Override
    public Mono<RedisCredentials> resolveCredentials() {
        // The role's credentials may have to be fetched, for which the network's threads must not wait.
        return Mono.fromCallable(() -> RedisCredentials.just(user, token())).subscribeOn(Schedulers.boundedElastic());
    }

    @Override
    public boolean supportsStreaming() {
        return true;
    }

    /** A fresh password every ten minutes; one that cannot be made is left out, as the next one will do. */
    @Override
    public Flux<RedisCredentials> credentials() {
        return Flux.interval(reauthenticateAfter)
                .onBackpressureDrop()
                .concatMap(tick -> resolveCredentials().onErrorComplete());
    }

    /** A new password: a presigned request, good for 15 minutes. */
    String token() {
        SdkHttpRequest request = SdkHttpRequest.builder()
                .method(SdkHttpMethod.GET)
                .uri(URI.create(SCHEME + cache + "/"))
                .putRawQueryParameter("Action", "connect")
                .putRawQueryParameter("User", user)
                .build();
        String signed = signer.sign(
                        sign -> sign.identity(credentials.resolveIdentity().join())
                                .request(request)
                                .putProperty(AwsV4HttpSigner.SERVICE_SIGNING_NAME, SERVICE)
                                .putProperty(AwsV4HttpSigner.REGION_NAME, region)
                                .putProperty(AwsV4HttpSigner.AUTH_LOCATION, AuthLocation.QUERY_STRING)
                                .putProperty(AwsV4HttpSigner.EXPIRATION_DURATION, GOOD_FOR)
                                .putProperty(HttpSigner.SIGNING_CLOCK, clock))
                .request()
                .getUri()
                .toString();
        return signed.substring(SCHEME.length());
    }
}
