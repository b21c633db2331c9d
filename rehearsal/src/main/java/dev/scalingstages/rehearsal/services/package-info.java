/**
 * The managed services of the play: real servers, run beside this program in the router's namespace, on addresses that
 * security groups guard.
 */
package dev.scalingstages.rehearsal.services;
