package dev.scalingstages.stage;

import dev.scalingstages.data.Cache;
import dev.scalingstages.delivery.DomainRecord;
import dev.scalingstages.delivery.InternalCertificate;
import dev.scalingstages.delivery.InternalLoadBalancer;
import dev.scalingstages.delivery.ServerTargetGroup;
import dev.scalingstages.operations.Backups;
import dev.scalingstages.operations.Operations;
import dev.scalingstages.operations.Operations.Watched;
import dev.scalingstages.servers.Fleet;
import dev.scalingstages.servers.FleetAlarms;
import dev.scalingstages.servers.FleetScaling;
import dev.scalingstages.servers.StandaloneServer;
import dev.scalingstages.servers.StandaloneServer.SecureShell;
import dev.scalingstages.settings.ConnectionPools;
import dev.scalingstages.settings.Settings;
import dev.scalingstages.settings.Sizes;
import dev.scalingstages.storage.AccessLogs;
import dev.scalingstages.storage.ContentStore;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import software.amazon.awscdk.Aws;
import software.constructs.Construct;

/**
 * Makes the parts of a stage: each under the same id in every stage, which is what growth in place rests on, in the size
 * that the settings give it, and with the tag by which a bill tells it apart.
 */
final class Parts {
    private final Construct stage;
    private final StageProps props;
    private final Settings settings;
    private final Sizes sizes;
    private final ConnectionPools pools;
    private final Foundation foundation;

    Parts(Construct stage, StageProps props, Foundation foundation) {
        this.stage = stage;
        this.props = props;
        this.settings = props.settings();
        this.sizes = props.sizes();
        this.pools = props.pools();
        this.foundation = Components.tag("foundation", foundation);
    }

    /** The single server of stages 1 and 2. */
    StandaloneServer server() {
        StandaloneServer server = Components.tag(
                "server",
                new StandaloneServer(
                        stage,
                        "Server",
                        new StandaloneServer.Props(
                                foundation.servers(),
                                sizes.serverInstanceType(),
                                foundation.dataVolume(),
                                settings.ssh().map(ssh -> new SecureShell(ssh.cidrs(), ssh.keyPairName())),
                                settings.domain().map(Settings.Domain::name))));
        foundation.servers().workload().runOn(server.identity());
        return server;
    }

    /** Leads the domain to the single server, once that serves. */
    void leadDomainTo(StandaloneServer server) {
        settings.domain()
                .ifPresent(domain -> DomainRecord.toAddress(
                                stage, "Domain", domain.name(), domain.hostedZoneId(), server.address())
                        .moveAfter(server.serving()));
    }

    /** The bucket that records who reads what. */
    AccessLogs accessLogs() {
        return Components.tag("access-logs", new AccessLogs(stage, "AccessLogs"));
    }

    /** The bucket of static content and user files. */
    ContentStore content(AccessLogs accessLogs) {
        return Components.tag(
                "content",
                new ContentStore(
                        stage,
                        "Content",
                        new ContentStore.Props(foundation.keys().dataArn(), accessLogs, foundation.alarms())));
    }

    /** The way the world comes in. */
    FrontDoor frontDoor(AccessLogs accessLogs, ContentStore content) {
        return Components.tag("front-door", new FrontDoor(stage, "FrontDoor", props, foundation, accessLogs, content));
    }

    /** The web servers behind the front door. */
    Fleet web(FrontDoor door) {
        Fleet web = fleet("Web", "web servers", "web", sizes.web(), Optional.of(door.webServers()));
        web.raiseServingAlarms();
        web.identity()
                .configure(
                        "SERVER_NAME",
                        settings.domain().map(Settings.Domain::name).orElse("_"));
        web.identity().configure("ORIGIN", settings.domain().isPresent() ? "open" : "cdn");
        return web;
    }

    /** The one face of the application servers, with a certificate of its own. */
    InternalLoadBalancer internalLoadBalancer(AccessLogs accessLogs) {
        InternalCertificate certificate = Components.tag(
                "internal-certificate",
                new InternalCertificate(
                        stage,
                        "InternalCertificate",
                        settings.system(),
                        foundation.keys().operationsArn(),
                        foundation.functions(),
                        foundation.alarms()));
        return Components.tag(
                "internal-load-balancer",
                new InternalLoadBalancer(
                        stage,
                        "InternalLoadBalancer",
                        new InternalLoadBalancer.Props(foundation.network(), accessLogs, certificate)));
    }

    /** The servers that change things. */
    Fleet writeApi(InternalLoadBalancer internal, FrontDoor door) {
        Fleet api = api("WriteApi", "write API", "write-api", sizes.writeApi(), internal.writeApi(), door);
        limitWriter(api);
        return api;
    }

    /** The servers that only read. */
    Fleet readApi(InternalLoadBalancer internal, FrontDoor door) {
        Fleet readApi = api("ReadApi", "read API", "read-api", sizes.readApi(), internal.readApi(), door);
        // Servers of before may sign in to the cache as its other user for as long as they run.
        readApi.identity().namePolicies("Reading");
        readApi.identity().configure("DATABASE_CONNECTIONS", String.valueOf(pools.readers()));
        return readApi;
    }

    /** The servers that work behind the queues. */
    Fleet worker() {
        Fleet worker = fleet("Worker", "worker", "worker", sizes.worker(), Optional.empty());
        foundation.servers().workload().runOn(worker.identity());
        limitWriter(worker);
        return worker;
    }

    /** Makes a fleet follow the load; in business hours it has one server more to start from. */
    void scale(Fleet fleet, Sizes.Fleet size, int requestsPerMinute) {
        int businessMinimum = Math.min(size.minimum() + 1, size.maximum() - 1);
        new FleetScaling(
                fleet,
                "Scaling",
                new FleetScaling.Props(fleet, foundation.alarms(), requestsPerMinute, businessMinimum, size.minimum()));
    }

    /** Raises the alarms that fleets have alike. */
    void watch(List<Fleet> fleets) {
        Components.tag("fleets", new FleetAlarms(stage, "FleetAlarms", fleets, foundation.alarms()));
    }

    /** What runs the system while people sleep. */
    Operations operations(
            AccessLogs accessLogs, FrontDoor door, Fleet web, List<Fleet> fleets, List<String> databases, Cache cache) {
        return Components.tag(
                "operations",
                new Operations(
                        stage,
                        "Operations",
                        new Operations.Props(
                                foundation.keys().operationsArn(),
                                foundation.alarms(),
                                accessLogs,
                                door.url(),
                                door.openWith(fleets),
                                Stream.concat(Stream.of(door.errorsAlarm()), web.servingAlarms().stream())
                                        .toList(),
                                fleets.stream().map(Parts::watched).toList(),
                                databases,
                                Stream.concat(
                                                cache.metrics("CacheHits", "Sum").stream(),
                                                cache.metrics("CacheMisses", "Sum").stream())
                                        .toList())));
    }

    /** Backs up the data volume and other things that hold data. */
    void backUp(List<String> resources) {
        String volume = "arn:" + Aws.PARTITION + ":ec2:" + Aws.REGION + ":" + Aws.ACCOUNT_ID + ":volume/"
                + foundation.dataVolume().volumeId();
        Components.tag(
                "backups",
                new Backups(
                        stage,
                        "Backups",
                        foundation.keys().dataArn(),
                        Stream.concat(Stream.of(volume), resources.stream()).toList(),
                        foundation.alarms()));
    }

    /** Tells servers that write how many connections they may hold, so that all of them stay within the databases'. */
    private void limitWriter(Fleet fleet) {
        fleet.identity().configure("DATABASE_CONNECTIONS", String.valueOf(pools.writers()));
        pools.accounts()
                .ifPresent(connections ->
                        fleet.identity().configure("ACCOUNTS_DATABASE_CONNECTIONS", String.valueOf(connections)));
    }

    private Fleet api(
            String id,
            String component,
            String serverRole,
            Sizes.Fleet size,
            ServerTargetGroup targets,
            FrontDoor door) {
        Fleet api = fleet(id, component, serverRole, size, Optional.of(targets));
        foundation.servers().workload().runOn(api.identity());
        api.identity().configure("CONTENT_URL", door.contentUrl());
        return api;
    }

    private Fleet fleet(
            String id, String component, String serverRole, Sizes.Fleet size, Optional<ServerTargetGroup> targets) {
        return Components.tag(
                serverRole,
                new Fleet(
                        stage,
                        id,
                        new Fleet.Props(
                                foundation.servers(),
                                component,
                                serverRole,
                                size.instanceType(),
                                size.minimum(),
                                size.maximum(),
                                targets)));
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
