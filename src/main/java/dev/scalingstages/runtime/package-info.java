/**
 * The code, configuration and permissions of servers and functions: a server's role, security group, log group,
 * environment file and boot scripts; Lambda functions, which do what CloudFormation and the load balancers cannot; and
 * the files of the class path that both ship. Parts that servers use (databases, buckets, queues) grant and configure
 * through it.
 *
 * <p>Invariant: a server's permissions and its configuration come from the same call, so neither is forgotten. A
 * function has its own role, an encrypted log group, and an alarm on its errors. Files are found whether the
 * application starts from a directory of classes or from a jar beside one.
 *
 * <p>Start reading at {@link dev.scalingstages.runtime.ServerSetup}, then
 * {@link dev.scalingstages.runtime.ServerIdentity} and {@link dev.scalingstages.runtime.NodeFunction}; the functions'
 * code is under {@code src/main/resources/functions}, with its own tests.
 */
package dev.scalingstages.runtime;
