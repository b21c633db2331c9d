package dev.scalingstages.rehearsal.api;

import static dev.scalingstages.rehearsal.api.PoliciesTest.allow;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.scalingstages.rehearsal.api.Functions.Function;
import dev.scalingstages.rehearsal.api.Functions.FunctionException;
import dev.scalingstages.rehearsal.api.services.Acm;
import dev.scalingstages.rehearsal.api.services.CloudWatch;
import dev.scalingstages.rehearsal.api.services.LoadBalancing;
import dev.scalingstages.rehearsal.api.services.LoadBalancing.Health;
import dev.scalingstages.rehearsal.api.services.LoadBalancing.Member;
import dev.scalingstages.rehearsal.api.services.ObjectStore;
import dev.scalingstages.rehearsal.api.services.Rds;
import dev.scalingstages.rehearsal.api.services.S3;
import dev.scalingstages.rehearsal.api.services.SignedAnswers;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;

/** The functions of the templates run under Node, and call the endpoints by the real SDK for JavaScript. */
@ResourceLock("functions/node_modules")
class FunctionsTest {
    private static final Path SHIPPED = Path.of("../src/main/resources/functions");
    private static final String CERTIFICATES = Played.PLACE.arn("acm", "certificate/*");
    private static final Duration TIMEOUT = Duration.ofMinutes(10);

    @TempDir
    private Path directory;

    private final BlockingQueue<JsonNode> answers = new LinkedBlockingQueue<>();
    private final AtomicInteger uses = new AtomicInteger();
    private Played played;
    private Functions functions;
    private SignedAnswers resources;
    private Acm acm;

    @BeforeAll
    static void install() throws Exception {
        assertThat(new ProcessBuilder("functions/install").inheritIO().start().waitFor())
                .isZero();
    }

    @BeforeEach
    void start() throws Exception {
        played = new Played(Files.createDirectory(directory.resolve("tls")));
        S3 s3 = new S3(
                Played.PLACE,
                played.open.keep(new ObjectStore(URI.create("http://127.0.0.1:9"), Played.PLACE, played.policies)),
                refused -> {});
        played.endpoints.serveS3(s3);
        resources = SignedAnswers.ofCustomResources(s3, Played.PLACE, played.policies, played.port, Clock.systemUTC());
        acm = new Acm(Played.PLACE, arn -> uses.getAndDecrement() > 0);
        played.endpoints.serve("acm", acm);
        functions = played.open.keep(new Functions(
                new Functions.Settings(
                        node(),
                        Path.of("functions"),
                        Files.createDirectory(directory.resolve("functions")),
                        played.endpoints.authority(),
                        10,
                        Optional.of(Played.ADDRESS),
                        played.port),
                played.policies,
                Played.PLACE));
    }

    private static Path node() throws Exception {
        try (Stream<Path> packages = Files.list(Path.of("../node_modules"))) {
            return packages.map(folder -> folder.resolve("bin/node"))
                    .filter(Files::isExecutable)
                    .findFirst()
                    .orElseThrow()
                    .toRealPath();
        }
    }

    @AfterEach
    void stop() {
        played.close();
    }

    private void put(String name, Path code, String handler, Map<String, String> environment) throws Exception {
        functions.put(new Function(name, code, handler, environment, Played.ROLE, TIMEOUT, 256));
    }

    private JsonNode code(String name, String text) throws Exception {
        Path code = Files.createDirectory(directory.resolve(name));
        Files.writeString(code.resolve("index.mjs"), text);
        put(name, code, "index.handler", Map.of("GREETING", "hello"));
        return functions.invoke(name, Played.json("{'asked':1}"));
    }

    private JsonNode request(String type, String physicalId) throws Exception {
        ObjectNode event = (ObjectNode) Played.json("""
                {'RequestType':'%s','StackId':'stack','RequestId':'1','LogicalResourceId':'InternalCertificate',
                 'ResourceType':'Custom::InternalCertificate',
                 'ResourceProperties':{'DomainName':'internal.scaling-stages',
                  'Tags':{'system':'scaling-stages','component':'c'}}}
                """.formatted(type));
        event.put(
                "ResponseURL",
                resources.address("stack/1", Duration.ofHours(1), answers::add).toString());
        if (!physicalId.isEmpty()) {
            event.put("PhysicalResourceId", physicalId);
        }
        functions.invoke("certificate", event);
        return answers.poll(10, TimeUnit.SECONDS);
    }

    /** As the template allows it. */
    private void allowCertificates() {
        played.allow(
                "'Condition':{'StringEquals':{'aws:RequestTag/system':'scaling-stages'}},"
                        + allow("acm:ImportCertificate", CERTIFICATES),
                "'Condition':{'ForAllValues:StringEquals':{'aws:TagKeys':['system','component']},'StringEquals':"
                        + "{'aws:RequestTag/system':'scaling-stages'},'StringEqualsIfExists':"
                        + "{'aws:ResourceTag/system':'scaling-stages'}},"
                        + allow("acm:AddTagsToCertificate", CERTIFICATES),
                "'Condition':{'StringEquals':{'aws:ResourceTag/system':'scaling-stages'}},"
                        + allow("acm:DeleteCertificate", CERTIFICATES));
    }

    @Test
    void internalCertificateIsImportedAndDeletedWhenItIsFree() throws Exception {
        put("certificate", SHIPPED, "internal-certificate/index.handler", Map.of());
        allowCertificates();
        JsonNode created = request("Create", "");
        assertThat(created.path("Status").asText()).as(created.toString()).isEqualTo("SUCCESS");
        String arn = created.path("PhysicalResourceId").asText();
        assertThat(created.at("/Data/CertificateArn").asText()).isEqualTo(arn);
        Acm.Certificate certificate = acm.certificate(arn).orElseThrow();
        assertThat(certificate.certificate()).startsWith("-----BEGIN CERTIFICATE-----");
        assertThat(certificate.privateKey()).startsWith("-----BEGIN EC PRIVATE KEY-----");
        assertThat(certificate.tags()).containsEntry("system", "scaling-stages");

        // A listener lets go of it after a while; the function asks again after a tenth of its ten seconds.
        uses.set(1);
        long start = System.nanoTime();
        JsonNode deleted = request("Delete", arn);
        assertThat(deleted.path("Status").asText()).as(deleted.toString()).isEqualTo("SUCCESS");
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isBetween(Duration.ofSeconds(1), Duration.ofSeconds(8));
        assertThat(acm.certificate(arn)).isEmpty();
    }

    @Test
    void refusedFunctionSaysWhyToCloudFormation() throws Exception {
        put("certificate", SHIPPED, "internal-certificate/index.handler", Map.of());
        played.allow(allow("acm:ImportCertificate", CERTIFICATES));
        JsonNode answer = request("Create", "");
        assertThat(answer.path("Status").asText()).isEqualTo("FAILED");
        assertThat(answer.path("Reason").asText())
                .startsWith("AccessDeniedException: User: arn:aws:sts::123456789012:assumed-role/web/certificate is not"
                        + " authorized to perform: acm:AddTagsToCertificate");
    }

    @Test
    void replicasAreFollowedByRdsCloudWatchAndLoadBalancing() throws Exception {
        String group = Played.PLACE.arn("elasticloadbalancing", "targetgroup/replicas/1");
        List<String> calls = new ArrayList<>();
        played.endpoints.serve(
                "rds",
                new Rds(
                        Played.PLACE,
                        name -> name.equals("s-replica-1")
                                ? Optional.of(new Rds.Instance("creating", Optional.empty(), 3306))
                                : Optional.empty()));
        played.endpoints.serve(
                "monitoring",
                new CloudWatch(
                        metric -> metric.dimensions().containsValue("s-replica-1")
                                ? OptionalDouble.of(7)
                                : OptionalDouble.empty(),
                        Clock.systemUTC()));
        played.endpoints.serve("elasticloadbalancing", new LoadBalancing(new LoadBalancing.TargetGroups() {
            @Override
            public List<Health> health(String arn) {
                calls.add("health");
                return List.of(new Health(new Member("10.0.0.9", 13306), "unhealthy", "Target.FailedHealthChecks"));
            }

            @Override
            public void register(String arn, List<Member> members) {
                calls.add("register " + members);
            }

            @Override
            public void deregister(String arn, List<Member> members) {
                calls.add("deregister " + members);
            }
        }));
        put(
                "follow",
                SHIPPED,
                "replica-targets/index.handler",
                Map.of(
                        "MAXIMUM_LAG_SECONDS", "30",
                        "MINIMUM_TARGETS", "1",
                        "METRIC_NAMESPACE", "s",
                        "TARGET_GROUPS",
                                "[{'targetGroupArn':'%s','port':13306,'replicas':['s-replica-1','s-replica-2']}]"
                                        .formatted(group)
                                        .replace('\'', '"')));
        played.allow(
                allow("rds:DescribeDBInstances", Played.PLACE.arn("rds", "db:s-replica-?")),
                allow("cloudwatch:GetMetricData", "*"),
                allow("elasticloadbalancing:DescribeTargetHealth", "*"),
                allow("elasticloadbalancing:*", group));
        functions.invoke("follow", Played.json("{}"));
        assertThat(Files.readString(functions.log("follow")))
                .contains("\"replica_lag_seconds\":7", "\"status\":\"absent\"", "\"status\":\"creating\"");
        assertThat(calls).containsExactly("health", "deregister [Member[id=10.0.0.9, port=13306]]");
    }

    @Test
    void functionHasItsEnvironmentAndThinksInTheTimeOfAws() throws Exception {
        JsonNode answer = code("greet", """
                import { setTimeout as pause } from "node:timers/promises";
                export async function handler(event, context) {
                  const start = Date.now();
                  await pause(1_000);
                  await new Promise((done) => setTimeout(done, 1_000));
                  return { event, took: Date.now() - start, left: context.getRemainingTimeInMillis(),
                    greeting: process.env.GREETING, region: process.env.AWS_REGION, scale: process.env.REHEARSAL_SCALE,
                    name: context.functionName };
                }
                """);
        assertThat(answer.at("/event/asked").asInt()).isEqualTo(1);
        assertThat(answer.path("greeting").asText()).isEqualTo("hello");
        assertThat(answer.path("region").asText()).isEqualTo("us-east-1");
        assertThat(answer.path("name").asText()).isEqualTo("greet");
        assertThat(answer.has("scale")).isFalse();
        assertThat(answer.path("took").asInt()).isBetween(198, 900);
        assertThat(answer.path("left").asInt()).isBetween(500_000, 598_100);
    }

    @Test
    void failureTimeoutAndEndAreTold() throws Exception {
        assertThatThrownBy(() -> code("fails", "export const handler = async () => { throw new TypeError('no'); };"))
                .isInstanceOf(FunctionException.class)
                .hasMessage("TypeError: no");
        assertThatThrownBy(() -> code("ends", "export const handler = async () => process.exit(3);"))
                .hasMessage("Runtime exited with status 3");
        Path code = Files.createDirectory(directory.resolve("hangs"));
        Files.writeString(code.resolve("index.mjs"), "export const handler = () => new Promise(() => {});");
        functions.put(new Function("hangs", code, "index.handler", Map.of(), Played.ROLE, Duration.ofSeconds(20), 128));
        assertThatThrownBy(() -> functions.invoke("hangs", Played.json("{}"))).hasMessage("Task timed out");
        assertThatThrownBy(() -> functions.invoke("none", Played.json("{}")))
                .hasMessageContaining("Function not found");
    }

    @Test
    void scheduleRunsAgainAndAgainUntilItIsClosed() throws Exception {
        Path code = Files.createDirectory(directory.resolve("ticks"));
        Files.writeString(code.resolve("index.mjs"), "export const handler = async () => console.log('tick');");
        put("ticks", code, "index.handler", Map.of());
        AutoCloseable schedule = functions.schedule("ticks", Duration.ofSeconds(2), Played.json("{}"));
        Thread.sleep(3_000);
        schedule.close();
        long ticks = Files.readString(functions.log("ticks"))
                .lines()
                .filter("tick"::equals)
                .count();
        assertThat(ticks).isBetween(3L, 15L);
        Thread.sleep(600);
        long later = Files.readString(functions.log("ticks"))
                .lines()
                .filter("tick"::equals)
                .count();
        Thread.sleep(600);
        assertThat(Files.readString(functions.log("ticks"))
                        .lines()
                        .filter("tick"::equals)
                        .count())
                .isEqualTo(later);
    }
}
