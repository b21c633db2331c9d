/**
 * MySQL on RDS: the primary databases, their credentials, shards and replicas, and the load balancer in front of those.
 *
 * <p>Invariant: what RDS lets one set only at creation is written out from a database's first appearance, and a database
 * outlives the stack. Start reading at {@link dev.scalingstages.database.Database}.
 */
package dev.scalingstages.database;
