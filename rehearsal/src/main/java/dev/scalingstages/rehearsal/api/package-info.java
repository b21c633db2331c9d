/**
 * AWS's APIs, as servers and functions call them: who calls is told by the request's signature, what is allowed by the
 * template's policies, and real servers do the work.
 *
 * <p>Invariant: a call that no policy allows is refused with the name of the action and the resource; a call that is
 * not played is refused too, and said at the end of a run. Start reading at {@link
 * dev.scalingstages.rehearsal.api.HttpsEndpoints}; who may do what is in {@link
 * dev.scalingstages.rehearsal.api.Policies}, Lambda in {@link dev.scalingstages.rehearsal.api.Functions}.
 */
package dev.scalingstages.rehearsal.api;
