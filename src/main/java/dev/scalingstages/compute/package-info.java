/**
 * Servers: the single server with its data volume, and fleets of equal servers behind a load balancer or a queue.
 *
 * <p>Invariant: a server has a role of its own with the least it needs, a security group of its own, no way to the
 * internet, an encrypted disk, IMDSv2, and a boot script that tells CloudFormation whether it worked. Start reading at
 * {@link dev.scalingstages.compute.Fleet}.
 */
package dev.scalingstages.compute;
