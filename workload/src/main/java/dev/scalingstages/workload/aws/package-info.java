/**
 * The adapters for AWS's managed services: files in S3, jobs in SQS, likes and the map of shards in DynamoDB, history
 * in S3 and Redshift, passwords in Secrets Manager.
 *
 * <p>Invariant: every call has a time limit, and a service that does not answer in it, or refuses, is an {@link
 * dev.scalingstages.workload.content.UnavailableException}; what returned without one is durable.
 *
 * <p>Start reading at {@link dev.scalingstages.workload.aws.AwsClients}.
 */
package dev.scalingstages.workload.aws;
