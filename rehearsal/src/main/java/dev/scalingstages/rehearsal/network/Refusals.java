package dev.scalingstages.rehearsal.network;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Reads which connections the filter refused, out of its sets. */
final class Refusals {
    private static final ObjectMapper JSON = new ObjectMapper();

    private Refusals() {}

    /** A connection that was refused. */
    record Refusal(String by, String from, String to, String protocol, int port) {
        /** The element, as nft writes it. */
        String element() {
            return "%s . %s . %s . %d".formatted(from, to, protocol, port);
        }
    }

    /** Takes out what there is. */
    static List<Refusal> take() throws IOException, InterruptedException {
        List<Refusal> found = new ArrayList<>();
        StringBuilder deletions = new StringBuilder();
        for (String by : FilterTable.REFUSED) {
            String set = "refused_" + by;
            List<Refusal> here = parse(by, Command.run("nft", "--json", "list", "set", "ip", FilterTable.NAME, set));
            for (Refusal refusal : here) {
                deletions.append(
                        "delete element ip %s %s { %s }\n".formatted(FilterTable.NAME, set, refusal.element()));
            }
            found.addAll(here);
        }
        if (!deletions.isEmpty()) {
            Command.feed(deletions.toString(), "nft", "-f", "-");
        }
        return found;
    }

    static List<Refusal> parse(String by, String json) throws IOException {
        List<Refusal> refusals = new ArrayList<>();
        for (JsonNode part : JSON.readTree(json).path("nftables")) {
            for (JsonNode element : part.path("set").path("elem")) {
                JsonNode values = element.path("elem").path("val").path("concat");
                refusals.add(new Refusal(
                        by,
                        values.path(0).asText(),
                        values.path(1).asText(),
                        values.path(2).asText(),
                        values.path(3).asInt()));
            }
        }
        return refusals;
    }
}
