package dev.scalingstages.rehearsal.api;

import com.fasterxml.jackson.databind.node.MissingNode;
import dev.scalingstages.rehearsal.api.Endpoints.ApiException;
import dev.scalingstages.rehearsal.api.Endpoints.Caller;
import dev.scalingstages.rehearsal.api.Endpoints.Need;
import dev.scalingstages.rehearsal.api.policy.Principal;
import dev.scalingstages.rehearsal.api.policy.Request;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Somebody who asks, known by a signature.
 *
 * @param context what each of the caller's requests has, such as {@code aws:SourceArn}
 * @param endpoint the service whose VPC endpoint the request came by, if it did
 * @param address where the request came from
 */
public record Asking(
        Policies policies,
        Principal principal,
        Map<String, String> context,
        Optional<String> endpoint,
        String address) {
    /** A service that asks in its own name, from no address. */
    public static Asking service(Policies policies, String name, Map<String, String> context) {
        return new Asking(policies, Principal.service(name), context, Optional.empty(), "");
    }

    /** Why something is refused; empty if it is allowed. */
    public Optional<String> refusal(Need need) {
        Map<String, String> all = new HashMap<>(context);
        if (!address.isEmpty() && need.direct()) {
            all.put("aws:SourceIp", address);
        }
        all.putAll(need.context());
        return policies.refusal(
                new Request(principal, need.action(), need.resource(), all),
                need.direct() ? endpoint : Optional.empty());
    }

    /**
     * Goes on if something is allowed.
     *
     * @throws ApiException else, of the type {@code AccessDenied}
     */
    public void require(Need need) throws ApiException {
        Optional<String> refusal = refusal(need);
        if (refusal.isPresent()) {
            throw denied(refusal.orElseThrow());
        }
    }

    /** A refusal. */
    public static ApiException denied(String words) {
        return new ApiException("AccessDenied", words, 403, MissingNode.getInstance());
    }

    Caller caller() {
        return new Caller(principal.name(), principal.session(), address);
    }
}
