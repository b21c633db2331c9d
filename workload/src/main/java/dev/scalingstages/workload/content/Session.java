package dev.scalingstages.workload.content;

import java.time.Instant;

/** A user's session: it holds all that a write needs to know about its author. */
public record Session(AccountId account, String displayName, Instant expiresAt) {}
