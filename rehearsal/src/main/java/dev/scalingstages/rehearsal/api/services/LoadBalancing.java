package dev.scalingstages.rehearsal.api.services;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.scalingstages.rehearsal.api.Endpoints.ApiException;
import dev.scalingstages.rehearsal.api.Endpoints.Caller;
import dev.scalingstages.rehearsal.api.Endpoints.Service;
import dev.scalingstages.rehearsal.api.Endpoints.Target;
import dev.scalingstages.rehearsal.api.NotPlayedException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Elastic Load Balancing's target groups, as far as a function keeps them. */
public final class LoadBalancing implements Service {
    private static final String GROUP = "TargetGroupArn";

    private final TargetGroups groups;

    /** A target: an instance or an address, and its port. */
    public record Member(String id, int port) {}

    /**
     * How a target is.
     *
     * @param state such as {@code healthy}, {@code initial} or {@code draining}
     * @param reason such as {@code Elb.InitialHealthChecking}; empty text if it is healthy
     */
    public record Health(Member member, String state, String reason) {}

    /** The target groups, by ARN. */
    public interface TargetGroups {
        List<Health> health(String arn) throws ApiException;

        void register(String arn, List<Member> members) throws ApiException;

        void deregister(String arn, List<Member> members) throws ApiException;
    }

    public LoadBalancing(TargetGroups groups) {
        this.groups = groups;
    }

    @Override
    public JsonNode perform(String action, JsonNode request, Caller caller) throws ApiException {
        String arn = request.path(GROUP).asText();
        ObjectNode answer = JsonNodeFactory.instance.objectNode();
        switch (action) {
            case "RegisterTargets" -> groups.register(arn, members(request));
            case "DeregisterTargets" -> groups.deregister(arn, members(request));
            case "DescribeTargetHealth" -> {
                ArrayNode all = answer.putArray("TargetHealthDescriptions");
                for (Health health : groups.health(arn)) {
                    ObjectNode one = all.addObject();
                    one.putObject("Target")
                            .put("Id", health.member().id())
                            .put("Port", health.member().port());
                    ObjectNode state = one.putObject("TargetHealth").put("State", health.state());
                    if (!health.reason().isEmpty()) {
                        state.put("Reason", health.reason());
                    }
                }
            }
            default -> throw new NotPlayedException(action);
        }
        return answer;
    }

    private static List<Member> members(JsonNode request) {
        List<Member> members = new ArrayList<>();
        request.path("Targets")
                .forEach(one -> members.add(
                        new Member(one.path("Id").asText(), one.path("Port").asInt())));
        return members;
    }

    @Override
    public Target target(String action, JsonNode request) {
        // To describe is allowed for all of them only.
        return new Target(
                action.startsWith("Describe") ? "*" : request.path(GROUP).asText(), Map.of());
    }
}
