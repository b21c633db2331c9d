package dev.scalingstages.rehearsal.services;

import com.fasterxml.jackson.databind.JsonNode;
import dev.scalingstages.rehearsal.network.Network.Interface;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.StreamSupport;

/** HAProxy's configuration for a load balancer. What it does not play is refused by name. */
final class BalancerConfiguration {
    private static final Set<String> PROTOCOLS = Set.of("HTTP", "HTTPS", "TCP");

    /** What a redirect may say beside the protocol: what the request has. */
    private static final Map<String, Set<String>> KEPT = Map.of(
            "Host", Set.of("", "#{host}"),
            "Path", Set.of("", "/#{path}"),
            "Query", Set.of("", "#{query}"),
            "Port", Set.of("", "443", "#{port}"));

    private final Balancer balancer;
    private final Map<String, TargetGroup> groups;
    private final LoadBalancers.Certificates certificates;
    private final StringBuilder text = new StringBuilder();

    BalancerConfiguration(Balancer balancer, Map<String, TargetGroup> groups, LoadBalancers.Certificates certificates) {
        this.balancer = balancer;
        this.groups = groups;
        this.certificates = certificates;
    }

    String text() throws IOException, InterruptedException {
        for (Map.Entry<String, JsonNode> listener : new TreeMap<>(balancer.listeners()).entrySet()) {
            frontend(listener.getKey(), listener.getValue());
        }
        for (String arn : balancer.groups()) {
            backend(groups.get(arn));
        }
        return text.toString();
    }

    private void line(String format, Object... values) {
        text.append(format.formatted(values)).append('\n');
    }

    private static String name(String arn) {
        return arn.substring(arn.indexOf('/') + 1).replaceAll("[^A-Za-z0-9-]", "-");
    }

    private void frontend(String arn, JsonNode listener) throws IOException, InterruptedException {
        String protocol = listener.path("Protocol").asText();
        if (!PROTOCOLS.contains(protocol)) {
            throw new IOException("the rehearsal does not play listeners of " + protocol);
        }
        line("frontend %s", name(arn));
        String tls = "";
        if (protocol.equals("HTTPS")) {
            String certificate =
                    listener.path("Certificates").path(0).path("CertificateArn").asText();
            tls = " ssl crt " + certificates.pem(certificate) + " alpn h2,http/1.1 ssl-min-ver TLSv1.2";
        }
        for (Interface at : balancer.at()) {
            line("    bind %s:%d%s", at.address(), listener.path("Port").asInt(), tls);
        }
        if (protocol.equals("TCP")) {
            line("    mode tcp");
            line("    default_backend %s", target(arn, listener.path("DefaultActions")));
            return;
        }
        line("    option forwardfor");
        line("    http-request set-header X-Forwarded-Proto %s", tls.isEmpty() ? "http" : "https");
        line(
                "    http-request set-header X-Forwarded-Port %d",
                listener.path("Port").asInt());
        List<JsonNode> rules = balancer.rules().values().stream()
                .filter(rule -> rule.path("ListenerArn").asText().equals(arn))
                .sorted(Comparator.comparingInt(rule -> rule.path("Priority").asInt()))
                .toList();
        List<String> guards = new ArrayList<>();
        int number = 0;
        for (JsonNode rule : rules) {
            String guard = conditions(++number, rule.path("Conditions"));
            String before = String.join(" ", guards);
            action(arn, rule.path("Actions"), (before + " " + guard).strip());
            // Of two rules that fit, the first counts.
            guards.add("!rule" + number);
        }
        action(arn, listener.path("DefaultActions"), String.join(" ", guards));
    }

    /** Declares one access list for a rule, and returns the words that ask for it. */
    private String conditions(int number, JsonNode conditions) throws IOException {
        if (conditions.size() != 1) {
            throw new IOException("the rehearsal plays rules with one condition only: " + conditions);
        }
        JsonNode condition = conditions.path(0);
        String field = condition.path("Field").asText();
        switch (field) {
            case "http-request-method" ->
                line("    acl rule%d method %s", number, values(condition.path("HttpRequestMethodConfig")));
            case "http-header" ->
                line(
                        "    acl rule%d req.hdr(%s) -m str %s",
                        number,
                        condition
                                .path("HttpHeaderConfig")
                                .path("HttpHeaderName")
                                .asText(),
                        values(condition.path("HttpHeaderConfig")));
            case "host-header" ->
                line(
                        "    acl rule%d req.hdr(host),host_only -i %s",
                        number, values(condition.path("HostHeaderConfig")));
            default -> throw new IOException("the rehearsal does not play rules by " + field);
        }
        return "rule" + number;
    }

    private static String values(JsonNode config) throws IOException {
        for (JsonNode value : config.path("Values")) {
            if (value.asText().matches(".*[*?].*")) {
                throw new IOException("the rehearsal plays no wildcards: " + value.asText());
            }
        }
        return String.join(
                " ",
                StreamSupport.stream(config.path("Values").spliterator(), false)
                        .map(value -> quoted(value.asText()))
                        .toList());
    }

    private static String quoted(String value) {
        return "'" + value.replace("'", "'\\''") + "'";
    }

    private void action(String arn, JsonNode actions, String when) throws IOException {
        String condition = when.isEmpty() ? "" : " if " + when;
        if (actions.size() != 1) {
            throw new IOException("the rehearsal plays one action only: " + actions);
        }
        JsonNode action = actions.path(0);
        switch (action.path("Type").asText()) {
            case "forward" -> line("    use_backend %s%s", target(arn, actions), condition);
            case "redirect" -> {
                JsonNode redirect = action.path("RedirectConfig");
                for (Map.Entry<String, Set<String>> part : KEPT.entrySet()) {
                    if (!part.getValue().contains(redirect.path(part.getKey()).asText())) {
                        throw new IOException("the rehearsal plays redirects to another protocol only: " + redirect);
                    }
                }
                line(
                        "    http-request redirect scheme %s code %s%s",
                        redirect.path("Protocol").asText("#{protocol}").toLowerCase(),
                        redirect.path("StatusCode").asText().replace("HTTP_", ""),
                        condition);
            }
            case "fixed-response" -> {
                JsonNode fixed = action.path("FixedResponseConfig");
                line(
                        "    http-request return status %s content-type %s string %s%s",
                        fixed.path("StatusCode").asText(),
                        fixed.path("ContentType").asText("text/plain"),
                        quoted(fixed.path("MessageBody").asText()),
                        condition);
            }
            default -> throw new IOException("the rehearsal does not play the action " + action);
        }
    }

    private String target(String listenerArn, JsonNode actions) throws IOException {
        Set<String> named = Set.copyOf(actions.findValuesAsText("TargetGroupArn"));
        if (named.size() > 1) {
            throw new IOException("the rehearsal forwards to one target group only: " + actions);
        }
        String group = named.stream().findFirst().orElse("");
        if (!groups.containsKey(group)) {
            throw new IOException("Target group '" + group + "' of " + listenerArn + " not found");
        }
        return name(group);
    }

    private void backend(TargetGroup group) {
        String protocol = group.properties().path("Protocol").asText();
        line("backend %s", name(group.arn()));
        line("    source %s", balancer.source());
        if (protocol.equals("TCP")) {
            line("    mode tcp");
        }
        line("    balance leastconn");
        for (Targets.Target target : group.inTurn()) {
            line(
                    "    server %s %s:%d%s",
                    target.id(), target.address(), target.port(), protocol.equals("HTTPS") ? " ssl verify none" : "");
        }
    }
}
