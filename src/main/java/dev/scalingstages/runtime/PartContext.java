package dev.scalingstages.runtime;

import dev.scalingstages.monitoring.Alarms;
import dev.scalingstages.network.Network;
import dev.scalingstages.security.DataKey;
import dev.scalingstages.security.OperationsKey;
import java.util.Objects;

/**
 * What parts stand on.
 *
 * @param network where they are
 * @param dataKey encrypts what they keep for users
 * @param operationsKey encrypts what they say about themselves
 * @param alarms who is told when something is wrong with them
 */
public record PartContext(Network network, DataKey dataKey, OperationsKey operationsKey, Alarms alarms) {
    public PartContext {
        Objects.requireNonNull(network, "network");
        Objects.requireNonNull(dataKey, "dataKey");
        Objects.requireNonNull(operationsKey, "operationsKey");
        Objects.requireNonNull(alarms, "alarms");
    }
}
