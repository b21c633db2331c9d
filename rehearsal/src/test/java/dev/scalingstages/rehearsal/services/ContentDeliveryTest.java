package dev.scalingstages.rehearsal.services;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.scalingstages.rehearsal.network.InNamespaces;
import dev.scalingstages.rehearsal.network.LoopbackNetwork;
import dev.scalingstages.workload.servers.Opened;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** HAProxy as CloudFront, on the ports that CloudFront has. */
@InNamespaces
class ContentDeliveryTest {
    private static final String HOST = "d1.cloudfront.net";
    private static final Path FUNCTIONS = Path.of("../src/main/resources/functions/viewer-request");

    private static final String ALL_VIEWER = "216adef6-5c7f-47e4-b989-5492eafa07d3";

    @TempDir
    private Path folder;

    private final LoopbackNetwork network = new LoopbackNetwork();
    private final Opened open = new Opened();
    private Authority authority;
    private ContentDelivery delivery;
    private HttpTarget bucket;
    private HttpTarget system;

    @BeforeEach
    void start() throws Exception {
        Tools.require("haproxy", "openssl");
        authority = Authority.create(folder.resolve("authority"));
        delivery = open.keep(new ContentDelivery(folder.resolve("delivery"), network, authority));
        bucket = open.keep(new HttpTarget("bucket", network.allocatePublicAddress()));
        String address = network.allocatePublicAddress();
        system = open.keep(new HttpTarget("system", address, 80));
        network.name("www.example.com", Set.of(address));
    }

    @AfterEach
    void stop() {
        open.close();
    }

    private static JsonNode config(String functions, String policy) {
        return BalancerFixture.json("""
                {'Aliases':['static.example.com'],
                 'CacheBehaviors':[
                  {'PathPattern':'static/*','AllowedMethods':['GET','HEAD'],'TargetOriginId':'content'},
                  {'PathPattern':'/api/v?/posts.json','TargetOriginId':'system','OriginRequestPolicyId':'%s',
                   'AllowedMethods':['GET','HEAD','OPTIONS','PUT','PATCH','POST','DELETE']}],
                 'DefaultCacheBehavior':{'TargetOriginId':'system','FunctionAssociations':%s},
                 'Origins':[
                  {'Id':'content','DomainName':'b.s3.us-east-1.amazonaws.com','S3OriginConfig':{}},
                  {'Id':'system','DomainName':'www.example.com',
                   'OriginCustomHeaders':[{'HeaderName':'X-Origin-Verify','HeaderValue':'50%% of #1 it\\\\s x'}],
                   'CustomOriginConfig':{'OriginProtocolPolicy':'http-only'}}]}
                """.formatted(policy, functions));
    }

    private void put(JsonNode config, String code) throws Exception {
        delivery.put(new ContentDelivery.Distribution(
                "E1",
                HOST,
                config,
                Map.of("arn:function", code),
                URI.create("http://" + bucket.target().address() + ":" + HttpTarget.PORT)));
    }

    private void put() throws Exception {
        put(config("[]", ALL_VIEWER), "");
    }

    private static String withFunction() {
        return "[{'EventType':'viewer-request','FunctionARN':'arn:function'}]";
    }

    private RawClient.Answer ask(String method, String path, String... headers) throws Exception {
        String address = network.resolve(HOST).getFirst();
        try (RawClient client = new RawClient(TrustIn.connect(authority.certificate(), address, 443, HOST))) {
            return client.ask(method, path, headers);
        }
    }

    @Test
    void pathsLeadToTheirOriginsAndMethodsAreRefused() throws Exception {
        put();
        assertThat(ask("GET", "/static/a/b.css?v=1").body()).isEqualTo("bucket");
        assertThat(ask("GET", "/static").body()).isEqualTo("system");
        assertThat(ask("GET", "/other/static/a").body()).isEqualTo("system");
        assertThat(ask("POST", "/api/v1/posts.json").body()).isEqualTo("system");
        assertThat(ask("POST", "/api/v1/postsXjson").status())
                .as("a dot is a dot")
                .isEqualTo(403);
        assertThat(ask("POST", "/api/v12/posts.json").status()).isEqualTo(403);
        assertThat(ask("PUT", "/static/a").status()).isEqualTo(403);
        assertThat(ask("POST", "/").status()).isEqualTo(403);
        assertThat(bucket.seen()).extracting(HttpTarget.Request::path).containsExactly("/static/a/b.css?v=1");
        assertThat(bucket.seen().getFirst().header("Host")).contains("b.s3.us-east-1.amazonaws.com");
    }

    @Test
    void originsGetTheirHeadersAndTheHostThatThePolicySays() throws Exception {
        put();
        ask("GET", "/api/v1/posts.json", "Host: static.example.com");
        ask("GET", "/any", "Host: static.example.com", "X-Origin-Verify: forged");
        assertThat(system.seen().get(0).header("Host")).as("AllViewer").contains("static.example.com");
        assertThat(system.seen().get(1).header("Host")).contains("www.example.com");
        assertThat(system.seen()).allSatisfy(request -> {
            assertThat(request.headers().get("X-Origin-Verify")).containsExactly("50% of #1 it\\s x");
            assertThat(request.header("Via"))
                    .hasValueSatisfying(via -> assertThat(via).contains("CloudFront"));
            assertThat(request.header("X-Forwarded-For")).isPresent();
        });
    }

    @Test
    void plainRequestsAreLedToTls() throws Exception {
        put();
        RawClient.Answer answer =
                RawClient.once(network.resolve(HOST).getFirst(), 80, "GET", "/a?b=c", "Host: " + HOST);
        assertThat(answer.status()).isEqualTo(301);
        assertThat(answer.headers()).containsEntry("location", "https://" + HOST + "/a?b=c");
    }

    @Test
    void functionTellsTheOriginTheViewersAddress() throws Exception {
        put(config(withFunction(), ""), Files.readString(FUNCTIONS.resolve("viewer-address.js")));
        ask("GET", "/any", "X-Viewer-Address: 6.6.6.6");
        ask("GET", "/api/v1/posts.json");
        assertThat(system.seen().get(0).headers().get("X-Viewer-Address")).containsExactly("127.0.0.1");
        assertThat(system.seen().get(1).header("X-Viewer-Address"))
                .as("only where the function is associated")
                .isEmpty();
    }

    @Test
    void functionLeadsToTheDomain() throws Exception {
        String code = Files.readString(FUNCTIONS.resolve("to-domain.js"))
                .replaceAll("https://[^\"]*", "https://www.example.com");
        put(config(withFunction(), ""), code);
        RawClient.Answer answer = ask("GET", "/posts/1?a=b");
        assertThat(answer.status()).isEqualTo(308);
        assertThat(answer.headers()).containsEntry("location", "https://www.example.com/posts/1?a=b");
        assertThat(ask("GET", "/static/a").body()).isEqualTo("bucket");
        assertThat(system.seen()).isEmpty();
    }

    @Test
    void unknownFunctionsAndOriginsWithoutAnAddressAreRefused() {
        assertThatThrownBy(() -> put(config(withFunction(), ""), "function handler(event) { return 42; }"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("return 42");
        network.name("www.example.com", Set.of());
        assertThatThrownBy(this::put).hasMessageContaining("www.example.com has no address");
        assertThat(network.resolve(HOST)).isEmpty();
    }

    @Test
    void secondDistributionIsRefusedUntilTheFirstIsGone() throws Exception {
        put();
        ContentDelivery.Distribution second = new ContentDelivery.Distribution(
                "E2",
                "d2.cloudfront.net",
                config("[]", ALL_VIEWER),
                Map.of(),
                URI.create("http://" + bucket.target().address() + ":" + HttpTarget.PORT));
        assertThatThrownBy(() -> delivery.put(second))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("E2");
        assertThat(ask("GET", "/static/a").body()).isEqualTo("bucket");
        delivery.remove("E1", HOST);
        delivery.put(second);
        assertThat(network.resolve("d2.cloudfront.net")).hasSize(1);
    }

    @Test
    void removedDistributionHasNoName() throws Exception {
        put();
        delivery.remove("E1", HOST);
        assertThat(network.resolve(HOST)).isEmpty();
    }
}
