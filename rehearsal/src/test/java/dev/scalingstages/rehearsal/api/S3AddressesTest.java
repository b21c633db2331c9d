package dev.scalingstages.rehearsal.api;

import static dev.scalingstages.rehearsal.api.PoliciesTest.allow;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.scalingstages.rehearsal.api.services.ObjectStore;
import dev.scalingstages.rehearsal.api.services.S3;
import dev.scalingstages.rehearsal.api.services.SignedAnswers;
import dev.scalingstages.rehearsal.api.wire.Answer;
import dev.scalingstages.rehearsal.api.wire.HttpCall;
import dev.scalingstages.workload.servers.S3Server;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;

/** Addresses in S3 that need no credentials: those that somebody has signed, and those of public buckets. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class S3AddressesTest {
    private static final String OBJECTS = "arn:aws:s3:::content/*";

    private Played played;
    private SdkHttpClient http;
    private S3 s3;

    @BeforeAll
    void start(@TempDir Path directory) throws Exception {
        played = new Played(directory);
        S3Server server = played.open.keep(S3Server.startOpen());
        ObjectStore store = played.open.keep(new ObjectStore(server.endpoint(), Played.PLACE, played.policies));
        s3 = new S3(Played.PLACE, store, refused -> {});
        played.endpoints.serveS3(s3);
        http = played.http();
        s3.createBucket("content", Played.json("{}"), (arn, event, by) -> {});
        played.allow(allow("s3:*", OBJECTS));
    }

    @AfterAll
    void stop() {
        played.close();
    }

    @Test
    void presignedAddressesArePutAndReadWithoutCredentialsUntilTheyExpire() throws Exception {
        try (S3Presigner presigner = S3Presigner.builder()
                .region(Region.US_EAST_1)
                .credentialsProvider(played.credentials())
                .endpointOverride(URI.create("https://s3.us-east-1.amazonaws.com:" + played.port))
                .build()) {
            URI upload = presigner
                    .presignPutObject(presign -> presign.signatureDuration(Duration.ofMinutes(15))
                            .putObjectRequest(put -> put.bucket("content")
                                    .key("incoming/signed")
                                    .contentType("image/jpeg")
                                    .contentLength(4L)))
                    .url()
                    .toURI();
            assertThat(send("PUT", upload, "image/jpeg", "text")).isEqualTo("200 ");
            assertThat(send("PUT", upload, "image/png", "text"))
                    .startsWith("403")
                    .contains("SignatureDoesNotMatch");
            assertThat(send("PUT", upload, "image/jpeg", "texts"))
                    .startsWith("403")
                    .contains("SignatureDoesNotMatch");
            URI read = presigner
                    .presignGetObject(presign -> presign.signatureDuration(Duration.ofSeconds(1))
                            .getObjectRequest(get -> get.bucket("content").key("incoming/signed")))
                    .url()
                    .toURI();
            assertThat(send("GET", read, "", "")).isEqualTo("200 text");
            Thread.sleep(2_100);
            assertThat(send("GET", read, "", "")).startsWith("403").contains("Request has expired");
        }
    }

    /** Status and body. */
    private String send(String method, URI address, String contentType, String body) throws Exception {
        SdkHttpRequest.Builder request = SdkHttpRequest.builder()
                .method(SdkHttpMethod.fromValue(method))
                .uri(address)
                .putHeader("Content-Length", String.valueOf(body.length()));
        if (!contentType.isEmpty()) {
            request.putHeader("Content-Type", contentType);
        }
        HttpExecuteResponse answer = http.prepareRequest(HttpExecuteRequest.builder()
                        .request(request.build())
                        .contentStreamProvider(() -> new ByteArrayInputStream(body.getBytes(StandardCharsets.UTF_8)))
                        .build())
                .call();
        if (answer.responseBody().isEmpty()) {
            return answer.httpResponse().statusCode() + " ";
        }
        try (var content = answer.responseBody().orElseThrow()) {
            return answer.httpResponse().statusCode() + " "
                    + new String(content.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Test
    void serverAnswersItsWaitCondition() throws Exception {
        List<JsonNode> answers = new ArrayList<>();
        SignedAnswers conditions =
                SignedAnswers.ofWaitConditions(s3, Played.PLACE, played.policies, played.port, Clock.systemUTC());
        URI address = conditions.address(
                "arn:aws:cloudformation:us-east-1:123456789012:stack/s/1/Handle", Duration.ofMinutes(15), answers::add);
        assertThat(address.toString())
                .startsWith("https://cloudformation-waitcondition-us-east-1.s3.amazonaws.com:" + played.port
                        + "/arn%3Aaws%3Acloudformation");
        assertThat(send("PUT", address, "", "{\"Status\":\"SUCCESS\"}")).isEqualTo("200 ");
        assertThat(send("PUT", address, "text/plain", "{\"Status\":\"SUCCESS\"}"))
                .startsWith("403");
        assertThat(send("PUT", URI.create(address.toString().replace("Handle", "Other")), "", "{}"))
                .startsWith("403");
        assertThat(answers).singleElement().hasToString("{\"Status\":\"SUCCESS\"}");
    }

    @Test
    void packagesAreReadByAnybodyWhomTheEndpointLetsPass() throws Exception {
        s3.addForeignBucket("al2023-repos-us-east-1-de612dc2", new S3.ForeignBucket() {
            @Override
            public Answer answer(String method, String key, HttpCall call) {
                return Answer.text(200, "text/plain", key);
            }

            @Override
            public boolean isPublic() {
                return true;
            }
        });
        URI list = URI.create("https://al2023-repos-us-east-1-de612dc2.s3.dualstack.us-east-1.amazonaws.com:"
                + played.port + "/core/mirrors/latest/x86_64/mirror.list");
        assertThat(send("GET", list, "", "")).isEqualTo("200 core/mirrors/latest/x86_64/mirror.list");
        played.endpoints.comeByGateway((caller, service) -> service.equals("s3"));
        played.policies.setEndpointPolicy(
                "s3", Optional.of(PoliciesTest.policy("'Principal':'*'," + allow("s3:GetObject", OBJECTS))));
        assertThat(send("GET", list, "", "")).startsWith("403").contains("no VPC endpoint policy allows");
        played.endpoints.comeByGateway((caller, service) -> false);
    }
}
