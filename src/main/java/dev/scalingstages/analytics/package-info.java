/**
 * History: rows older than the retention window leave MySQL for S3 and Redshift.
 *
 * <p>Invariant: the warehouse is private, encrypted and refuses connections without TLS; nothing leaves MySQL before it
 * is counted here, which is the worker's duty. Start reading at {@link dev.scalingstages.analytics.Warehouse}.
 */
package dev.scalingstages.analytics;
