package dev.scalingstages.rehearsal.types;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.scalingstages.rehearsal.api.Functions;
import dev.scalingstages.rehearsal.api.Functions.FunctionException;
import dev.scalingstages.rehearsal.api.services.SignedAnswers;
import dev.scalingstages.rehearsal.stack.Created;
import dev.scalingstages.rehearsal.stack.Declaration;
import dev.scalingstages.rehearsal.stack.Durations;
import dev.scalingstages.rehearsal.stack.FailureException;
import dev.scalingstages.rehearsal.stack.ResourceType;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Functions with their real code, the rules that start them, and custom resources. */
public final class FunctionTypes {
    /** What CloudFormation waits for the answer of a custom resource without a timeout of its own. */
    private static final long LONGEST_WAIT_SECONDS = 3600;

    private static final Pattern RATE = Pattern.compile("rate\\((\\d+) (minute|hour|day)s?\\)");

    private final Functions functions;
    private final SignedAnswers answers;
    private final Assets assets;
    private final Durations durations;
    private final Account account;
    private final Ids ids;
    private final Map<String, List<AutoCloseable>> schedules = new ConcurrentHashMap<>();

    /** Finds what was published before the deploy. */
    public interface Assets {
        /**
         * The file or folder behind a key of the assets' bucket.
         *
         * @throws IOException when there is none
         */
        Path find(String key) throws IOException;
    }

    public FunctionTypes(
            Functions functions, SignedAnswers answers, Assets assets, Durations durations, Account account, Ids ids) {
        this.functions = functions;
        this.answers = answers;
        this.assets = assets;
        this.durations = durations;
        this.account = account;
        this.ids = ids;
    }

    /** The types by name, without custom resources. */
    public Map<String, ResourceType> types() {
        return Map.of(
                "AWS::Lambda::Function", new Function(),
                "AWS::Events::Rule", new Rule());
    }

    /** What plays custom resources. */
    public ResourceType custom() {
        return new CustomResource();
    }

    private static String nameOf(String arn) {
        return arn.substring(arn.lastIndexOf(':') + 1);
    }

    private final class Function extends PlayedType {
        @Override
        Created make(Declaration declaration) throws IOException {
            String name = declaration.properties().has("FunctionName")
                    ? declaration.text("FunctionName")
                    : declaration.logicalId() + "-" + ids.suffix();
            put(name, declaration);
            return new Created(name, Map.of("Arn", account.regional("lambda", "function:" + name)));
        }

        private void put(String name, Declaration declaration) throws IOException {
            Map<String, String> environment = new HashMap<>();
            declaration
                    .property("Environment")
                    .path("Variables")
                    .properties()
                    .forEach(entry ->
                            environment.put(entry.getKey(), entry.getValue().asText()));
            String role = declaration.text("Role");
            functions.put(new Functions.Function(
                    name,
                    assets.find(declaration.property("Code").path("S3Key").asText()),
                    declaration.text("Handler"),
                    environment,
                    role.substring(role.lastIndexOf('/') + 1),
                    Duration.ofSeconds(declaration.property("Timeout").asLong(3)),
                    declaration.property("MemorySize").asInt(128)));
        }

        @Override
        Created change(Declaration before, Declaration after, Created created) throws IOException {
            put(created.physicalId(), after);
            return created;
        }

        @Override
        void remove(Declaration declaration, Created created) {
            functions.remove(created.physicalId());
        }
    }

    private final class Rule extends PlayedType {
        @Override
        Created make(Declaration declaration) throws FailureException {
            String name = declaration.logicalId() + "-" + ids.suffix();
            start(name, declaration);
            return new Created(name, Map.of("Arn", account.regional("events", "rule/" + name)));
        }

        private void start(String name, Declaration declaration) throws FailureException {
            Matcher rate = RATE.matcher(declaration.text("ScheduleExpression"));
            if (!rate.matches()) {
                throw new FailureException("the rehearsal plays rules at a rate only, not "
                        + declaration.text("ScheduleExpression") + declaration.property("EventPattern"));
            }
            Duration each = Duration.of(
                    Long.parseLong(rate.group(1)),
                    ChronoUnit.valueOf(rate.group(2).toUpperCase() + "S"));
            List<AutoCloseable> started = new ArrayList<>();
            for (JsonNode target : declaration.property("Targets")) {
                started.add(functions.schedule(
                        nameOf(target.path("Arn").asText()), each, JsonNodeFactory.instance.objectNode()));
            }
            schedules.put(name, started);
        }

        @Override
        Created change(Declaration before, Declaration after, Created created) throws FailureException {
            stop(created.physicalId());
            start(created.physicalId(), after);
            return created;
        }

        private void stop(String name) throws FailureException {
            List<AutoCloseable> started = schedules.remove(name);
            for (AutoCloseable schedule : started == null ? List.<AutoCloseable>of() : started) {
                try {
                    schedule.close();
                } catch (Exception e) {
                    throw new FailureException(e.getMessage(), e);
                }
            }
        }

        @Override
        void remove(Declaration declaration, Created created) throws FailureException {
            stop(created.physicalId());
        }
    }

    /** Asks the function with the event that CloudFormation sends, and waits for the answer at the signed address. */
    private final class CustomResource implements ResourceType {
        @Override
        public Created create(Declaration declaration) throws FailureException, InterruptedException {
            return ask("Create", declaration, Optional.empty(), Optional.empty());
        }

        @Override
        public Created update(Declaration before, Declaration after, Created created)
                throws FailureException, InterruptedException {
            return ask("Update", after, Optional.of(before), Optional.of(created.physicalId()));
        }

        @Override
        public void delete(Declaration declaration, Created created) throws FailureException, InterruptedException {
            ask("Delete", declaration, Optional.empty(), Optional.of(created.physicalId()));
        }

        private Created ask(String type, Declaration asked, Optional<Declaration> before, Optional<String> physicalId)
                throws FailureException, InterruptedException {
            Duration limit = durations.scaled(
                    Duration.ofSeconds(asked.property("ServiceTimeout").asLong(LONGEST_WAIT_SECONDS)));
            String request = ids.suffix();
            String key = account.stackId() + "/" + asked.logicalId() + "/" + request;
            CompletableFuture<JsonNode> answer = new CompletableFuture<>();
            ObjectNode event = JsonNodeFactory.instance.objectNode();
            event.put("RequestType", type)
                    .put("ServiceToken", asked.text("ServiceToken"))
                    .put(
                            "ResponseURL",
                            answers.address(key, limit, answer::complete).toString())
                    .put("StackId", account.stackId())
                    .put("RequestId", request)
                    .put("LogicalResourceId", asked.logicalId())
                    .put("ResourceType", asked.type());
            physicalId.ifPresent(id -> event.put("PhysicalResourceId", id));
            event.set("ResourceProperties", asked.properties());
            before.ifPresent(old -> event.set("OldResourceProperties", old.properties()));
            Thread run = Thread.ofVirtual().start(() -> run(asked, event, answer));
            try {
                return created(answer.get(limit.toMillis(), TimeUnit.MILLISECONDS));
            } catch (TimeoutException e) {
                throw new FailureException("CloudFormation did not receive a response from your Custom Resource", e);
            } catch (ExecutionException e) {
                throw new FailureException(e.getCause().getMessage(), e);
            } finally {
                run.interrupt();
                answers.close(key);
            }
        }

        private void run(Declaration asked, ObjectNode event, CompletableFuture<JsonNode> answer) {
            try {
                functions.invokeUntilDone(nameOf(asked.text("ServiceToken")), event);
            } catch (FunctionException e) {
                answer.completeExceptionally(e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        private static Created created(JsonNode answer) throws FailureException {
            if (!answer.path("Status").asText().equals("SUCCESS")) {
                throw new FailureException("Received response status [FAILED] from custom resource. Message returned: "
                        + answer.path("Reason").asText());
            }
            if (answer.path("PhysicalResourceId").asText().isEmpty()) {
                throw new FailureException("Invalid PhysicalResourceId");
            }
            Map<String, String> attributes = new HashMap<>();
            answer.path("Data")
                    .properties()
                    .forEach(entry ->
                            attributes.put(entry.getKey(), entry.getValue().asText()));
            return new Created(answer.path("PhysicalResourceId").asText(), attributes);
        }
    }
}
