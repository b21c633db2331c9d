/**
 * How requests reach servers: the public and the internal load balancer, CloudFront, and the domain's records.
 *
 * <p>Invariant: the internet reaches the public entry point and nothing behind it; every hop that can use TLS does.
 * Start reading at {@link dev.scalingstages.delivery.PublicLoadBalancer}.
 */
package dev.scalingstages.delivery;
