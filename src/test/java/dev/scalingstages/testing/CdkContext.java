package dev.scalingstages.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/** The context that the CDK CLI passes to the application, without calling the CDK. */
public final class CdkContext {
    private static final ObjectMapper JSON = new ObjectMapper();

    private CdkContext() {}

    /** What cdk.json and cdk.context.json say, and the settings on top. */
    public static Map<String, Object> of(Map<String, Object> settings) {
        Map<String, Object> context = new TreeMap<>();
        put(ProjectFiles.json(ProjectFiles.text(Path.of("cdk.json"))).path("context"), context);
        put(ProjectFiles.json(ProjectFiles.text(Path.of("cdk.context.json"))), context);
        context.putAll(settings);
        return context;
    }

    private static void put(JsonNode values, Map<String, Object> context) {
        values.properties()
                .forEach(entry -> context.put(entry.getKey(), JSON.convertValue(entry.getValue(), Object.class)));
    }
}
