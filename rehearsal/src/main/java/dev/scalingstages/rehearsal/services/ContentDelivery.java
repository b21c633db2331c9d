package dev.scalingstages.rehearsal.services;

import com.fasterxml.jackson.databind.JsonNode;
import dev.scalingstages.rehearsal.network.Network;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Distributions of a content delivery network: HAProxy with the paths, methods, origins and headers of the template. It
 * caches nothing, which is the worst that a cache can do.
 */
public final class ContentDelivery implements AutoCloseable {
    /** AllViewer: the viewer's Host header goes to the origin (CloudFront's managed origin request policies). */
    private static final String ALL_VIEWER = "216adef6-5c7f-47e4-b989-5492eafa07d3";

    private static final Pattern VIEWER_ADDRESS =
            Pattern.compile("request\\.headers\\[\"([a-z-]+)\"\\] = \\{ value: event\\.viewer\\.ip \\}");

    private static final Pattern REDIRECT = Pattern.compile(
            "statusCode: (30[1278]),.*location: \\{ value: \"(https://[a-z0-9.-]+)\" \\+ path \\+ query",
            Pattern.DOTALL);

    private final Path folder;
    private final Network network;
    private final Authority authority;
    private final Map<String, HaProxy> proxies = new ConcurrentHashMap<>();

    public ContentDelivery(Path folder, Network network, Authority authority) {
        this.folder = folder;
        this.network = network;
        this.authority = authority;
    }

    /**
     * What a distribution is made of.
     *
     * @param id such as {@code E1}
     * @param host its own name
     * @param config CloudFormation's {@code DistributionConfig}
     * @param functions the code of functions by ARN
     * @param bucketOrigin where this program answers for the bucket behind, with the rights of the distribution
     */
    public record Distribution(
            String id, String host, JsonNode config, Map<String, String> functions, URI bucketOrigin) {}

    /** Creates a distribution or changes one. */
    public void put(Distribution distribution) throws IOException, InterruptedException {
        HaProxy proxy = proxies.get(distribution.id());
        if (proxy == null && !proxies.isEmpty()) {
            throw new IOException("the rehearsal plays one distribution only, not " + distribution.id() + " too");
        }
        String address = network.serviceAddress("cloudfront");
        Set<String> names = new TreeSet<>(Set.of(distribution.host()));
        distribution.config().path("Aliases").forEach(alias -> names.add(alias.asText()));
        Authority.Issued tls = authority.issue(distribution.id(), List.copyOf(names));
        String configuration = configuration(distribution, address, tls);
        if (proxy == null) {
            proxy = new HaProxy(folder.resolve(distribution.id()));
        }
        proxy.configure(configuration);
        proxies.put(distribution.id(), proxy);
        network.name(distribution.host(), Set.of(address));
    }

    public void remove(String id, String host) throws IOException, InterruptedException {
        HaProxy gone = proxies.remove(id);
        if (gone != null) {
            gone.close();
            network.name(host, Set.of());
        }
    }

    private String configuration(Distribution distribution, String address, Authority.Issued tls) throws IOException {
        List<String> lines = new ArrayList<>();
        lines.add("frontend plain");
        lines.add("    bind " + address + ":80");
        lines.add("    http-request redirect scheme https code 301");
        lines.add("frontend viewers");
        lines.add("    bind " + address + ":443 ssl crt " + tls.both() + " alpn h2,http/1.1");
        lines.add("    option forwardfor");
        lines.add("    http-request set-header X-Forwarded-Proto https");
        lines.add("    http-request set-header Via '2.0 rehearsal (CloudFront)'");
        Map<String, JsonNode> behaviours = new LinkedHashMap<>();
        for (JsonNode behaviour : distribution.config().path("CacheBehaviors")) {
            behaviours.put(behaviour.path("PathPattern").asText(), behaviour);
        }
        int number = 0;
        List<String> earlier = new ArrayList<>();
        for (Map.Entry<String, JsonNode> each : behaviours.entrySet()) {
            String acl = "path" + ++number;
            lines.add("    acl " + acl + " path_reg ^/?" + expression(each.getKey()) + "$");
            behaviour(distribution, each.getValue(), String.join(" ", earlier) + " " + acl, lines);
            earlier.add("!" + acl);
        }
        behaviour(distribution, distribution.config().path("DefaultCacheBehavior"), String.join(" ", earlier), lines);
        for (JsonNode origin : distribution.config().path("Origins")) {
            origin(distribution, origin, address, lines);
        }
        return String.join("\n", lines) + "\n";
    }

    /** A path pattern knows {@code *} and {@code ?}. */
    private static String expression(String pattern) {
        return pattern.replaceFirst("^/", "")
                .replaceAll("([.+^$(){}|\\[\\]])", "\\\\$1")
                .replace("*", ".*")
                .replace("?", ".");
    }

    private static void behaviour(Distribution distribution, JsonNode behaviour, String when, List<String> lines)
            throws IOException {
        String condition = when.strip();
        String and = condition.isEmpty() ? " if " : " if " + condition + " ";
        String only = condition.isEmpty() ? "" : " if " + condition;
        List<String> methods = new ArrayList<>();
        behaviour.path("AllowedMethods").forEach(method -> methods.add(method.asText()));
        lines.add("    http-request deny deny_status 403" + and + "!{ method "
                + String.join(" ", methods.isEmpty() ? List.of("GET", "HEAD") : methods) + " }");
        for (JsonNode association : behaviour.path("FunctionAssociations")) {
            String code = distribution
                    .functions()
                    .getOrDefault(association.path("FunctionARN").asText(), "");
            Matcher viewer = VIEWER_ADDRESS.matcher(code);
            Matcher redirect = REDIRECT.matcher(code);
            if (viewer.find()) {
                lines.add("    http-request set-header " + viewer.group(1) + " %[src]" + only);
            } else if (redirect.find()) {
                lines.add(
                        "    http-request redirect prefix " + redirect.group(2) + " code " + redirect.group(1) + only);
            } else {
                throw new IOException("the rehearsal does not play this function of CloudFront: " + code);
            }
        }
        String origin = behaviour.path("TargetOriginId").asText();
        if (behaviour.path("OriginRequestPolicyId").asText().equals(ALL_VIEWER)) {
            lines.add("    http-request set-var(txn.keephost) bool(true)" + only);
        }
        lines.add("    use_backend " + origin + only);
    }

    private void origin(Distribution distribution, JsonNode origin, String address, List<String> lines)
            throws IOException {
        lines.add("backend " + origin.path("Id").asText());
        origin.path("OriginCustomHeaders")
                .forEach(header -> lines.add("    http-request set-header "
                        + header.path("HeaderName").asText() + " "
                        + literal(header.path("HeaderValue").asText())));
        String host = origin.path("DomainName").asText();
        if (origin.has("S3OriginConfig")) {
            URI local = distribution.bucketOrigin();
            lines.add("    http-request set-header Host " + host);
            lines.add("    server bucket " + local.getHost() + ":" + local.getPort());
            return;
        }
        boolean plain = origin.path("CustomOriginConfig")
                .path("OriginProtocolPolicy")
                .asText()
                .equals("http-only");
        lines.add("    http-request set-header Host " + host + " if !{ var(txn.keephost) -m bool }");
        lines.add("    source " + address);
        List<String> addresses = network.resolve(host);
        if (addresses.isEmpty()) {
            throw new IOException("the origin " + host + " has no address");
        }
        for (int index = 0; index < addresses.size(); index++) {
            lines.add("    server origin" + index + " " + addresses.get(index)
                    + (plain ? ":80" : ":443 ssl verify none"));
        }
    }

    /** HAProxy takes percent signs for the beginning of a variable, and spaces for the end of a word. */
    private static String literal(String value) {
        return "'" + value.replace("%", "%%").replace("'", "'\\''") + "'";
    }

    @Override
    public void close() {
        proxies.values().forEach(HaProxy::close);
    }
}
