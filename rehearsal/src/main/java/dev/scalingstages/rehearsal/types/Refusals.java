package dev.scalingstages.rehearsal.types;

import dev.scalingstages.rehearsal.api.Endpoints.ApiException;
import dev.scalingstages.rehearsal.stack.FailureException;

/** Errors of the APIs as failures of a stack. */
final class Refusals {
    private Refusals() {}

    static FailureException of(ApiException refused) {
        return new FailureException(refused.type() + ": " + refused.getMessage(), refused);
    }
}
