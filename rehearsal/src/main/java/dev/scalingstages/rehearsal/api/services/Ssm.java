package dev.scalingstages.rehearsal.api.services;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.scalingstages.rehearsal.api.Endpoints.Caller;
import dev.scalingstages.rehearsal.api.Endpoints.Service;
import dev.scalingstages.rehearsal.api.Endpoints.Target;
import dev.scalingstages.rehearsal.api.NotPlayedException;
import java.util.Map;

/** Systems Manager, which takes a server's sign of life. Sessions and associations are not played. */
public final class Ssm implements Service {
    @Override
    public JsonNode perform(String action, JsonNode request, Caller caller) {
        if (!action.equals("UpdateInstanceInformation")) {
            throw new NotPlayedException(action);
        }
        return JsonNodeFactory.instance.objectNode();
    }

    @Override
    public Target target(String action, JsonNode request) {
        return new Target("*", Map.of());
    }
}
