package dev.scalingstages.rehearsal.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.TreeSet;

/** A play as JSON. Times are seconds since its start, as played. */
final class JsonReport {
    private static final ObjectMapper JSON = new ObjectMapper();

    private JsonReport() {}

    static String of(Play play) {
        ObjectNode root = JSON.createObjectNode();
        root.put("title", play.title());
        root.put("scale", play.scale());
        root.put("seconds", Times.seconds(play.length()));
        root.put("secondsOnAwsAbout", Times.seconds(play.onAws(play.length())));
        ArrayNode phases = root.putArray("phases");
        play.phases()
                .forEach(each -> between(phases.addObject().put("name", each.name()), each.from(), each.to())
                        .put("end", each.end()));
        ArrayNode operations = root.putArray("operations");
        play.spans().forEach(each -> {
            ObjectNode node = operations.addObject().put("subject", each.subject());
            between(node.put("operation", each.operation()), each.from(), each.to())
                    .put("end", each.end().name())
                    .put("reason", each.reason())
                    .put("critical", play.isCritical(each));
            new TreeSet<>(each.waitedFor()).forEach(node.putArray("waitedFor")::add);
        });
        ArrayNode path = root.putArray("criticalPath");
        play.criticalPath()
                .forEach(each -> between(
                        path.addObject().put("subject", each.subject()).put("operation", each.operation()),
                        each.from(),
                        each.to()));
        ArrayNode servers = root.putArray("servers");
        play.servers()
                .forEach(each -> between(servers.addObject().put("server", each.server()), each.from(), each.to())
                        .put("end", each.end().name())
                        .put("reason", each.reason()));
        ArrayNode outages = root.putArray("outages");
        play.outages().forEach(each -> between(outages.addObject().put("what", each.what()), each.from(), each.to()));
        ArrayNode remarks = root.putArray("plannedAndPlayed");
        play.remarks()
                .forEach(each -> remarks.addObject()
                        .put("subject", each.subject())
                        .put("planned", each.planned())
                        .put("played", each.played()));
        ArrayNode events = root.putArray("events");
        play.events()
                .forEach(each -> events.addObject()
                        .put("at", Times.seconds(each.at()))
                        .put("subject", each.subject())
                        .put("status", each.status())
                        .put("reason", each.reason()));
        try {
            return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(root) + "\n";
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree of values is always JSON", e);
        }
    }

    private static ObjectNode between(ObjectNode node, Duration from, Duration to) {
        return node.put("from", Times.seconds(from)).put("to", Times.seconds(to));
    }
}
