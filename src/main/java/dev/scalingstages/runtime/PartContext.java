package dev.scalingstages.runtime;

import dev.scalingstages.monitoring.Alarms;
import dev.scalingstages.network.Network;
import dev.scalingstages.security.DataKey;
import dev.scalingstages.security.OperationsKey;
import java.util.Objects;

/**
 * The network, keys and alarms that parts are built on.
 *
 * @param network the network that the parts are in
 * @param dataKey encrypts users' data
 * @param operationsKey encrypts logs, alarms and audit records
 * @param alarms where their alarms notify
 */
public record PartContext(Network network, DataKey dataKey, OperationsKey operationsKey, Alarms alarms) {
    public PartContext {
        Objects.requireNonNull(network, "network");
        Objects.requireNonNull(dataKey, "dataKey");
        Objects.requireNonNull(operationsKey, "operationsKey");
        Objects.requireNonNull(alarms, "alarms");
    }
}
