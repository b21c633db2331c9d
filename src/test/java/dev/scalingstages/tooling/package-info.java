/**
 * Tests of what surrounds the app: the launchers {@code ./cdk} and {@code bin/app}, the release, the benchmark, the
 * pins of their versions, and the README's commands.
 *
 * <p>The scripts run for real, in a copy of the project where {@link dev.scalingstages.tooling.Sandbox recorders} stand
 * in for Maven, Java, npm and AWS. Start reading at {@link dev.scalingstages.tooling.AppLauncherIT}.
 */
package dev.scalingstages.tooling;
