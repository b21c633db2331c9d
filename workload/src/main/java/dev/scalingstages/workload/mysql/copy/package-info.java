/**
 * Copies rows from one database to another and compares them, while both are in use.
 *
 * <p>Invariant: nothing is removed on one side before it was compared with the other, and a process that was killed is
 * resumed from the state in the databases.
 *
 * <p>Start reading at {@link dev.scalingstages.workload.mysql.copy.Pass}; a {@link
 * dev.scalingstages.workload.mysql.copy.KeyRange} says what is copied, a {@link
 * dev.scalingstages.workload.mysql.copy.Journal} how far it is, and {@link dev.scalingstages.workload.mysql.copy.Locks}
 * keep a second mover out.
 */
package dev.scalingstages.workload.mysql.copy;
