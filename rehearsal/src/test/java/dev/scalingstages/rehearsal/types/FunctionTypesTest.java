package dev.scalingstages.rehearsal.types;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.scalingstages.rehearsal.api.Functions;
import dev.scalingstages.rehearsal.api.HttpsEndpoints;
import dev.scalingstages.rehearsal.api.Policies;
import dev.scalingstages.rehearsal.api.services.ObjectStore;
import dev.scalingstages.rehearsal.api.services.S3;
import dev.scalingstages.rehearsal.api.services.SignedAnswers;
import dev.scalingstages.rehearsal.stack.Created;
import dev.scalingstages.rehearsal.stack.Declaration;
import dev.scalingstages.rehearsal.stack.FailureException;
import dev.scalingstages.rehearsal.stack.ResourceType;
import dev.scalingstages.workload.servers.FreePort;
import dev.scalingstages.workload.servers.Opened;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;

/** Custom resources and schedules, with code that runs under Node and answers at the signed address. */
@ResourceLock("functions/node_modules")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FunctionTypesTest {
    private static final String FUNCTION = "AWS::Lambda::Function";
    private static final String RULE = "AWS::Events::Rule";

    /** Does what the property {@code Do} says, and gives back what it was asked. */
    private static final String CODE = """
            import { appendFile } from "node:fs/promises";
            export async function handler(event) {
              if (!event.ResponseURL) {
                await appendFile(process.env.NOTES, "x");
                return;
              }
              const asked = event.ResourceProperties.Do;
              if (asked === "be silent") return;
              if (asked === "break") throw new TypeError("broken");
              const answer = {
                Status: asked === "fail" ? "FAILED" : "SUCCESS",
                Reason: "it was told to",
                PhysicalResourceId: asked === "forget its id" ? undefined : event.PhysicalResourceId ?? "made-1",
                Data: {
                  Type: event.RequestType, Old: event.OldResourceProperties?.Do ?? "none", Id: event.LogicalResourceId,
                },
              };
              await fetch(event.ResponseURL, {
                method: "PUT", headers: { "content-type": "" }, body: JSON.stringify(answer),
              });
            }
            """;

    private final Opened open = new Opened();
    private Path notes;
    private FunctionTypes types;
    private ResourceType custom;
    private String arn;

    @BeforeAll
    void start(@TempDir Path folder) throws Exception {
        assertThat(new ProcessBuilder("functions/install").inheritIO().start().waitFor())
                .isZero();
        notes = folder.resolve("notes");
        Policies policies = new Policies("aws", "123456789012");
        int port = FreePort.next();
        HttpsEndpoints endpoints = open.keep(new HttpsEndpoints(
                Files.createDirectory(folder.resolve("tls")),
                Declared.ACCOUNT.place(),
                policies,
                port,
                Clock.systemUTC()));
        endpoints.listenPublicly("127.0.0.1");
        S3 s3 = new S3(
                Declared.ACCOUNT.place(),
                open.keep(new ObjectStore(URI.create("http://127.0.0.1:9"), Declared.ACCOUNT.place(), policies)),
                refused -> {});
        endpoints.serveS3(s3);
        Functions functions = open.keep(new Functions(
                new Functions.Settings(
                        node(),
                        Path.of("functions"),
                        Files.createDirectory(folder.resolve("functions")),
                        endpoints.authority(),
                        1000,
                        Optional.of("127.0.0.1"),
                        port),
                policies,
                Declared.ACCOUNT.place()));
        Path code = Files.createDirectory(folder.resolve("code"));
        Files.writeString(code.resolve("index.mjs"), CODE);
        types = new FunctionTypes(
                functions,
                SignedAnswers.ofCustomResources(s3, Declared.ACCOUNT.place(), policies, port, Clock.systemUTC()),
                key -> find(key, code),
                Declared.FAST,
                Declared.ACCOUNT,
                new Ids());
        custom = types.custom();
        policies.setRole("role", Map.of());
        arn = types.types()
                .get(FUNCTION)
                .create(function("known.zip"))
                .attributes()
                .get("Arn");
    }

    private static Path find(String key, Path code) throws IOException {
        if (!key.equals("known.zip")) {
            throw new IOException("there is no asset " + key);
        }
        return code;
    }

    private Declaration function(String key) {
        return Declared.of(FUNCTION, """
                {'Code':{'S3Key':'%s'},'Handler':'index.handler','Role':'arn:aws:iam::123456789012:role/role',
                 'Timeout':10000,'Environment':{'Variables':{'NOTES':'%s'}}}""".formatted(key, notes));
    }

    private static Path node() throws IOException {
        try (Stream<Path> packages = Files.list(Path.of("../node_modules"))) {
            return packages.map(folder -> folder.resolve("bin/node"))
                    .filter(Files::isExecutable)
                    .findFirst()
                    .orElseThrow()
                    .toRealPath();
        }
    }

    @AfterAll
    void stop() {
        open.close();
    }

    private Declaration asked(String what) {
        return Declared.of("Made", "Custom::Thing", """
                {'ServiceToken':'%s','Do':'%s','ServiceTimeout':3000}""".formatted(arn, what), "{}");
    }

    @Test
    void functionIsAskedToCreateUpdateAndDelete() throws Exception {
        Created made = custom.create(asked("create"));
        assertThat(made.physicalId()).isEqualTo("made-1");
        assertThat(made.attributes()).isEqualTo(Map.of("Type", "Create", "Old", "none", "Id", "Made"));
        Created changed = custom.update(asked("create"), asked("update"), Created.named("made-7"));
        assertThat(changed.physicalId()).isEqualTo("made-7");
        assertThat(changed.attributes()).isEqualTo(Map.of("Type", "Update", "Old", "create", "Id", "Made"));
        custom.delete(asked("update"), changed);
    }

    @Test
    void failureIsGivenInTheFunctionsWords() {
        assertThatThrownBy(() -> custom.create(asked("fail")))
                .isInstanceOf(FailureException.class)
                .hasMessage("Received response status [FAILED] from custom resource. Message returned: it was told to");
        assertThatThrownBy(() -> custom.delete(asked("fail"), Created.named("made-1")))
                .isInstanceOf(FailureException.class);
    }

    @Test
    void silenceIsAFailureAfterTheServiceTimeout() {
        long start = System.nanoTime();
        assertThatThrownBy(() -> custom.create(asked("be silent")))
                .isInstanceOf(FailureException.class)
                .hasMessage("CloudFormation did not receive a response from your Custom Resource");
        assertThat((System.nanoTime() - start) / 1_000_000).isGreaterThanOrEqualTo(3000L);
    }

    @Test
    void functionThatBreaksAndOneThatGivesNoIdAreFailures() {
        assertThatThrownBy(() -> custom.create(asked("break")))
                .isInstanceOf(FailureException.class)
                .hasMessageContaining("TypeError: broken");
        assertThatThrownBy(() -> custom.create(asked("forget its id")))
                .isInstanceOf(FailureException.class)
                .hasMessage("Invalid PhysicalResourceId");
    }

    @Test
    void codeThatWasNotPublishedIsRefused() {
        assertThatThrownBy(() -> types.types().get(FUNCTION).create(function("unknown.zip")))
                .isInstanceOf(FailureException.class)
                .hasMessageContaining("unknown.zip");
    }

    @Test
    void ruleRunsAllItsTargetsUntilItIsDeleted() throws Exception {
        Declaration rule = Declared.of(RULE, """
                {'ScheduleExpression':'rate(2 minutes)','Targets':[{'Arn':'%1$s'},{'Arn':'%1$s'}]}""".formatted(arn));
        Created created = types.types().get(RULE).create(rule);
        for (int tried = 0; tried < 500 && runs() < 4; tried++) {
            Thread.sleep(10);
        }
        assertThat(runs()).isGreaterThanOrEqualTo(4);
        types.types().get(RULE).delete(rule, created);
        Thread.sleep(300);
        long after = runs();
        Thread.sleep(400);
        assertThat(runs()).as("after its deletion").isEqualTo(after);
    }

    private long runs() throws IOException {
        return Files.exists(notes) ? Files.size(notes) : 0;
    }

    @Test
    void rulesByEventsAreRefused() {
        assertThatThrownBy(() ->
                        types.types().get(RULE).create(Declared.of(RULE, "{'EventPattern':{'source':['aws.rds']}}")))
                .isInstanceOf(FailureException.class)
                .hasMessageContaining("aws.rds");
        assertThatThrownBy(() ->
                        types.types().get(RULE).create(Declared.of(RULE, "{'ScheduleExpression':'cron(0 1 * * ? *)'}")))
                .hasMessageContaining("cron");
    }
}
