package dev.scalingstages.rehearsal.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Lambda: runs the functions' code under Node, each in processes of its own that serve one event after the other.
 * Functions sign with their role; their time and their pauses pass faster by the scale.
 */
public final class Functions implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** How often Lambda tries an event again that nobody waits for, and how long it waits before (developer guide). */
    private static final Duration[] PAUSES = {Duration.ofMinutes(1), Duration.ofMinutes(2)};

    private final Settings settings;
    private final Access access;
    private final Place place;
    private final Map<String, Function> functions = new ConcurrentHashMap<>();
    private final Map<String, Deque<FunctionProcess>> idle = new ConcurrentHashMap<>();
    private final Set<FunctionProcess> busy = ConcurrentHashMap.newKeySet();

    /**
     * What all functions have.
     *
     * @param node the program
     * @param home the folder with {@code run.mjs} and the SDK
     * @param directory exists, and gets code and logs
     * @param authority of the endpoints' certificates
     * @param scale how many times faster time passes
     * @param address where AWS's hosts are, unless names are resolved anyway
     * @param port of the endpoints
     */
    public record Settings(
            Path node, Path home, Path directory, Path authority, double scale, Optional<String> address, int port) {}

    /**
     * A function.
     *
     * @param code a folder, or a zip
     * @param handler such as {@code index.handler}
     * @param timeout on AWS
     * @param memory in MiB
     */
    public record Function(
            String name,
            Path code,
            String handler,
            Map<String, String> environment,
            String roleName,
            Duration timeout,
            int memory) {
        public Function {
            environment = Map.copyOf(environment);
        }
    }

    /** A function failed, or did not end in its time; the message is the error's. */
    public static final class FunctionException extends Exception {
        public FunctionException(String message) {
            super(message);
        }
    }

    /** Lambda without functions. */
    public Functions(Settings settings, Access access, Place place) {
        this.settings = settings;
        this.access = access;
        this.place = place;
    }

    /** Adds a function, or changes one; events under way end with the former code. */
    public void put(Function function) throws IOException {
        Path code = settings.directory()
                .resolve(function.name() + "-" + UUID.randomUUID())
                .resolve("code");
        Files.createDirectories(code.getParent());
        CodeFiles.unpack(function.code(), code);
        // Node looks for modules in the folders above a file.
        Path modules = code.resolveSibling("node_modules");
        Files.createSymbolicLink(
                modules, settings.home().resolve("node_modules").toAbsolutePath());
        functions.put(
                function.name(),
                new Function(
                        function.name(),
                        code,
                        function.handler(),
                        function.environment(),
                        function.roleName(),
                        function.timeout(),
                        function.memory()));
        end(function.name());
    }

    /** Removes a function. */
    public void remove(String name) {
        functions.remove(name);
        end(name);
    }

    private void end(String name) {
        Deque<FunctionProcess> processes = idle.remove(name);
        if (processes != null) {
            synchronized (processes) {
                processes.forEach(FunctionProcess::close);
            }
        }
    }

    /** The ARN of a function. */
    public String arn(String name) {
        return place.arn("lambda", "function:" + name);
    }

    /** The file that a function's output is added to. */
    public Path log(String name) {
        return settings.directory().resolve(name + ".log");
    }

    /** Runs a function once, and returns what it returns. */
    public JsonNode invoke(String name, JsonNode event) throws FunctionException, InterruptedException {
        Function function = functions.get(name);
        if (function == null) {
            throw new FunctionException("Function not found: " + arn(name));
        }
        Deque<FunctionProcess> free = idle.computeIfAbsent(name, key -> new ArrayDeque<>());
        FunctionProcess process = null;
        try {
            synchronized (free) {
                process = free.poll();
            }
            if (process == null) {
                process = start(function);
            }
            busy.add(process);
            Duration limit = scaled(function.timeout());
            ObjectNode call = JSON.createObjectNode()
                    .put("requestId", UUID.randomUUID().toString())
                    .put("arn", arn(name))
                    .put("deadline", System.currentTimeMillis() + limit.toMillis());
            call.set("event", event);
            JsonNode answer = process.ask(call, limit);
            busy.remove(process);
            if (functions.get(name) == function) {
                synchronized (free) {
                    free.push(process);
                }
                process = null;
            }
            if (answer.has("errorType")) {
                throw new FunctionException(answer.get("errorType").asText() + ": "
                        + answer.path("errorMessage").asText());
            }
            return answer.path("result");
        } catch (IOException e) {
            throw new FunctionException(name + " could not be run: " + e.getMessage());
        } finally {
            if (process != null) {
                busy.remove(process);
                process.close();
            }
        }
    }

    /** Runs a function for an event that nobody waits for: a failed one is tried twice more, after pauses. */
    public void invokeUntilDone(String name, JsonNode event) throws FunctionException, InterruptedException {
        for (int tried = 0; ; tried++) {
            try {
                invoke(name, event);
                return;
            } catch (FunctionException e) {
                if (tried == PAUSES.length) {
                    throw e;
                }
                Thread.sleep(scaled(PAUSES[tried]));
            }
        }
    }

    /**
     * Runs a function again and again, as a schedule does, until the answer is closed. A run that fails is left to the
     * next one; its reason is in the log.
     *
     * @param rate on AWS
     */
    public AutoCloseable schedule(String name, Duration rate, JsonNode event) {
        Thread thread = Thread.ofVirtual().name("schedule-" + name).start(() -> {
            try {
                while (true) {
                    Thread.sleep(scaled(rate));
                    run(name, event);
                }
            } catch (InterruptedException e) {
                // The schedule has ended.
                Thread.currentThread().interrupt();
            }
        });
        return thread::interrupt;
    }

    private void run(String name, JsonNode event) throws InterruptedException {
        try {
            invoke(name, event);
        } catch (FunctionException e) {
            FunctionProcess.note(log(name), e.getMessage());
        }
    }

    private Duration scaled(Duration onAws) {
        return Duration.ofMillis((long) Math.ceil(onAws.toMillis() / settings.scale()));
    }

    private FunctionProcess start(Function function) throws IOException {
        int dot = function.handler().lastIndexOf('.');
        Path module = CodeFiles.module(function.code(), function.handler().substring(0, dot));
        return FunctionProcess.start(
                settings,
                module,
                function.handler().substring(dot + 1),
                environment(function),
                function.memory(),
                log(function.name()));
    }

    private Map<String, String> environment(Function function) {
        Map<String, String> all = new HashMap<>(function.environment());
        Access.Credentials credentials = access.credentials(function.roleName(), function.name());
        all.put("AWS_ACCESS_KEY_ID", credentials.accessKeyId());
        all.put("AWS_SECRET_ACCESS_KEY", credentials.secretAccessKey());
        all.put("AWS_SESSION_TOKEN", credentials.sessionToken());
        all.put("AWS_REGION", place.region());
        all.put("AWS_DEFAULT_REGION", place.region());
        all.put("AWS_EXECUTION_ENV", "AWS_Lambda_nodejs24.x");
        all.put("AWS_LAMBDA_FUNCTION_NAME", function.name());
        all.put("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", String.valueOf(function.memory()));
        all.put("AWS_LAMBDA_FUNCTION_VERSION", "$LATEST");
        all.put("AWS_LAMBDA_INITIALIZATION_TYPE", "on-demand");
        all.put("AWS_LAMBDA_LOG_GROUP_NAME", "/aws/lambda/" + function.name());
        all.put("AWS_LAMBDA_LOG_STREAM_NAME", UUID.randomUUID().toString());
        all.put("LAMBDA_TASK_ROOT", function.code().toString());
        all.put("_HANDLER", function.handler());
        all.put("TZ", ":UTC");
        return all;
    }

    @Override
    public void close() {
        functions.clear();
        idle.keySet().forEach(this::end);
        busy.forEach(FunctionProcess::close);
    }
}
