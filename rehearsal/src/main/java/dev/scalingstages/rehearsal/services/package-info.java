/**
 * The managed services of the play: real servers, run beside this program in the router's namespace, on addresses that
 * security groups guard.
 *
 * <p>Invariant: nothing of a service is reached but through the addresses that the network gave it.
 * Start reading at {@link dev.scalingstages.rehearsal.services.LoadBalancers}.
 */
package dev.scalingstages.rehearsal.services;
