/**
 * How requests reach servers: the public and the internal load balancer, CloudFront, and the domain's records.
 *
 * <p>Invariant: the world reaches the public door and nothing behind it; every hop that can carry TLS does. Start
 * reading at {@link dev.scalingstages.delivery.PublicLoadBalancer}.
 */
package dev.scalingstages.delivery;
