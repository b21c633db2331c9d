package dev.scalingstages.stage;

import dev.scalingstages.delivery.InternalLoadBalancer;
import dev.scalingstages.delivery.ServerTargetGroup;
import dev.scalingstages.runtime.ServerAccess;
import dev.scalingstages.runtime.ServerKind;
import dev.scalingstages.runtime.ServerSetup;
import dev.scalingstages.servers.Fleet;
import dev.scalingstages.servers.FleetScaling;
import dev.scalingstages.settings.ConnectionPools;
import dev.scalingstages.settings.Settings;
import dev.scalingstages.settings.Sizes;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import software.constructs.Construct;

/**
 * Makes the fleets of {@link Tiers}: each under the same id in every stage, in the size that the settings give it, and
 * with the configuration that all stages share. Its stage decides which parts each may access.
 */
final class Fleets {
    private static final ServerKind WEB = new ServerKind("web servers", "web");
    private static final ServerKind WRITE_API = new ServerKind("write API", "write-api");

    /** The policies have a new name, so that old servers may sign in to the cache as the other user while they run. */
    private static final ServerKind READ_API = new ServerKind("read API", "read-api", "Reading");

    private static final ServerKind WORKER = new ServerKind("worker", "worker");

    private final Construct stage;
    private final Settings settings;
    private final Sizes sizes;
    private final ConnectionPools pools;
    private final Foundation foundation;

    Fleets(Construct stage, StageProps props, Foundation foundation) {
        this.stage = stage;
        this.settings = props.settings();
        this.sizes = props.sizes();
        this.pools = props.pools();
        this.foundation = foundation;
    }

    /** The web servers behind the front door. */
    Fleet web(FrontDoor door, InternalLoadBalancer internal) {
        return fleet(
                "Web",
                WEB,
                sizes.web(),
                Optional.of(door.webServers()),
                Stream.of(this::configureServerName, internal::allowConnectionsFrom));
    }

    /** The servers of the write API. */
    Fleet writeApi(ServerTargetGroup targets, FrontDoor door, List<ServerAccess> access) {
        return fleet(
                "WriteApi", WRITE_API, sizes.writeApi(), Optional.of(targets), api(door, this::limitWriter, access));
    }

    /** The servers of the read API. */
    Fleet readApi(ServerTargetGroup targets, FrontDoor door, List<ServerAccess> access) {
        return fleet("ReadApi", READ_API, sizes.readApi(), Optional.of(targets), api(door, this::limitReader, access));
    }

    /** The workers behind the queues. */
    Fleet worker(List<ServerAccess> access) {
        return fleet(
                "Worker",
                WORKER,
                sizes.worker(),
                Optional.empty(),
                Stream.concat(
                        Stream.of(foundation.servers().workload()::installOn, this::limitWriter), access.stream()));
    }

    /** Makes the web servers follow the load. */
    void scaleWeb(Fleet web, int requestsPerMinute) {
        scale(web, sizes.web(), requestsPerMinute);
    }

    /** Makes the servers of the write API follow the load. */
    void scaleWriteApi(Fleet writeApi, int requestsPerMinute) {
        scale(writeApi, sizes.writeApi(), requestsPerMinute);
    }

    /** Makes the servers of the read API follow the load. */
    void scaleReadApi(Fleet readApi, int requestsPerMinute) {
        scale(readApi, sizes.readApi(), requestsPerMinute);
    }

    /** In business hours a fleet has one server more to start from. */
    private void scale(Fleet fleet, Sizes.Fleet size, int requestsPerMinute) {
        int businessMinimum = Math.min(size.minimum() + 1, size.maximum() - 1);
        new FleetScaling(
                fleet,
                "Scaling",
                new FleetScaling.Props(
                        fleet, foundation.context().alarms(), requestsPerMinute, businessMinimum, size.minimum()));
    }

    private Stream<ServerAccess> api(FrontDoor door, ServerAccess limit, List<ServerAccess> access) {
        return Stream.concat(
                Stream.of(
                        foundation.servers().workload()::installOn,
                        server -> server.configure("CONTENT_URL", door.contentUrl()),
                        limit),
                access.stream());
    }

    private Fleet fleet(
            String id,
            ServerKind kind,
            Sizes.Fleet size,
            Optional<ServerTargetGroup> targets,
            Stream<ServerAccess> access) {
        return Components.tag(
                kind.role(),
                new Fleet(
                        stage,
                        id,
                        new Fleet.Props(
                                foundation.servers(),
                                kind,
                                size.instanceType(),
                                size.minimum(),
                                size.maximum(),
                                targets,
                                kind.equals(WEB),
                                access.toList())));
    }

    private void configureServerName(ServerSetup server) {
        server.configure(
                "SERVER_NAME", settings.domain().map(Settings.Domain::name).orElse("_"));
        server.configure("ORIGIN", settings.domain().isPresent() ? "open" : "cdn");
    }

    /**
     * Configures how many connections writing servers may hold, so that all of them stay within the databases' limits.
     */
    private void limitWriter(ServerSetup server) {
        server.configure("DATABASE_CONNECTIONS", String.valueOf(pools.writers()));
        pools.accounts()
                .ifPresent(
                        connections -> server.configure("ACCOUNTS_DATABASE_CONNECTIONS", String.valueOf(connections)));
    }

    private void limitReader(ServerSetup server) {
        server.configure("DATABASE_CONNECTIONS", String.valueOf(pools.readers()));
    }
}
