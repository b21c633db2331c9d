/**
 * The environment file of a server, in types. The same jar runs everywhere; the variables that are set decide which
 * stores it uses.
 *
 * <p>Invariant: nothing else reads the environment, and a server whose environment is wrong does not start, but reports
 * all problems at once.
 *
 * <p>Start reading at {@link dev.scalingstages.workload.configuration.Configuration}.
 */
package dev.scalingstages.workload.configuration;
