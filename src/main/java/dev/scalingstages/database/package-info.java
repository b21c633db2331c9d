/**
 * MySQL on RDS: the primary databases, their credentials, shards and replicas, and the load balancer in front of those.
 *
 * <p>Invariant: properties that RDS accepts only at creation are written out from a database's first deploy, and a
 * database outlives the stack. Start reading at {@link dev.scalingstages.database.Database}.
 */
package dev.scalingstages.database;
