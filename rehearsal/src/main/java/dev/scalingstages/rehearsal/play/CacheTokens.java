package dev.scalingstages.rehearsal.play;

import dev.scalingstages.rehearsal.api.Asking;
import dev.scalingstages.rehearsal.api.Endpoints.Need;
import dev.scalingstages.rehearsal.services.Caches;
import dev.scalingstages.rehearsal.types.Account;
import java.util.Map;
import java.util.Optional;

/** IAM's word on who may sign in to a cache: {@code elasticache:Connect} on the cluster and on the user. */
record CacheTokens(Apis apis, Account account) implements Caches.Tokens {
    @Override
    public Optional<String> refusal(String cluster, String user, String token) {
        Optional<Asking> asking = apis.endpoints().signedIn(token, "elasticache");
        if (asking.isEmpty()) {
            return Optional.of("the token of " + user + " is not signed by a role of this account");
        }
        if (!token.startsWith(cluster + "/") || !token.contains("User=" + user + "&")) {
            return Optional.of("the token is for another cluster or another user than " + user);
        }
        for (String resource : new String[] {"replicationgroup:" + cluster, "user:" + user}) {
            Optional<String> refusal = asking.get()
                    .refusal(Need.direct("elasticache:Connect", account.regional("elasticache", resource), Map.of()));
            if (refusal.isPresent()) {
                return refusal;
            }
        }
        return Optional.empty();
    }
}
