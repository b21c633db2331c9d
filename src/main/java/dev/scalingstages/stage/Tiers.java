package dev.scalingstages.stage;

import dev.scalingstages.data.Cache;
import dev.scalingstages.delivery.InternalCertificate;
import dev.scalingstages.delivery.InternalLoadBalancer;
import dev.scalingstages.operations.Operations;
import dev.scalingstages.operations.Operations.Watched;
import dev.scalingstages.runtime.ServerAccess;
import dev.scalingstages.runtime.WatchedFunction;
import dev.scalingstages.servers.Fleet;
import dev.scalingstages.servers.FleetAlarms;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import software.constructs.Construct;

/**
 * The tiers of stages 3 to 6: the front door, the web servers behind it, the load balancer of the application servers,
 * and the two APIs behind that; with workers beside them in stage 6. Each has the same id in every stage, the size that
 * the settings give it, and the tag that separates it on a bill.
 */
final class Tiers {
    private final Construct stage;
    private final Foundation foundation;
    private final Buckets buckets;
    private final FrontDoor door;
    private final InternalCertificate certificate;
    private final InternalLoadBalancer internal;
    private final Optional<Fleet> worker;
    private final Fleet writeApi;
    private final Fleet readApi;
    private final Fleet web;
    private final List<Fleet> all;
    private final Fleets fleets;

    /** Collects the access of each kind of application server; {@link #build} creates the tiers. */
    static final class Builder {
        private final Construct stage;
        private final StageProps props;
        private final Foundation foundation;
        private final Buckets buckets;
        private Optional<List<ServerAccess>> worker = Optional.empty();
        private List<ServerAccess> writeApi;
        private List<ServerAccess> readApi;

        Builder(Construct stage, StageProps props, Foundation foundation, Buckets buckets) {
            this.stage = stage;
            this.props = props;
            this.foundation = foundation;
            this.buckets = buckets;
        }

        /** Sets the access of the workers; without this call there are none. */
        Builder worker(ServerAccess... access) {
            worker = Optional.of(List.of(access));
            return this;
        }

        /** Sets the access of the write API's servers. */
        Builder writeApi(ServerAccess... access) {
            writeApi = List.of(access);
            return this;
        }

        /** Sets the access of the read API's servers. */
        Builder readApi(ServerAccess... access) {
            readApi = List.of(access);
            return this;
        }

        /** Creates the tiers, and opens the front door once all of them serve. */
        Tiers build() {
            Objects.requireNonNull(writeApi, "writeApi");
            Objects.requireNonNull(readApi, "readApi");
            return new Tiers(this);
        }
    }

    private Tiers(Builder builder) {
        stage = builder.stage;
        foundation = builder.foundation;
        buckets = builder.buckets;
        fleets = new Fleets(stage, builder.props, foundation);

        door = Components.tag("front-door", new FrontDoor(stage, "FrontDoor", builder.props, foundation, buckets));
        certificate = certificate(builder.props.settings().system());
        internal = internalLoadBalancer();
        web = fleets.web(door, internal);
        worker = builder.worker.map(fleets::worker);
        List<ServerAccess> writing = new ArrayList<>(builder.writeApi);
        // An acknowledged write has to be processed, even when the step that adds the workers fails.
        worker.ifPresent(fleet -> writing.add(server -> server.startAfter(fleet.resource())));
        writeApi = fleets.writeApi(internal.writeApi(), door, writing);
        readApi = fleets.readApi(internal.readApi(), door, builder.readApi);

        all = Stream.concat(Stream.of(web, writeApi, readApi), worker.stream()).toList();
        Components.tag(
                "fleets",
                new FleetAlarms(stage, "FleetAlarms", all, foundation.context().alarms()));
        door.pointDomainAfter(all);
    }

    /** The public entry point. */
    FrontDoor door() {
        return door;
    }

    /** The web servers behind the front door. */
    Fleet web() {
        return web;
    }

    /** The internal load balancer in front of the application servers. */
    InternalLoadBalancer internal() {
        return internal;
    }

    /** The servers of the write API. */
    Fleet writeApi() {
        return writeApi;
    }

    /** The servers of the read API. */
    Fleet readApi() {
        return readApi;
    }

    /** The workers behind the queues. */
    Fleet worker() {
        return worker.orElseThrow(() -> new IllegalStateException("these tiers have no workers"));
    }

    /** The tiers' Lambda function, which makes the internal certificate. */
    WatchedFunction function() {
        return certificate.function();
    }

    /** Static content and user files, which the front door serves. */
    Buckets buckets() {
        return buckets;
    }

    /** Makes the web servers follow the load. */
    void scaleWeb(int requestsPerMinute) {
        fleets.scaleWeb(web, requestsPerMinute);
    }

    /** Makes the servers of the write API follow the load. */
    void scaleWriteApi(int requestsPerMinute) {
        fleets.scaleWriteApi(writeApi, requestsPerMinute);
    }

    /** Makes the servers of the read API follow the load. */
    void scaleReadApi(int requestsPerMinute) {
        fleets.scaleReadApi(readApi, requestsPerMinute);
    }

    /** The automated operations. */
    Operations operations(Cache cache, List<String> databases) {
        return Components.tag(
                "operations",
                new Operations(
                        stage,
                        "Operations",
                        new Operations.Props(
                                foundation.context(),
                                buckets.accessLogs(),
                                door.url(),
                                door.openWith(all),
                                Stream.concat(Stream.of(door.errorsAlarm()), web.servingAlarms().stream())
                                        .toList(),
                                all.stream().map(Tiers::watched).toList(),
                                databases,
                                Stream.concat(
                                                cache.metrics("CacheHits", "Sum").stream(),
                                                cache.metrics("CacheMisses", "Sum").stream())
                                        .toList())));
    }

    private InternalCertificate certificate(String system) {
        return Components.tag(
                "internal-certificate",
                new InternalCertificate(stage, "InternalCertificate", foundation.context(), system));
    }

    private InternalLoadBalancer internalLoadBalancer() {
        return Components.tag(
                "internal-load-balancer",
                new InternalLoadBalancer(
                        stage,
                        "InternalLoadBalancer",
                        new InternalLoadBalancer.Props(
                                foundation.context().network(), buckets.accessLogs(), certificate)));
    }

    private static Watched watched(Fleet fleet) {
        return new Watched(
                fleet.serverRole(),
                fleet.groupName(),
                fleet.identity().logGroupName(),
                fleet.targets()
                        .map(targets -> List.of(
                                targets.metric("RequestCount", "Sum"),
                                targets.metric("TargetResponseTime", "p95"),
                                targets.metric("HTTPCode_Target_5XX_Count", "Sum")))
                        .orElse(List.of()));
    }
}
