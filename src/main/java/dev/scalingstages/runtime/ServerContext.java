package dev.scalingstages.runtime;

import dev.scalingstages.monitoring.Alarms;
import dev.scalingstages.network.Network;
import dev.scalingstages.network.ServiceEndpoints;
import java.util.Objects;

/**
 * What every server of a stage is built on.
 *
 * @param system the system's name, which servers write into logs
 * @param stage the number of the stage, 1 to 6
 * @param stageName the stage's name in tags, such as {@code 3-load-balanced}
 * @param imageId the pinned Amazon Linux 2023 image, arm64
 * @param workload the application, for the servers that run it
 */
public record ServerContext(
        String system,
        int stage,
        String stageName,
        String imageId,
        PartContext part,
        ServiceEndpoints endpoints,
        BootScripts bootScripts,
        WorkloadArchive workload) {
    public ServerContext {
        Objects.requireNonNull(system, "system");
        Objects.requireNonNull(imageId, "imageId");
        Objects.requireNonNull(part, "part");
        Objects.requireNonNull(endpoints, "endpoints");
        Objects.requireNonNull(bootScripts, "bootScripts");
        Objects.requireNonNull(workload, "workload");
    }

    /** The network that the servers are in. */
    public Network network() {
        return part.network();
    }

    /** The alarms of the servers. */
    public Alarms alarms() {
        return part.alarms();
    }
}
