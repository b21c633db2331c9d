package dev.scalingstages.operations;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.scalingstages.monitoring.Metric;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import software.amazon.awscdk.Aws;
import software.amazon.awscdk.services.cloudwatch.CfnDashboard;
import software.constructs.Construct;

/**
 * The one page that an operator opens first: traffic, errors and latency at the doors, load of fleets and databases.
 */
public final class Dashboard extends Construct {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int COLUMNS = 2;
    private static final int WIDTH = 12;
    private static final int HEIGHT = 6;

    private final CfnDashboard dashboard;

    /**
     * A graph.
     *
     * @param title what it shows
     * @param metrics the lines in it
     */
    public record Graph(String title, List<Metric> metrics) {
        public Graph {
            metrics = List.copyOf(metrics);
        }
    }

    public Dashboard(Construct scope, String id, List<Graph> graphs) {
        super(scope, id);
        List<Map<String, Object>> widgets = new ArrayList<>();
        for (Graph graph : graphs) {
            widgets.add(widget(graph, widgets.size()));
        }
        dashboard = CfnDashboard.Builder.create(this, "Resource")
                .dashboardName(Aws.STACK_NAME)
                .dashboardBody(write(Map.of("widgets", widgets)))
                .build();
    }

    /** The dashboard's address in the console. */
    public String url() {
        return "https://console.aws.amazon.com/cloudwatch/home?region=" + Aws.REGION + "#dashboards:name="
                + dashboard.getRef();
    }

    private static Map<String, Object> widget(Graph graph, int index) {
        Map<String, Object> properties = new LinkedHashMap<>();
        properties.put("title", graph.title());
        properties.put("view", "timeSeries");
        properties.put("region", Aws.REGION);
        properties.put("period", 60);
        properties.put("metrics", graph.metrics().stream().map(Dashboard::line).toList());
        Map<String, Object> widget = new LinkedHashMap<>();
        widget.put("type", "metric");
        widget.put("x", index % COLUMNS * WIDTH);
        widget.put("y", index / COLUMNS * HEIGHT);
        widget.put("width", WIDTH);
        widget.put("height", HEIGHT);
        widget.put("properties", properties);
        return widget;
    }

    private static List<Object> line(Metric metric) {
        List<Object> line = new ArrayList<>(List.of(metric.namespace(), metric.name()));
        metric.dimensions().forEach((name, value) -> line.addAll(List.of(name, value)));
        line.add(Map.of("stat", metric.statistic()));
        return line;
    }

    private static String write(Map<String, Object> body) {
        try {
            return JSON.writeValueAsString(body);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a dashboard of maps, lists and strings can always be written", e);
        }
    }
}
