/**
 * Servers: the single server with its data volume, and fleets of equal servers behind a load balancer or a queue.
 *
 * <p>Invariant: a server has its own role with the least it needs, its own security group, no route to the internet, an
 * encrypted disk, IMDSv2, and a boot script that signals success or failure to CloudFormation. Start reading at {@link
 * dev.scalingstages.servers.Fleet}.
 */
package dev.scalingstages.servers;
