/**
 * Who may sign in, and how: rules for emails, names and passwords, hashes of passwords, tokens of sessions.
 *
 * <p>Invariant: neither a password nor a token leaves this package but to its owner; stores hold hashes only. Whether an
 * email has an account cannot be told from how long an answer takes.
 *
 * <p>Start reading at {@link dev.scalingstages.workload.signin.SignIn}.
 */
package dev.scalingstages.workload.signin;
