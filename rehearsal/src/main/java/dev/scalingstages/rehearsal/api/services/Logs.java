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
import dev.scalingstages.rehearsal.api.Place;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.atomic.LongAdder;

/** CloudWatch Logs, which takes what it gets and counts it. */
public final class Logs implements Service {
    private static final String GROUP = "logGroupName";
    private static final String STREAM = "logStreamName";

    private final Place place;
    private final Map<String, Set<String>> streams = new ConcurrentHashMap<>();
    private final Map<String, LongAdder> events = new ConcurrentHashMap<>();

    public Logs(Place place) {
        this.place = place;
    }

    /** Makes a log group. */
    public void createGroup(String name) {
        streams.putIfAbsent(name, new ConcurrentSkipListSet<>());
    }

    /** Removes a log group. */
    public void deleteGroup(String name) {
        streams.remove(name);
    }

    /** How many events a group got. */
    public long events(String group) {
        LongAdder counted = events.get(group);
        return counted == null ? 0 : counted.sum();
    }

    @Override
    public JsonNode perform(String action, JsonNode request, Caller caller) throws ApiException {
        String group = request.path(GROUP).asText();
        Set<String> known = streams.get(group);
        if (known == null) {
            throw new ApiException("ResourceNotFoundException", "The specified log group does not exist.");
        }
        ObjectNode answer = JsonNodeFactory.instance.objectNode();
        String stream = request.path(STREAM).asText();
        switch (action) {
            case "CreateLogStream" -> {
                if (!known.add(stream)) {
                    throw new ApiException("ResourceAlreadyExistsException", "The specified log stream already exists");
                }
            }
            case "PutLogEvents" -> {
                if (!known.contains(stream)) {
                    throw new ApiException("ResourceNotFoundException", "The specified log stream does not exist.");
                }
                events.computeIfAbsent(group, name -> new LongAdder())
                        .add(request.path("logEvents").size());
                answer.put("nextSequenceToken", "0");
            }
            case "DescribeLogStreams" -> {
                ArrayNode all = answer.putArray("logStreams");
                known.stream()
                        .filter(name -> name.startsWith(
                                request.path("logStreamNamePrefix").asText("")))
                        .forEach(name -> all.addObject().put(STREAM, name));
            }
            default -> throw new NotPlayedException(action);
        }
        return answer;
    }

    @Override
    public Target target(String action, JsonNode request) {
        return new Target(
                place.arn(
                        "logs",
                        "log-group:%s:log-stream:%s"
                                .formatted(
                                        request.path(GROUP).asText(),
                                        request.path(STREAM).asText(""))),
                Map.of());
    }
}
