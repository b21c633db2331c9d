/**
 * Who may do what, and with which keys: roles and policies as plain data, the two keys that encrypt what the system
 * keeps, and the record of accepted findings of policy packs.
 *
 * <p>Invariant: permissions are in managed policies of the stack, never inline, and a role is assumed by one service
 * only. Access to data doesn't imply access to logs, nor the other way round; a key outlives the stack. A finding is
 * accepted on the one resource that it is about, with a reason for the security reviewer; one that matches nothing
 * fails the tests.
 *
 * <p>Start reading at {@link dev.scalingstages.security.ServiceRole}, then {@link dev.scalingstages.security.Keys}.
 */
package dev.scalingstages.security;
