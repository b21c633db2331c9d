package dev.scalingstages.rehearsal.api.services;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.scalingstages.rehearsal.api.Endpoints.ApiException;
import dev.scalingstages.rehearsal.api.Endpoints.Caller;
import dev.scalingstages.rehearsal.api.Endpoints.Need;
import dev.scalingstages.rehearsal.api.Endpoints.Service;
import dev.scalingstages.rehearsal.api.Endpoints.Target;
import dev.scalingstages.rehearsal.api.NotPlayedException;
import dev.scalingstages.rehearsal.api.Place;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;

/** ACM in memory: imported certificates and their tags. */
public final class Acm implements Service {
    private static final String ARN = "CertificateArn";

    private final Place place;
    private final Predicate<String> inUse;
    private final Map<String, Certificate> certificates = new ConcurrentHashMap<>();

    /** A certificate and its key, in PEM. */
    public record Certificate(String certificate, String privateKey, Map<String, String> tags) {}

    /**
     * ACM without certificates.
     *
     * @param inUse whether a listener has the certificate with an ARN
     */
    public Acm(Place place, Predicate<String> inUse) {
        this.place = place;
        this.inUse = inUse;
    }

    /** A certificate with its key, for the load balancer that uses it. */
    public Optional<Certificate> certificate(String arn) {
        return Optional.ofNullable(certificates.get(arn));
    }

    /** Adds a certificate as ACM issues one for a domain, and returns its ARN. */
    public String add(Certificate certificate) {
        String arn = place.arn("acm", "certificate/" + UUID.randomUUID());
        certificates.put(arn, certificate);
        return arn;
    }

    @Override
    public JsonNode perform(String action, JsonNode request, Caller caller) throws ApiException {
        ObjectNode answer = JsonNodeFactory.instance.objectNode();
        switch (action) {
            case "ImportCertificate" ->
                answer.put(
                        ARN,
                        add(new Certificate(
                                text(request, "Certificate"),
                                text(request, "PrivateKey"),
                                new ConcurrentHashMap<>(tags(request)))));
            case "GetCertificate" -> answer.put("Certificate", find(request).certificate());
            case "DescribeCertificate" ->
                answer.putObject("Certificate")
                        .put(ARN, arn(request))
                        .put("Status", "ISSUED")
                        .put("Type", "IMPORTED");
            case "ListCertificates" -> {
                ArrayNode all = answer.putArray("CertificateSummaryList");
                certificates.keySet().forEach(arn -> all.addObject().put(ARN, arn));
            }
            case "ListTagsForCertificate" -> {
                ArrayNode all = answer.putArray("Tags");
                find(request)
                        .tags()
                        .forEach((key, value) -> all.addObject().put("Key", key).put("Value", value));
            }
            case "AddTagsToCertificate" -> find(request).tags().putAll(tags(request));
            case "RemoveTagsFromCertificate" ->
                find(request).tags().keySet().removeAll(tags(request).keySet());
            case "DeleteCertificate" -> {
                find(request);
                if (inUse.test(arn(request))) {
                    throw new ApiException("ResourceInUseException", "Certificate " + arn(request) + " is in use.");
                }
                certificates.remove(arn(request));
            }
            default -> throw new NotPlayedException(action);
        }
        return answer;
    }

    private static String text(JsonNode request, String name) {
        return new String(Base64.getDecoder().decode(request.path(name).asText()), StandardCharsets.UTF_8);
    }

    private static String arn(JsonNode request) {
        return request.path(ARN).asText();
    }

    private Certificate find(JsonNode request) throws ApiException {
        return certificate(arn(request))
                .orElseThrow(() -> new ApiException(
                        "ResourceNotFoundException", "Could not find certificate " + arn(request) + "."));
    }

    private static Map<String, String> tags(JsonNode request) {
        Map<String, String> tags = new TreeMap<>();
        request.path("Tags")
                .forEach(tag ->
                        tags.put(tag.path("Key").asText(), tag.path("Value").asText("")));
        return tags;
    }

    @Override
    public Target target(String action, JsonNode request) {
        Map<String, String> context = new HashMap<>();
        Map<String, String> tags = tags(request);
        tags.forEach((key, value) -> context.put("aws:RequestTag/" + key, value));
        if (!tags.isEmpty()) {
            context.put("aws:TagKeys", String.join("\n", tags.keySet()));
        }
        certificate(arn(request))
                .ifPresent(found -> found.tags().forEach((key, value) -> context.put("aws:ResourceTag/" + key, value)));
        String arn = arn(request);
        return new Target(
                action.equals("ListCertificates") ? "*" : arn.isEmpty() ? place.arn("acm", "certificate/*") : arn,
                context);
    }

    /** To import with tags is to add tags too. */
    @Override
    public List<Need> needs(String prefix, String action, JsonNode request) {
        Target target = target(action, request);
        List<Need> needs = new ArrayList<>();
        needs.add(Need.direct(prefix + ":" + action, target.resource(), target.context()));
        if (action.equals("ImportCertificate") && request.has("Tags")) {
            needs.add(Need.direct(prefix + ":AddTagsToCertificate", target.resource(), target.context()));
        }
        return needs;
    }
}
