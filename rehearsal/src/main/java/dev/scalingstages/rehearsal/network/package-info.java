/**
 * The network of the play: one Linux network namespace is the VPC's router, AWS's public services and the internet;
 * each server has a namespace with one interface. What may pass is decided in one nftables table, made from security
 * groups, route tables and public addresses.
 *
 * <p>Invariant: a packet between two addresses of a VPC passes the egress rules of the sender's groups and the ingress
 * rules of the receiver's, statefully; a packet out of a VPC also needs a route of its subnet.
 * Start reading at {@link dev.scalingstages.rehearsal.network.Network}.
 */
package dev.scalingstages.rehearsal.network;
