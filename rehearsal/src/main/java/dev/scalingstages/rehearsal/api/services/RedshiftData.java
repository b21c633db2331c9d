package dev.scalingstages.rehearsal.api.services;

import com.fasterxml.jackson.databind.JsonNode;
import dev.scalingstages.rehearsal.api.Endpoints.ApiException;
import dev.scalingstages.rehearsal.api.Endpoints.Caller;
import dev.scalingstages.rehearsal.api.Endpoints.Need;
import dev.scalingstages.rehearsal.api.Endpoints.Service;
import dev.scalingstages.rehearsal.api.Endpoints.Target;
import dev.scalingstages.rehearsal.api.NotPlayedException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Redshift's Data API in front of the servers' own, one for each workgroup. */
public final class RedshiftData implements Service, AutoCloseable {
    private static final String WORKGROUP = "WorkgroupName";

    private final Map<String, Workgroup> workgroups = new ConcurrentHashMap<>();
    private final Map<String, String> statements = new ConcurrentHashMap<>();

    private record Workgroup(String arn, JsonBackend backend) {}

    /** Adds a workgroup, and where its Data API answers. */
    public void add(String name, String arn, URI server) {
        workgroups.put(name, new Workgroup(arn, new JsonBackend(server, "RedshiftData.", "1.1")));
    }

    /** Removes a workgroup. */
    public void remove(String name) {
        Workgroup gone = workgroups.remove(name);
        if (gone != null) {
            gone.backend().close();
        }
    }

    @Override
    public JsonNode perform(String action, JsonNode request, Caller caller) throws ApiException, InterruptedException {
        switch (action) {
            case "ExecuteStatement", "BatchExecuteStatement" -> {
                String name = request.path(WORKGROUP).asText();
                JsonNode answer = find(name).backend().call(action, request);
                statements.put(answer.path("Id").asText(), name);
                return answer;
            }
            case "DescribeStatement", "GetStatementResult" -> {
                String name = statements.get(request.path("Id").asText());
                if (name == null) {
                    throw new ApiException("ResourceNotFoundException", "Query does not exist.");
                }
                return find(name).backend().call(action, request);
            }
            default -> throw new NotPlayedException(action);
        }
    }

    private Workgroup find(String name) throws ApiException {
        Workgroup found = workgroups.get(name);
        if (found == null) {
            throw new ApiException("ValidationException", "Redshift endpoint doesn't exist: " + name);
        }
        return found;
    }

    @Override
    public Target target(String action, JsonNode request) {
        Workgroup named = workgroups.get(request.path(WORKGROUP).asText());
        return new Target(named == null ? "*" : named.arn(), Map.of());
    }

    /** A statement signs its caller in to the database. */
    @Override
    public List<Need> needs(String prefix, String action, JsonNode request) {
        String arn = target(action, request).resource();
        List<Need> needs = new ArrayList<>();
        needs.add(Need.direct(prefix + ":" + action, arn, Map.of()));
        if (action.endsWith("ExecuteStatement")) {
            needs.add(new Need("redshift-serverless:GetCredentials", arn, Map.of(), false));
        }
        return needs;
    }

    @Override
    public void close() {
        workgroups.keySet().forEach(this::remove);
    }
}
