package dev.scalingstages.workload.mysql;

import dev.scalingstages.workload.content.UnavailableException;

/** A write came to a table that is closed, since its rows move to another database. */
final class ClosedException extends UnavailableException {
    ClosedException(String table) {
        super(table + " are closed here, they move to another database");
    }
}
