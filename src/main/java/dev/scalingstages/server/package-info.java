/**
 * What makes a kind of server before there is one: its role, its security group, its log group, its environment file
 * and the scripts it boots by. Parts that servers use (databases, buckets, queues) grant and configure through it.
 *
 * <p>Invariant: what a server may do and what it is told about come from the same call, so neither is forgotten. Start
 * reading at {@link dev.scalingstages.server.ServerIdentity}.
 */
package dev.scalingstages.server;
