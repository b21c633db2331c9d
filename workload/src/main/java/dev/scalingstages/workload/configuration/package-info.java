/**
 * What the environment file of a server says, in types. The same jar runs everywhere; which stores it uses follows from
 * which variables are there.
 *
 * <p>Invariant: nothing else reads the environment, and a server whose environment is wrong does not start, but tells all
 * that is wrong at once.
 *
 * <p>Start reading at {@link dev.scalingstages.workload.configuration.Configuration}.
 */
package dev.scalingstages.workload.configuration;
