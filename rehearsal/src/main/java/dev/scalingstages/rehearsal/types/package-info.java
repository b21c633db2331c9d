/**
 * The types of resources that are played: what creating, changing and removing each does to the network, the servers
 * and the services.
 *
 * <p>Invariant: a change that a type does not play is a failure which names the property, never silence.
 * Start reading at {@link dev.scalingstages.rehearsal.types.PlayedType}.
 */
package dev.scalingstages.rehearsal.types;
