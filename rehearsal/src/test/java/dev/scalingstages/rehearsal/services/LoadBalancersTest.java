package dev.scalingstages.rehearsal.services;

import static dev.scalingstages.rehearsal.services.BalancerFixture.ARN;
import static dev.scalingstages.rehearsal.services.BalancerFixture.LISTENER;
import static dev.scalingstages.rehearsal.services.BalancerFixture.forward;
import static dev.scalingstages.rehearsal.services.BalancerFixture.group;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.Socket;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** HAProxy as a load balancer of AWS, before small servers. */
class LoadBalancersTest {
    private static final String FIXED = "[{'Type':'fixed-response','FixedResponseConfig':"
            + "{'StatusCode':'403','ContentType':'text/plain','MessageBody':'Not by 100%, it is said.'}}]";

    @TempDir
    private Path folder;

    private BalancerFixture front;

    @BeforeEach
    void start() throws Exception {
        front = new BalancerFixture(folder, arn -> folder.resolve("authority/front.both.pem"));
    }

    @AfterEach
    void stop() {
        front.close();
    }

    private HttpTarget one(String name) throws Exception {
        front.createGroup(name, "HTTP");
        return front.target(name, name);
    }

    @Test
    void rulesByMethodAndHeaderCountInTheirOrder() throws Exception {
        HttpTarget read = one("read");
        one("write");
        front.listen("HTTP", FIXED);
        front.rule(
                20,
                "{'Field':'http-header','HttpHeaderConfig':{'HttpHeaderName':'X-From','Values':['it']}}",
                forward("write"));
        front.rule(
                10,
                "{'Field':'http-request-method','HttpRequestMethodConfig':{'Values':['GET','HEAD']}}",
                forward("read"));
        front.awaitHealth("read", "read", "healthy");
        front.awaitHealth("write", "write", "healthy");
        assertThat(front.ask("GET", "/a?b=c", "X-From: it").body()).isEqualTo("read");
        assertThat(front.ask("HEAD", "/").status()).isEqualTo(200);
        assertThat(front.ask("POST", "/", "X-From: it").body()).isEqualTo("write");
        RawClient.Answer refused = front.ask("POST", "/", "X-From: it too");
        assertThat(refused.status()).isEqualTo(403);
        assertThat(refused.body()).isEqualTo("Not by 100%, it is said.");
        assertThat(refused.headers()).containsEntry("content-type", "text/plain");
        HttpTarget.Request first = read.seen().getFirst();
        assertThat(first.path()).isEqualTo("/a?b=c");
        assertThat(first.header("Host")).contains("www.example.com");
        assertThat(first.header("X-Forwarded-For")).contains("127.0.0.1");
        assertThat(first.header("X-Forwarded-Proto")).contains("http");
        assertThat(first.header("X-Forwarded-Port")).contains(Integer.toString(front.port));
        front.balancers.removeRule(LISTENER, LISTENER + "/10");
        assertThat(front.ask("GET", "/", "X-From: it").body()).isEqualTo("write");
    }

    @Test
    void redirectKeepsHostPathAndQuery() throws Exception {
        front.listen(
                "HTTP",
                "[{'Type':'redirect','RedirectConfig':{'Protocol':'HTTPS','Port':'443',"
                        + "'Host':'#{host}','Path':'/#{path}','Query':'#{query}','StatusCode':'HTTP_301'}}]");
        RawClient.Answer answer = front.ask("GET", "/some/path?and=query");
        assertThat(answer.status()).isEqualTo(301);
        assertThat(answer.headers()).containsEntry("location", "https://www.example.com/some/path?and=query");
    }

    @Test
    void certificateOfTheListenerIsShown() throws Exception {
        one("web");
        Authority authority = Authority.create(folder.resolve("authority"));
        authority.issue("front", List.of("front.example.com"));
        front.balancers.setListener(ARN, LISTENER, BalancerFixture.json("""
                {'Port':%d,'Protocol':'HTTPS','Certificates':[{'CertificateArn':'arn'}],'DefaultActions':%s}
                """.formatted(front.port, forward("web"))));
        front.awaitHealth("web", "web", "healthy");
        try (RawClient client = new RawClient(
                TrustIn.connect(authority.certificate(), front.address, front.port, "front.example.com"))) {
            assertThat(client.ask("GET", "/").body()).isEqualTo("web");
        }
    }

    @Test
    void unhealthyTargetGetsNothingUntilAllAreOrItIsHealthyAgain() throws Exception {
        HttpTarget first = one("web");
        HttpTarget second = front.target("other", "web");
        assertThat(front.health("web", "web")).isEqualTo("unused");
        front.listen("HTTP", forward("web"));
        front.awaitHealth("web", "web", "healthy");
        front.awaitHealth("web", "other", "healthy");
        first.setHealth(500);
        front.awaitHealth("web", "web", "unhealthy");
        assertThat(front.balancers.complaints())
                .singleElement()
                .asString()
                .contains("web")
                .contains("status 500");
        first.seen().clear();
        for (int time = 0; time < 10; time++) {
            assertThat(front.ask("GET", "/").body()).isEqualTo("other");
        }
        assertThat(first.seen()).isEmpty();
        second.setHealth(503);
        front.awaitHealth("web", "other", "unhealthy");
        assertThat(front.ask("GET", "/").status())
                .as("with none healthy, all are asked")
                .isEqualTo(200);
        first.setHealth(200);
        front.awaitHealth("web", "web", "healthy");
        for (int time = 0; time < 10; time++) {
            assertThat(front.ask("GET", "/").body()).isEqualTo("web");
        }
    }

    @Test
    void nobodyAnswersForAnEmptyGroup() throws Exception {
        front.createGroup("empty", "HTTP");
        front.listen("HTTP", forward("empty"));
        assertThat(front.ask("GET", "/").status()).isEqualTo(503);
    }

    @Test
    void drainingTargetEndsWhatItHasAndGetsNothingNew() throws Exception {
        HttpTarget leaving = one("web");
        front.listen("HTTP", forward("web"));
        front.awaitHealth("web", "web", "healthy");
        CompletableFuture<String> slow = CompletableFuture.supplyAsync(() -> {
            try {
                return front.ask("GET", "/slow").body();
            } catch (IOException e) {
                return e.toString();
            }
        });
        BalancerFixture.await("a request is under way", () -> !leaving.seen().isEmpty());
        front.target("other", "web");
        front.awaitHealth("web", "other", "healthy");
        long start = System.nanoTime();
        CompletableFuture<Void> gone = CompletableFuture.runAsync(() -> {
            try {
                front.balancers.deregister(group("web"), "web");
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        front.awaitHealth("web", "web", "draining");
        BalancerFixture.await("only the other one is asked", () -> answers("other"));
        leaving.seen().clear();
        assertThat(front.ask("GET", "/").body()).isEqualTo("other");
        assertThat(leaving.seen()).isEmpty();
        assertThat(slow.join()).isEqualTo("web");
        gone.join();
        assertThat((System.nanoTime() - start) / 1_000_000).isGreaterThanOrEqualTo(400);
        assertThat(front.balancers.health(group("web"))).containsOnlyKeys("other");
    }

    private boolean answers(String name) {
        try {
            return front.ask("GET", "/").body().equals(name);
        } catch (IOException e) {
            return false;
        }
    }

    @Test
    void networkLoadBalancerPassesBytesOn() throws Exception {
        front.createGroup("tcp", "TCP");
        HttpTarget target = front.target("tcp", "tcp");
        front.listen("TCP", forward("tcp"));
        front.awaitHealth("tcp", "tcp", "healthy");
        assertThat(front.ask("GET", "/").body()).isEqualTo("tcp");
        assertThat(target.seen().getFirst().header("X-Forwarded-For")).isEmpty();
        target.close();
        front.awaitHealth("tcp", "tcp", "unhealthy");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "TLS | [{'Type':'forward','TargetGroupArn':'GROUP'}] | TLS",
                "HTTP | [{'Type':'authenticate-oidc'},{'Type':'forward','TargetGroupArn':'GROUP'}] | authenticate-oidc",
                "HTTP | [{'Type':'forward','TargetGroupArn':'unknown'}] | unknown",
                "HTTP | [{'Type':'forward','ForwardConfig':{'TargetGroups':[{'TargetGroupArn':'GROUP','Weight':1},"
                        + "{'TargetGroupArn':'OTHER','Weight':2}]}}] | one target group",
                "HTTP | [{'Type':'redirect','RedirectConfig':{'StatusCode':'HTTP_302','Protocol':'HTTPS',"
                        + "'Path':'/elsewhere'}}] | /elsewhere",
            })
    void whatIsNotPlayedIsRefusedByNameAndChangesNothing(String protocol, String actions, String named)
            throws Exception {
        one("web");
        one("other");
        front.listen("HTTP", forward("web"));
        front.awaitHealth("web", "web", "healthy");
        String asked = actions.replace("GROUP", group("web")).replace("OTHER", group("other"));
        assertThatThrownBy(() -> front.listen(protocol, asked))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(named);
        assertThat(front.ask("GET", "/").body()).isEqualTo("web");
        front.listen("HTTP", FIXED);
        assertThat(front.ask("GET", "/").status()).isEqualTo(403);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "{'Field':'path-pattern','PathPatternConfig':{'Values':['/a']}} | path-pattern",
                "{'Field':'host-header','HostHeaderConfig':{'Values':['a']}},{'Field':'http-request-method',"
                        + "'HttpRequestMethodConfig':{'Values':['GET']}} | one condition",
                "{'Field':'http-header','HttpHeaderConfig':{'HttpHeaderName':'A','Values':['begin*']}} | begin*",
            })
    void rulesThatAreNotPlayedAreRefusedByNameAndChangeNothing(String condition, String named) throws Exception {
        one("web");
        front.listen("HTTP", FIXED);
        assertThatThrownBy(() -> front.rule(1, condition, forward("web")))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(named);
        front.rule(2, "{'Field':'host-header','HostHeaderConfig':{'Values':['www.example.com']}}", forward("web"));
        front.awaitHealth("web", "web", "healthy");
        assertThat(front.ask("POST", "/").body()).isEqualTo("web");
        assertThat(front.ask("POST", "/", "Host: other.example.com").status()).isEqualTo(403);
    }

    @Test
    void configurationThatHaProxyRefusesLeavesTheOneBefore() throws Exception {
        one("web");
        front.listen("HTTP", forward("web"));
        front.awaitHealth("web", "web", "healthy");
        assertThatThrownBy(() -> front.listen("HTTP", FIXED.replace("403", "1403")))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("HAProxy does not start");
        try (RawClient client = new RawClient(front.address, front.port)) {
            assertThat(client.ask("GET", "/").body()).isEqualTo("web");
            front.listen("HTTP", FIXED);
            assertThat(client.ask("GET", "/").body())
                    .as("by the connection of before")
                    .isEqualTo("web");
        }
        assertThat(front.ask("GET", "/").status()).isEqualTo(403);
    }

    @Test
    void deletedBalancerIsGone() throws Exception {
        front.listen("HTTP", FIXED);
        assertThat(front.ask("GET", "/").status()).isEqualTo(403);
        front.balancers.deleteBalancer(ARN);
        assertThat(front.network.attached()).isEmpty();
        assertThat(front.network.resolve("front.example.com")).isEmpty();
        BalancerFixture.await("nobody listens", () -> {
            try (Socket socket = new Socket(front.address, front.port)) {
                return !socket.isConnected();
            } catch (IOException e) {
                return true;
            }
        });
    }
}
