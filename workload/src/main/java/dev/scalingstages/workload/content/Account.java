package dev.scalingstages.workload.content;

import java.time.Instant;

/**
 * An account.
 *
 * @param email in lower case; no two accounts have the same
 * @param passwordHash as {@code signin.Passwords} makes it, with its salt and cost
 */
public record Account(AccountId id, String email, String displayName, String passwordHash, Instant createdAt) {
    /** Without the hash, which has no place in a log. */
    @Override
    public String toString() {
        return "Account[" + id + "]";
    }
}
