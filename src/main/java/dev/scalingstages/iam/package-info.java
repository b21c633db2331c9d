/**
 * Roles and what they may do, as plain data: a statement is a record, a role is made of statements.
 *
 * <p>Invariant: permissions are in managed policies of the stack, never inline, and a role is assumed by one service
 * only. Start reading at {@link dev.scalingstages.iam.ServiceRole}.
 */
package dev.scalingstages.iam;
