/**
 * How AWS's APIs are spoken: Signature Version 4, AWS JSON, the query protocol and its XML, certificates.
 *
 * <p>Invariant: knows no service and no policy.
 * Start reading at {@link dev.scalingstages.rehearsal.api.wire.Signature}.
 */
package dev.scalingstages.rehearsal.api.wire;
