package dev.scalingstages.rehearsal.api;

import dev.scalingstages.rehearsal.api.wire.Tls;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Path;
import javax.net.ssl.TrustManager;
import org.apache.hc.client5.http.DnsResolver;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.awscore.client.builder.AwsSyncClientBuilder;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.regions.Region;

/**
 * Clients of the SDK for Java that this program itself has: they find every host of AWS's at one address of its
 * endpoints.
 */
public final class SdkClients {
    private final Place place;
    private final TrustManager[] trusted;
    private final String address;
    private final int port;

    /**
     * Clients of endpoints.
     *
     * @param authority of the endpoints' certificates
     * @param address where they listen
     */
    public SdkClients(Place place, Path authority, String address, int port) throws IOException {
        this.place = place;
        this.trusted = Tls.trusting(authority);
        this.address = address;
        this.port = port;
    }

    /** An HTTP client. */
    public SdkHttpClient http() {
        return Apache5HttpClient.builder()
                .tlsTrustManagersProvider(() -> trusted.clone())
                .dnsResolver(new DnsResolver() {
                    @Override
                    public InetAddress[] resolve(String host) throws UnknownHostException {
                        return new InetAddress[] {InetAddress.getByName(address)};
                    }

                    @Override
                    public String resolveCanonicalHostname(String host) {
                        return host;
                    }
                })
                .build();
    }

    /**
     * Prepares a client of a service.
     *
     * @param host the first part of the service's host name, such as {@code s3}
     * @param http to be closed by the caller
     */
    public <B extends AwsClientBuilder<B, C> & AwsSyncClientBuilder<B, C>, C> B prepare(
            B builder, String host, Access.Credentials credentials, SdkHttpClient http) {
        return builder.region(Region.of(place.region()))
                .credentialsProvider(provider(credentials))
                .httpClient(http)
                .endpointOverride(URI.create("https://%s.%s.amazonaws.com:%d".formatted(host, place.region(), port)));
    }

    /** Credentials as the SDK takes them. */
    public static StaticCredentialsProvider provider(Access.Credentials credentials) {
        return StaticCredentialsProvider.create(AwsSessionCredentials.create(
                credentials.accessKeyId(), credentials.secretAccessKey(), credentials.sessionToken()));
    }
}
