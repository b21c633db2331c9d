/**
 * The service over HTTP: the write API, the read API and the health of a server. One class for each resource answers;
 * {@link dev.scalingstages.workload.http.Route} lists them all.
 *
 * <p>Invariant: every request gets an answer with its id, every answer from 400 on is a problem document (RFC 9457),
 * and one line in the access log records it, without query strings, tokens and bodies.
 *
 * <p>Start reading at {@link dev.scalingstages.workload.http.Route}, then {@link
 * dev.scalingstages.workload.http.PostsResource}.
 */
package dev.scalingstages.workload.http;
