/**
 * Accounts and signing in: rules for emails, names and passwords, hashes of passwords, tokens of sessions.
 *
 * <p>Invariant: neither a password nor a token leaves this package but to its owner; stores hold hashes only. The time
 * that an answer takes does not reveal whether an email has an account.
 *
 * <p>Start reading at {@link dev.scalingstages.workload.signin.SignIn}.
 */
package dev.scalingstages.workload.signin;
