/**
 * AWS's services, each as far as servers and functions of the stages call it: in memory, by a callback, or in front of
 * a real server.
 *
 * <p>Invariant: each says which permissions a call needs ({@link
 * dev.scalingstages.rehearsal.api.Endpoints.Service#needs}), and refuses an action that it does not know.
 * Start reading at {@link dev.scalingstages.rehearsal.api.services.Backends}.
 */
package dev.scalingstages.rehearsal.api.services;
