package dev.scalingstages.rehearsal.api.services;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.scalingstages.rehearsal.api.Endpoints.ApiException;
import dev.scalingstages.rehearsal.api.Endpoints.Caller;
import dev.scalingstages.rehearsal.api.Endpoints.Need;
import dev.scalingstages.rehearsal.api.Endpoints.Service;
import dev.scalingstages.rehearsal.api.Endpoints.Target;
import dev.scalingstages.rehearsal.api.NotPlayedException;
import dev.scalingstages.rehearsal.api.Place;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** Secrets Manager in memory, with versions and their stages. */
public final class SecretsManager implements Service {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String CURRENT = "AWSCURRENT";
    private static final String PREVIOUS = "AWSPREVIOUS";

    private final Place place;
    private final Map<String, Secret> secrets = new HashMap<>();

    private static final class Secret {
        private final String arn;
        private final String name;
        private final String keyArn;
        private final Map<String, Version> versions = new HashMap<>();

        private Secret(String arn, String name, String keyArn) {
            this.arn = arn;
            this.name = name;
            this.keyArn = keyArn;
        }

        private Optional<String> withStage(String stage) {
            return versions.entrySet().stream()
                    .filter(version -> version.getValue().stages().contains(stage))
                    .map(Map.Entry::getKey)
                    .findFirst();
        }

        /** Gives a stage to one version, and takes it from the one that had it. */
        private void move(String stage, String version) {
            Optional<String> before = withStage(stage);
            before.ifPresent(id -> versions.get(id).stages().remove(stage));
            versions.get(version).stages().add(stage);
            if (stage.equals(CURRENT)
                    && before.isPresent()
                    && !before.orElseThrow().equals(version)) {
                withStage(PREVIOUS).ifPresent(id -> versions.get(id).stages().remove(PREVIOUS));
                versions.get(before.orElseThrow()).stages().add(PREVIOUS);
            }
        }
    }

    private record Version(String text, Set<String> stages) {}

    /** Secrets Manager without secrets. */
    public SecretsManager(Place place) {
        this.place = place;
    }

    /**
     * Makes a secret, with a generated value if its properties ask for that.
     *
     * @param properties of {@code AWS::SecretsManager::Secret}
     * @return its ARN
     */
    public synchronized String create(String name, JsonNode properties) throws IOException {
        String arn = place.arn("secretsmanager", "secret:" + name + "-" + Passwords.generate(6, true));
        Secret secret = new Secret(arn, name, properties.path("KmsKeyId").asText(""));
        secrets.put(arn, secret);
        JsonNode generate = properties.path("GenerateSecretString");
        if (generate.isObject()) {
            String password = Passwords.generate(generate);
            String key = generate.path("GenerateStringKey").asText("");
            put(
                    secret,
                    key.isEmpty()
                            ? password
                            : ((ObjectNode) JSON.readTree(generate.path("SecretStringTemplate")
                                            .asText("{}")))
                                    .put(key, password)
                                    .toString());
        } else if (properties.has("SecretString")) {
            put(secret, properties.get("SecretString").asText());
        }
        return arn;
    }

    private static String put(Secret secret, String text) {
        String id = UUID.randomUUID().toString();
        secret.versions.put(id, new Version(text, new HashSet<>()));
        secret.move(CURRENT, id);
        return id;
    }

    /** Removes a secret. */
    public synchronized void delete(String arn) {
        secrets.remove(arn);
    }

    /** The present text of a secret, for what CloudFormation and databases are told of it. */
    public synchronized Optional<String> value(String arn) {
        return Optional.ofNullable(secrets.get(arn))
                .flatMap(secret -> secret.withStage(CURRENT)
                        .map(id -> secret.versions.get(id).text()));
    }

    /** Gives a secret another text, as an attachment or a rotation does. */
    public synchronized void setValue(String arn, String text) {
        Secret secret = secrets.get(arn);
        if (secret == null) {
            throw new IllegalArgumentException("no secret " + arn);
        }
        put(secret, text);
    }

    @Override
    public synchronized JsonNode perform(String action, JsonNode request, Caller caller) throws ApiException {
        return switch (action) {
            case "GetRandomPassword" -> JSON.createObjectNode().put("RandomPassword", Passwords.generate(request));
            case "GetSecretValue" -> value(find(request), request);
            case "DescribeSecret" -> describe(find(request));
            case "PutSecretValue" -> put(find(request), request);
            case "UpdateSecretVersionStage" -> move(find(request), request);
            default -> throw new NotPlayedException(action);
        };
    }

    private Secret find(JsonNode request) throws ApiException {
        return lookUp(request)
                .orElseThrow(() -> new ApiException(
                        "ResourceNotFoundException", "Secrets Manager can't find the specified secret."));
    }

    private Optional<Secret> lookUp(JsonNode request) {
        String id = request.path("SecretId").asText();
        Secret byArn = secrets.get(id);
        return byArn != null
                ? Optional.of(byArn)
                : secrets.values().stream()
                        .filter(secret -> secret.name.equals(id)
                                || secret.arn.replaceFirst("-.{6}$", "").equals(id))
                        .findFirst();
    }

    private static JsonNode value(Secret secret, JsonNode request) throws ApiException {
        String stage = request.path("VersionStage").asText(CURRENT);
        Optional<String> id =
                request.has("VersionId") ? Optional.of(request.get("VersionId").asText()) : secret.withStage(stage);
        Version version = id.map(secret.versions::get).orElse(null);
        if (version == null || (request.has("VersionStage") && !version.stages().contains(stage))) {
            throw new ApiException(
                    "ResourceNotFoundException", "Secrets Manager can't find the specified secret value for " + stage);
        }
        ObjectNode answer = named(secret).put("VersionId", id.orElseThrow()).put("SecretString", version.text());
        version.stages().forEach(answer.putArray("VersionStages")::add);
        return answer;
    }

    private static ObjectNode named(Secret secret) {
        return JSON.createObjectNode().put("ARN", secret.arn).put("Name", secret.name);
    }

    private static JsonNode describe(Secret secret) {
        ObjectNode answer = named(secret).put("RotationEnabled", false);
        ObjectNode versions = answer.putObject("VersionIdsToStages");
        secret.versions.forEach((id, version) -> {
            if (!version.stages().isEmpty()) {
                ArrayNode stages = versions.putArray(id);
                version.stages().forEach(stages::add);
            }
        });
        return answer;
    }

    private static JsonNode put(Secret secret, JsonNode request) {
        String id = request.path("ClientRequestToken").asText(UUID.randomUUID().toString());
        secret.versions.put(id, new Version(request.path("SecretString").asText(), new HashSet<>()));
        List<String> stages = new ArrayList<>();
        request.path("VersionStages").forEach(stage -> stages.add(stage.asText()));
        (stages.isEmpty() ? List.of(CURRENT) : stages).forEach(stage -> secret.move(stage, id));
        ObjectNode answer = named(secret).put("VersionId", id);
        secret.versions.get(id).stages().forEach(answer.putArray("VersionStages")::add);
        return answer;
    }

    private static JsonNode move(Secret secret, JsonNode request) throws ApiException {
        String stage = request.path("VersionStage").asText();
        String from = request.path("RemoveFromVersionId").asText("");
        String to = request.path("MoveToVersionId").asText("");
        if (!secret.withStage(stage).orElse("").equals(from)) {
            throw new ApiException(
                    "InvalidParameterException", "RemoveFromVersionId is not the version with the stage " + stage);
        }
        if (to.isEmpty()) {
            secret.versions.get(from).stages().remove(stage);
        } else if (secret.versions.containsKey(to)) {
            secret.move(stage, to);
        } else {
            throw new ApiException("ResourceNotFoundException", "There is no version " + to);
        }
        return named(secret);
    }

    @Override
    public synchronized Target target(String action, JsonNode request) {
        return new Target(
                lookUp(request)
                        .map(secret -> secret.arn)
                        .orElseGet(() -> request.path("SecretId").asText("*")),
                Map.of());
    }

    @Override
    public synchronized List<Need> needs(String prefix, String action, JsonNode request) {
        List<Need> needs = new ArrayList<>();
        needs.add(Need.direct(prefix + ":" + action, target(action, request).resource(), Map.of()));
        lookUp(request)
                .map(secret -> secret.keyArn)
                .filter(key -> !key.isEmpty())
                .ifPresent(key -> {
                    if (action.equals("GetSecretValue") || action.equals("PutSecretValue")) {
                        needs.add(Need.ofKey("kms:Decrypt", key, place.via("secretsmanager")));
                    }
                    if (action.equals("PutSecretValue")) {
                        needs.add(Need.ofKey("kms:GenerateDataKey", key, place.via("secretsmanager")));
                    }
                });
        return needs;
    }
}
