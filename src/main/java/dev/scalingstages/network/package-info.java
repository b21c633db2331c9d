/**
 * The foundation of every component: the VPC, its nine subnets, the endpoints that replace a route to the internet, and
 * one security group for each component.
 *
 * <p>Invariant: the VPC and its subnets are the same in all six stages, to the CIDR; nothing reaches a component except
 * through a rule that names the client, the port and the reason. Start reading at {@link
 * dev.scalingstages.network.Network}.
 */
package dev.scalingstages.network;
