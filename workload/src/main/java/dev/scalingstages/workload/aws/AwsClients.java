package dev.scalingstages.workload.aws;

import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.awscore.client.builder.AwsSyncClientBuilder;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.retry.RetryMode;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.retries.DefaultRetryStrategy;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.redshiftdata.RedshiftDataClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.utils.SdkAutoCloseable;

/**
 * The SDK's clients, each built when it is first asked for: a stage builds only those that it uses. Each has a limit for
 * one attempt and one for the call with its retries (three attempts, the SDK's standard), so that a request of a user
 * never waits for a service longer than that.
 */
public final class AwsClients implements AutoCloseable {
    /** Far more than one server has requests under way to one service. */
    private static final int CONNECTIONS = 200;

    private static final Duration CONNECT_LIMIT = Duration.ofSeconds(1);

    /** A hundred times what DynamoDB takes for a batch, and short for somebody who waits for a page. */
    static final Duration HURRY = Duration.ofMillis(300);

    private final Settings settings;
    private final AwsCredentialsProvider credentials;
    private final Map<Object, SdkAutoCloseable> clients = new ConcurrentHashMap<>();

    /** The services, and how long they are waited for. */
    public enum Service {
        /** Answers in milliseconds, or is tried again. */
        DYNAMODB(Duration.ofSeconds(1), Duration.ofSeconds(3)),
        /** Only accepts a statement or reports its progress, and no user waits for it. */
        REDSHIFT_DATA(Duration.ofSeconds(5), Duration.ofSeconds(20)),
        /** A file of ten megabytes takes about a second. */
        S3(Duration.ofSeconds(3), Duration.ofSeconds(8)),
        /** Asked for at the start and when a password was refused. */
        SECRETS_MANAGER(Duration.ofSeconds(2), Duration.ofSeconds(6)),
        /** Sends and deletes; receiving waits longer, and says so itself. */
        SQS(Duration.ofSeconds(2), Duration.ofSeconds(6));

        private final Duration attempt;
        private final Duration call;

        Service(Duration attempt, Duration call) {
            this.attempt = attempt;
            this.call = call;
        }
    }

    /**
     * @param region the region's name
     * @param endpoints addresses in place of AWS's own, for services that run locally; S3 is then addressed by path
     */
    public record Settings(String region, Map<Service, URI> endpoints) {
        public Settings {
            endpoints = Map.copyOf(endpoints);
        }
    }

    /** Signs with the credentials that the SDK's default chain finds: on a server, the instance's role. */
    public AwsClients(Settings settings) {
        this(settings, DefaultCredentialsProvider.builder().build());
    }

    /**
     * @param credentials the credentials that sign the calls
     */
    public AwsClients(Settings settings, AwsCredentialsProvider credentials) {
        this.settings = settings;
        this.credentials = credentials;
    }

    public DynamoDbClient dynamoDb() {
        return once(
                DynamoDbClient.class,
                () -> sync(DynamoDbClient.builder(), Service.DYNAMODB).build());
    }

    /**
     * For data that a page can do without: makes one attempt of {@link #HURRY} at most, without retries, so that
     * callers that a busy table refuses do not all ask it again.
     */
    public DynamoDbClient impatientDynamoDb() {
        return once(
                "hurried",
                DynamoDbClient.class,
                () -> sync(DynamoDbClient.builder(), Service.DYNAMODB)
                        .overrideConfiguration(configuration -> configuration
                                .retryStrategy(DefaultRetryStrategy.doNotRetry())
                                .apiCallAttemptTimeout(HURRY)
                                .apiCallTimeout(HURRY))
                        .build());
    }

    public RedshiftDataClient redshiftData() {
        return once(
                RedshiftDataClient.class,
                () -> sync(RedshiftDataClient.builder(), Service.REDSHIFT_DATA).build());
    }

    public S3Client s3() {
        return once(
                S3Client.class,
                () -> sync(S3Client.builder(), Service.S3)
                        .forcePathStyle(endpoint(Service.S3).isPresent())
                        // A checksum would have to be known when an address for an upload is signed, before its content
                        // is.
                        .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
                        .build());
    }

    public S3Presigner presigner() {
        return once(S3Presigner.class, () -> {
            S3Presigner.Builder builder = S3Presigner.builder()
                    .s3Client(s3())
                    .region(Region.of(settings.region()))
                    .credentialsProvider(credentials);
            endpoint(Service.S3).ifPresent(builder::endpointOverride);
            return builder.build();
        });
    }

    public SecretsManagerClient secretsManager() {
        return once(
                SecretsManagerClient.class,
                () -> sync(SecretsManagerClient.builder(), Service.SECRETS_MANAGER)
                        .build());
    }

    public SqsClient sqs() {
        return once(
                SqsClient.class, () -> sync(SqsClient.builder(), Service.SQS).build());
    }

    private <T extends SdkAutoCloseable> T once(Class<T> type, Supplier<T> build) {
        return once(type, type, build);
    }

    private <T extends SdkAutoCloseable> T once(Object key, Class<T> type, Supplier<T> build) {
        return type.cast(clients.computeIfAbsent(key, absent -> build.get()));
    }

    private <B extends AwsClientBuilder<B, C> & AwsSyncClientBuilder<B, C>, C> B sync(B builder, Service service) {
        builder.region(Region.of(settings.region()))
                .credentialsProvider(credentials)
                .httpClientBuilder(Apache5HttpClient.builder()
                        .maxConnections(CONNECTIONS)
                        .connectionTimeout(CONNECT_LIMIT)
                        // Attempts have their own limits; this one is for bodies that stop coming.
                        .socketTimeout(SqsQueue.LONGEST_WAIT.plus(service.attempt)))
                .overrideConfiguration(configuration -> configuration
                        .retryStrategy(RetryMode.STANDARD)
                        .apiCallAttemptTimeout(service.attempt)
                        .apiCallTimeout(service.call));
        endpoint(service).ifPresent(builder::endpointOverride);
        return builder;
    }

    private Optional<URI> endpoint(Service service) {
        return Optional.ofNullable(settings.endpoints().get(service));
    }

    @Override
    public void close() {
        clients.values().forEach(SdkAutoCloseable::close);
    }
}
