package dev.scalingstages.rehearsal.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Optional;

/** Policies that AWS manages, as far as something that is played has them. */
public final class ManagedPolicies {
    private ManagedPolicies() {}

    /**
     * The document of a policy; empty if it is not known here. A role of a service that is not played, as AWS Backup is
     * not, needs none.
     *
     * @param arn such as {@code arn:aws:iam::aws:policy/service-role/AmazonRDSEnhancedMonitoringRole}
     */
    public static Optional<JsonNode> document(String arn) {
        String name = arn.replaceFirst(".*/", "");
        if (!arn.contains(":iam::aws:policy/")) {
            return Optional.empty();
        }
        try (InputStream file = ManagedPolicies.class.getResourceAsStream("managed-policies.json")) {
            JsonNode policy = new ObjectMapper().readTree(file).path(name).path("document");
            return policy.isObject() ? Optional.of(policy) : Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
