package dev.scalingstages.rehearsal.api.services;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.scalingstages.rehearsal.api.Endpoints.Caller;
import dev.scalingstages.rehearsal.api.Endpoints.Need;
import dev.scalingstages.rehearsal.api.Endpoints.Service;
import dev.scalingstages.rehearsal.api.Endpoints.Target;
import dev.scalingstages.rehearsal.api.NotPlayedException;
import dev.scalingstages.rehearsal.api.Place;
import java.util.List;
import java.util.Map;

/** STS, which tells callers who they are: that needs no permission. */
public final class Sts implements Service {
    private final Place place;

    public Sts(Place place) {
        this.place = place;
    }

    @Override
    public JsonNode perform(String action, JsonNode request, Caller caller) {
        if (!action.equals("GetCallerIdentity")) {
            throw new NotPlayedException(action);
        }
        return JsonNodeFactory.instance
                .objectNode()
                .put(
                        "Arn",
                        "arn:%s:sts::%s:assumed-role/%s/%s"
                                .formatted(place.partition(), place.account(), caller.roleName(), caller.session()))
                .put("UserId", "AROAREHEARSAL:" + caller.session())
                .put("Account", place.account());
    }

    @Override
    public Target target(String action, JsonNode request) {
        return new Target("*", Map.of());
    }

    @Override
    public List<Need> needs(String prefix, String action, JsonNode request) {
        return List.of();
    }
}
