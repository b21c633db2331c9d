/**
 * MySQL behind the ports: posts and timelines, accounts, sessions and likes, and the migrations that make their tables.
 * The statements run on MySQL 8.4 (RDS) and MariaDB 10.5 and 10.11 (the single server, the tests).
 *
 * <p>Invariant: what returned is committed; what does not answer is an {@code UnavailableException} within seconds, and
 * no write goes past a closed fence.
 *
 * <p>Start reading at {@link dev.scalingstages.workload.mysql.Database}, then
 * {@link dev.scalingstages.workload.mysql.MySqlPosts}. Tables and keys are explained in {@code docs/read-model.md}.
 */
package dev.scalingstages.workload.mysql;
