package dev.scalingstages.settings;

import java.util.Optional;

/**
 * How many connections each server may hold to each database, so that all servers together stay within what the
 * database accepts: even when every group is at its largest, in the middle of a rolling update, while a worker moves
 * rows and an operator is connected.
 *
 * @param writers a server of the write API, or a worker, to each primary of content; 16 by default
 * @param readers a server of the read API to the database it reads from: the replicas from stage 4 on, of which only
 *     one may be left; 16 by default
 * @param accounts a server to the database of accounts, where there is one; 8 by default
 */
public record ConnectionPools(int writers, int readers, Optional<Integer> accounts) {
    /** With fewer, one server's requests wait for each other. */
    static final int LEAST = 2;

    /**
     * Sixteen keep a server with four processors busy: a statement by key takes a millisecond or two, so they carry
     * some 8,000 statements a second.
     */
    static final int MOST = 16;

    /**
     * Accounts are read at sign-up and sign-in, which hashing limits to some ten a second; sessions are in the cache.
     */
    static final int MOST_OF_ACCOUNTS = 8;

    /** Connections for operators, password rotation, RDS itself, and a maintenance run with its 10. */
    static final int RESERVED = 20;

    /** A worker's connections beyond its pool: one for maintenance, and one to check a replica while buckets move. */
    static final int OF_MAINTENANCE = 2;

    private static final int FIRST_WITH_GROUPS = 3;
    private static final int FIRST_WITH_REPLICAS = 4;
    private static final int FIRST_WITH_WORKERS = 6;

    /** The pools of a stage. They may be smaller than {@link #LEAST}, or even negative, which is then a fault. */
    static ConnectionPools of(int stage, Sizes sizes) {
        int writing = servers(sizes.writeApi());
        int reading = servers(sizes.readApi());
        int accepted = sizes.database().maximumConnections() - RESERVED;
        if (stage < FIRST_WITH_GROUPS) {
            return new ConnectionPools(Math.min(MOST, accepted), Math.min(MOST, accepted), Optional.empty());
        }
        if (stage < FIRST_WITH_REPLICAS) {
            int each = Math.min(MOST, accepted / (writing + reading));
            return new ConnectionPools(each, each, Optional.empty());
        }
        if (stage < FIRST_WITH_WORKERS) {
            return new ConnectionPools(
                    Math.min(MOST, accepted / writing), Math.min(MOST, accepted / reading), Optional.empty());
        }
        int working = servers(sizes.worker());
        int ofMaintenance = OF_MAINTENANCE * working;
        int ofAccounts = sizes.accounts().maximumConnections() - RESERVED - ofMaintenance;
        return new ConnectionPools(
                Math.min(MOST, (accepted - ofMaintenance) / (writing + working)),
                Math.min(MOST, (accepted - ofMaintenance) / reading),
                Optional.of(Math.min(MOST_OF_ACCOUNTS, ofAccounts / (writing + working))));
    }

    /**
     * The most servers that a group can have at once: while rebalancing, it may exceed its maximum by a tenth, and by
     * at least one server; likewise while old servers drain and new ones boot.
     */
    static int servers(Sizes.Fleet fleet) {
        return fleet.maximum() + Math.max(1, fleet.maximum() / 10);
    }
}
