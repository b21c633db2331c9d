package dev.scalingstages.rehearsal.api.wire;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The query protocol: parameters of a form with dots in their names, and answers in XML. */
public final class QueryProtocol {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private QueryProtocol() {}

    /**
     * The parameters of a form as JSON: {@code Targets.member.1.Id} is the member {@code Id} of the first of a list.
     */
    public static ObjectNode parse(byte[] form) {
        Node root = new Node();
        for (HttpCall.Parameter parameter : HttpCall.parse(new String(form, StandardCharsets.UTF_8))) {
            Node node = root;
            for (String part : parameter.name().split("\\.")) {
                node = node.children.computeIfAbsent(part, name -> new Node());
            }
            node.text = parameter.value();
        }
        return root.object();
    }

    private static final class Node {
        private final Map<String, Node> children = new TreeMap<>();
        private String text;

        private JsonNode json() {
            if (children.isEmpty()) {
                return JSON.textNode(text == null ? "" : text);
            }
            Node members = children.get("member");
            if (children.size() == 1 && members != null && members.isList()) {
                return members.json();
            }
            if (isList()) {
                var list = JSON.arrayNode();
                children.keySet().stream()
                        .sorted((one, other) -> Integer.compare(Integer.parseInt(one), Integer.parseInt(other)))
                        .forEach(index -> list.add(children.get(index).json()));
                return list;
            }
            return object();
        }

        private boolean isList() {
            return !children.isEmpty() && children.keySet().stream().allMatch(name -> name.matches("\\d{1,5}"));
        }

        private ObjectNode object() {
            ObjectNode object = JSON.objectNode();
            children.forEach((name, child) -> object.set(name, child.json()));
            return object;
        }
    }

    /**
     * An answer in XML.
     *
     * @param listNames the elements of lists by the list's name, where they are not {@code member}
     */
    public static String answer(
            String action, JsonNode answer, Map<String, String> listNames, String namespace, String requestId) {
        StringBuilder xml = new StringBuilder("<?xml version=\"1.0\"?>\n<")
                .append(action)
                .append("Response xmlns=\"")
                .append(escape(namespace))
                .append("\"><")
                .append(action)
                .append("Result>");
        append(xml, answer, listNames);
        return xml.append("</")
                .append(action)
                .append("Result><ResponseMetadata><RequestId>")
                .append(requestId)
                .append("</RequestId></ResponseMetadata></")
                .append(action)
                .append("Response>")
                .toString();
    }

    /** A refusal in XML. */
    public static String error(String code, String message, String requestId) {
        return """
                <?xml version="1.0"?>
                <ErrorResponse><Error><Type>Sender</Type><Code>%s</Code><Message>%s</Message></Error>\
                <RequestId>%s</RequestId></ErrorResponse>""".formatted(escape(code), escape(message), requestId);
    }

    private static void append(StringBuilder xml, JsonNode object, Map<String, String> listNames) {
        for (Map.Entry<String, JsonNode> field : object.properties()) {
            String name = field.getKey();
            if (field.getValue().isArray()) {
                String element = listNames.getOrDefault(name, "member");
                xml.append('<').append(name).append('>');
                for (JsonNode one : field.getValue()) {
                    element(xml, element, one, listNames);
                }
                xml.append("</").append(name).append('>');
            } else {
                element(xml, name, field.getValue(), listNames);
            }
        }
    }

    private static void element(StringBuilder xml, String name, JsonNode value, Map<String, String> listNames) {
        xml.append('<').append(name).append('>');
        if (value.isObject()) {
            append(xml, value, listNames);
        } else if (!value.isNull()) {
            xml.append(escape(value.asText()));
        }
        xml.append("</").append(name).append('>');
    }

    /** Text for an element or an attribute. */
    public static String escape(String text) {
        String escaped = text;
        for (List<String> pair :
                List.of(List.of("&", "&amp;"), List.of("<", "&lt;"), List.of(">", "&gt;"), List.of("\"", "&quot;"))) {
            escaped = escaped.replace(pair.getFirst(), pair.getLast());
        }
        return escaped;
    }
}
