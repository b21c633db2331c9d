package dev.scalingstages.workload.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.scalingstages.workload.aws.AwsClients.Service;
import dev.scalingstages.workload.content.Files.Upload;
import dev.scalingstages.workload.content.FilesContract;
import dev.scalingstages.workload.content.UnavailableException;
import dev.scalingstages.workload.servers.S3Server;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class S3FilesTest extends FilesContract {
    private static final String BUCKET = "content";
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private static S3Server server;
    private static AwsClients clients;

    @BeforeAll
    static void start() throws Exception {
        server = S3Server.start();
        clients = TestClients.of(Map.of(Service.S3, server.endpoint()));
        clients.s3().createBucket(request -> request.bucket(BUCKET));
    }

    @AfterAll
    static void stop() {
        clients.close();
        server.close();
        HTTP.close();
    }

    @Override
    protected S3Files files() {
        return new S3Files(clients, BUCKET, Optional.empty(), Clock.systemUTC());
    }

    @Override
    protected boolean send(Upload upload, String contentType, byte[] content) throws Exception {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(upload.address()).PUT(HttpRequest.BodyPublishers.ofByteArray(content));
        upload.headers().forEach(request::setHeader);
        request.setHeader("Content-Type", contentType);
        HttpResponse<String> response = HTTP.send(request.build(), BodyHandlers.ofString());
        assertThat(response.statusCode()).isIn(200, 403);
        return response.statusCode() == 200;
    }

    @Override
    protected byte[] read(URI address) throws Exception {
        return HTTP.send(HttpRequest.newBuilder(address).build(), BodyHandlers.ofByteArray())
                .body();
    }

    @Test
    void anAddressToReadStaysTheSameForHalfAnHourAndIsGoodForAnotherHour() {
        TestClock clock = new TestClock();
        S3Files files = new S3Files(clients, BUCKET, Optional.empty(), clock);
        URI first = files.address("photos/1");
        assertThat(first.getRawQuery()).contains("X-Amz-Expires=5400");
        clock.advance(Duration.ofMinutes(30));
        assertThat(files.address("photos/1")).isEqualTo(first);
        assertThat(files.address("photos/2")).isNotEqualTo(first);
        clock.advance(Duration.ofMillis(1));
        assertThat(files.address("photos/1").getPath()).isEqualTo(first.getPath());
        assertThat(files.address("photos/1")).isNotSameAs(first);
    }

    @Test
    void withAPublicPlaceTheAddressIsThere() {
        URI base = URI.create("https://static.example.com");
        S3Files files = new S3Files(clients, BUCKET, Optional.of(base), Clock.systemUTC());
        assertThat(files.address("photos/1")).isEqualTo(URI.create("https://static.example.com/photos/1"));
    }

    @Test
    void anAddressToUploadIsGoodForFifteenMinutesOnly() throws Exception {
        Upload upload = files().upload("uploads/1", "image/jpeg", 1);
        assertThat(upload.address().getRawQuery()).contains("X-Amz-Expires=900");
        assertThat(upload.address().getRawQuery()).contains("content-length");
    }

    @Test
    void aServerThatDoesNotAnswerIsUnavailableWithinTheLimit() throws Exception {
        // It takes connections and says nothing.
        try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
                AwsClients slow =
                        TestClients.of(Map.of(Service.S3, URI.create("http://127.0.0.1:" + silent.getLocalPort())))) {
            S3Files files = new S3Files(slow, BUCKET, Optional.empty(), Clock.systemUTC());
            Instant start = Instant.now();
            assertThatThrownBy(() -> files.find("photos/1")).isInstanceOf(UnavailableException.class);
            assertThat(Duration.between(start, Instant.now())).isLessThan(Duration.ofSeconds(9));
        }
    }

    @Test
    void aServerThatIsNotThereIsUnavailable() throws Exception {
        int port;
        try (ServerSocket closed = new ServerSocket(0)) {
            port = closed.getLocalPort();
        }
        try (AwsClients none = TestClients.of(Map.of(Service.S3, URI.create("http://127.0.0.1:" + port)))) {
            S3Files files = new S3Files(none, BUCKET, Optional.empty(), Clock.systemUTC());
            assertThatThrownBy(() -> files.find("photos/1")).isInstanceOf(UnavailableException.class);
            assertThatThrownBy(() -> files.open("photos/1")).isInstanceOf(UnavailableException.class);
            assertThatThrownBy(() -> files.put("photos/1", "image/jpeg", new byte[1]))
                    .isInstanceOf(UnavailableException.class);
        }
    }

    @Test
    void aBucketThatIsNotThereIsUnavailableAndNoEmptyAnswer() {
        S3Files files = new S3Files(clients, "another", Optional.empty(), Clock.systemUTC());
        assertThatThrownBy(() -> files.put("photos/1", "image/jpeg", new byte[1]))
                .isInstanceOf(UnavailableException.class);
        assertThatThrownBy(() -> files.open("photos/1")).isInstanceOf(UnavailableException.class);
    }
}
