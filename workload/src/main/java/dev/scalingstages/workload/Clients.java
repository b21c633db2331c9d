package dev.scalingstages.workload;

import dev.scalingstages.workload.aws.AwsClients;
import dev.scalingstages.workload.configuration.Configuration;
import dev.scalingstages.workload.redis.CacheMeters;
import dev.scalingstages.workload.redis.IamCredentials;
import dev.scalingstages.workload.redis.RedisCache;
import dev.scalingstages.workload.redis.RedisSettings;
import io.lettuce.core.RedisCredentials;
import io.lettuce.core.RedisCredentialsProvider;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.EnumMap;
import java.util.Map;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;

/** Makes the clients of services from the configuration. */
final class Clients {
    /** The role of the instance, on a server. */
    private static final AwsCredentialsProvider CREDENTIALS =
            DefaultCredentialsProvider.builder().build();

    private Clients() {}

    static AwsClients aws(Configuration.Aws aws) {
        Map<AwsClients.Service, URI> endpoints = new EnumMap<>(AwsClients.Service.class);
        aws.endpoints().forEach((service, address) -> endpoints.put(AwsClients.Service.valueOf(service), address));
        return new AwsClients(new AwsClients.Settings(aws.region(), endpoints), CREDENTIALS);
    }

    static RedisCache cache(Configuration.Cache cache, String region, MeterRegistry meters) {
        RedisCredentialsProvider credentials = cache.passwordFile().isPresent()
                ? RedisCredentialsProvider.from(() -> RedisCredentials.just(
                        cache.user(), read(cache.passwordFile().get())))
                : new IamCredentials(cache.user(), cache.name(), region, CREDENTIALS, Clock.systemUTC());
        RedisSettings settings = new RedisSettings(
                cache.host(),
                cache.port(),
                cache.authorities(),
                RedisSettings.USUAL_TIMEOUT,
                RedisSettings.USUAL_PATIENCE);
        return new RedisCache(settings, credentials, new CacheMeters(meters));
    }

    private static String read(Path file) {
        try {
            return Files.readString(file).strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
