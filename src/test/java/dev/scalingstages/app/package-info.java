/**
 * The application as its users start it: a process that gets CDK context and leaves a cloud assembly, or says what is
 * wrong. Start reading at {@link dev.scalingstages.app.AppIT}.
 *
 * <p>Invariant: these tests start a process of their own and look only at what it prints, writes and returns.
 */
package dev.scalingstages.app;
