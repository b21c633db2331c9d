package dev.scalingstages.rehearsal.api.services;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.scalingstages.rehearsal.api.Endpoints.ApiException;
import dev.scalingstages.rehearsal.api.Endpoints.Caller;
import dev.scalingstages.rehearsal.api.Endpoints.Service;
import dev.scalingstages.rehearsal.api.Endpoints.Target;
import dev.scalingstages.rehearsal.api.NotPlayedException;
import dev.scalingstages.rehearsal.api.Place;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** RDS, as far as a function asks for the state of an instance. */
public final class Rds implements Service {
    private static final String IDENTIFIER = "DBInstanceIdentifier";

    private final Place place;
    private final Function<String, Optional<Instance>> instances;

    /**
     * A database instance.
     *
     * @param status such as {@code available}
     * @param address the name of its endpoint, once it has one
     */
    public record Instance(String status, Optional<String> address, int port) {}

    /**
     * RDS with instances.
     *
     * @param instances by their identifier
     */
    public Rds(Place place, Function<String, Optional<Instance>> instances) {
        this.place = place;
        this.instances = instances;
    }

    @Override
    public JsonNode perform(String action, JsonNode request, Caller caller) throws ApiException {
        if (!action.equals("DescribeDBInstances") || !request.has(IDENTIFIER)) {
            throw new NotPlayedException(action);
        }
        String identifier = request.path(IDENTIFIER).asText();
        Instance instance = instances
                .apply(identifier)
                .orElseThrow(() -> new ApiException(
                        "DBInstanceNotFound",
                        "DBInstance " + identifier + " not found.",
                        404,
                        MissingNode.getInstance()));
        ObjectNode answer = JsonNodeFactory.instance.objectNode();
        ArrayNode found = answer.putArray("DBInstances");
        ObjectNode one = found.addObject().put(IDENTIFIER, identifier).put("DBInstanceStatus", instance.status());
        instance.address()
                .ifPresent(address ->
                        one.putObject("Endpoint").put("Address", address).put("Port", instance.port()));
        return answer;
    }

    @Override
    public Target target(String action, JsonNode request) {
        return new Target(place.arn("rds", "db:" + request.path(IDENTIFIER).asText("*")), Map.of());
    }

    @Override
    public Map<String, String> listNames() {
        return Map.of("DBInstances", "DBInstance");
    }
}
