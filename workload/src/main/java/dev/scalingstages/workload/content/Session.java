package dev.scalingstages.workload.content;

import java.time.Instant;

/** Somebody who is signed in: the session holds what each write needs to know of its author. */
public record Session(AccountId account, String displayName, Instant expiresAt) {}
