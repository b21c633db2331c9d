/**
 * The ground that every component stands on: the VPC, its nine subnets, the endpoints that replace a way to the
 * internet, and one security group for each component.
 *
 * <p>Invariant: the VPC and its subnets are the same in all six stages, to the CIDR; nothing reaches a component but
 * by a rule that names who comes, on which port, and why. Start reading at {@link dev.scalingstages.network.Network}.
 */
package dev.scalingstages.network;
