package dev.scalingstages.rehearsal.api.services;

import dev.scalingstages.rehearsal.api.Asking;
import dev.scalingstages.rehearsal.api.Endpoints.Need;
import dev.scalingstages.rehearsal.api.HttpsEndpoints;
import dev.scalingstages.rehearsal.api.Place;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Passwords of ElastiCache's users that sign in by IAM: presigned requests for the action {@code connect}, without
 * their scheme (ElastiCache user guide, "Authenticating with IAM").
 */
public final class CacheTokens {
    private final HttpsEndpoints endpoints;
    private final Place place;

    public CacheTokens(HttpsEndpoints endpoints, Place place) {
        this.endpoints = endpoints;
        this.place = place;
    }

    /**
     * Why a password is refused; empty if it is good.
     *
     * @param cache the replication group's id
     * @param user the user's id
     */
    public Optional<String> refusal(String password, String cache, String user) {
        Optional<Asking> asking = endpoints.signedIn(password, "elasticache");
        if (asking.isEmpty()) {
            return Optional.of("the password of " + user + " is not a signature that holds");
        }
        if (!password.startsWith(cache + "/?") || !password.matches(".*[?&]User=" + user + "(&.*)?")) {
            return Optional.of("the password is for another cache or user than " + cache + " and " + user);
        }
        return List.of("replicationgroup:" + cache, "user:" + user).stream()
                .flatMap(resource -> asking
                        .orElseThrow()
                        .refusal(Need.direct("elasticache:Connect", place.arn("elasticache", resource), Map.of()))
                        .stream())
                .findFirst();
    }
}
