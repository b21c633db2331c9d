package dev.scalingstages.rehearsal.api.policy;

/** Something in a policy that is not played here; the message names it. */
final class NotUnderstoodException extends Exception {
    NotUnderstoodException(String what) {
        super(what);
    }
}
