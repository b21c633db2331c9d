/**
 * Lambda functions: small pieces of Node.js that do what CloudFormation and the load balancers cannot. Their code is
 * under {@code src/main/resources/functions}, with tests of its own.
 *
 * <p>Invariant: a function has a role of its own and an encrypted log group, and the one alarm on functions that fail
 * watches it ({@link dev.scalingstages.functions.FunctionAlarms}). Start reading at {@link
 * dev.scalingstages.functions.NodeFunction}.
 */
package dev.scalingstages.functions;
