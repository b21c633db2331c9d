package dev.scalingstages.rehearsal.play;

import dev.scalingstages.rehearsal.api.Functions;
import dev.scalingstages.rehearsal.api.services.Rds;
import dev.scalingstages.rehearsal.machine.Machines;
import dev.scalingstages.rehearsal.network.Network;
import dev.scalingstages.rehearsal.services.Authority;
import dev.scalingstages.rehearsal.services.Caches;
import dev.scalingstages.rehearsal.services.ContentDelivery;
import dev.scalingstages.rehearsal.services.Databases;
import dev.scalingstages.rehearsal.services.LoadBalancers;
import dev.scalingstages.rehearsal.stack.Durations;
import dev.scalingstages.rehearsal.stack.Listener;
import dev.scalingstages.rehearsal.stack.ResourceType;
import dev.scalingstages.rehearsal.stack.Types;
import dev.scalingstages.rehearsal.types.Account;
import dev.scalingstages.rehearsal.types.CacheTypes;
import dev.scalingstages.rehearsal.types.DatabaseTypes;
import dev.scalingstages.rehearsal.types.DeliveryTypes;
import dev.scalingstages.rehearsal.types.EndpointTypes;
import dev.scalingstages.rehearsal.types.FleetTypes;
import dev.scalingstages.rehearsal.types.FunctionTypes;
import dev.scalingstages.rehearsal.types.IdentityTypes;
import dev.scalingstages.rehearsal.types.Ids;
import dev.scalingstages.rehearsal.types.LoadBalancerTypes;
import dev.scalingstages.rehearsal.types.LogTypes;
import dev.scalingstages.rehearsal.types.NetworkTypes;
import dev.scalingstages.rehearsal.types.PlatformTypes;
import dev.scalingstages.rehearsal.types.SecretTypes;
import dev.scalingstages.rehearsal.types.SecurityGroupTypes;
import dev.scalingstages.rehearsal.types.ServerTypes;
import dev.scalingstages.rehearsal.types.Servers;
import dev.scalingstages.rehearsal.types.Signals;
import dev.scalingstages.rehearsal.types.StorageTypes;
import dev.scalingstages.rehearsal.types.WaitTypes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/** An account and a region of AWS, played on this machine: everything that a stack's resources are made of. */
public final class World implements AutoCloseable {
    private final Opened opened = new Opened();
    private final Authority authority;
    private final Network network;
    private final Apis apis;
    private final Databases databases;
    private final Caches caches;
    private final LoadBalancers balancers;
    private final Servers servers;
    private final FleetTypes fleets;
    private final Published published = new Published();
    private final Types types;

    /**
     * What a world is made with.
     *
     * @param folder exists, and gets everything that the world writes
     * @param mostServers how many servers a group has at most
     * @param functions where functions' libraries are, and the Node that runs them
     */
    public record Setup(
            Path folder,
            Account account,
            Durations durations,
            double scale,
            int mostServers,
            Network network,
            FunctionHome functions,
            Listener listener) {}

    /**
     * How functions run.
     *
     * @param node the program
     * @param home the folder with {@code run.mjs} and the SDK
     */
    public record FunctionHome(Path node, Path home) {}

    /** Makes the machines, once it is known whom they trust and who tells them who they are. */
    public interface MachinesOf {
        /**
         * @param trusted certificates of authorities in PEM
         * @param credentials of a role for an instance, by name and instance id
         */
        Hosts make(Path trusted, CredentialsOf credentials) throws IOException, InterruptedException;
    }

    /** Gives credentials of a role. */
    public interface CredentialsOf {
        dev.scalingstages.rehearsal.api.Access.Credentials of(String roleName, String instanceId);
    }

    /**
     * Machines, and what takes the metadata service's answers for one.
     *
     * @param metadata is told who an instance is before it starts
     */
    public record Hosts(
            Machines machines, java.util.function.BiConsumer<Machines.Identity, Network.Interface> metadata) {}

    /** Starts the services; servers start with a stack. */
    public World(Setup setup, MachinesOf machinesOf) throws IOException, InterruptedException {
        network = setup.network();
        Path folder = setup.folder();
        Account account = setup.account();
        Durations durations = setup.durations();
        Ids ids = new Ids();
        Signals signals = new Signals();
        authority = Authority.create(folder.resolve("authority"));
        databases = opened.keep(new Databases(folder.resolve("databases"), network, authority, account.region()));
        Certificates certificates = new Certificates(folder.resolve("certificates"), authority);
        balancers =
                opened.keep(new LoadBalancers(folder.resolve("balancers"), network, certificates, durations::scaled));
        apis = opened.keep(new Apis(new Apis.Setup(
                folder,
                account.place(),
                network,
                new StackSignals(account, signals),
                new TargetsApi(balancers, this::addressOf),
                this::describe,
                metric -> replicaLag(metric.name(), metric.dimensions().getOrDefault("DBInstanceIdentifier", "")),
                durations::scaled,
                setup.listener())));
        certificates.importedFrom(apis.acm());
        caches = opened.keep(new Caches(
                folder.resolve("caches"), network, authority, new CacheTokens(apis, account), account.region()));
        ContentDelivery delivery = opened.keep(new ContentDelivery(folder.resolve("delivery"), network, authority));
        Functions functions = opened.keep(new Functions(
                new Functions.Settings(
                        setup.functions().node(),
                        setup.functions().home(),
                        Files.createDirectories(folder.resolve("functions")),
                        apis.endpoints().authority(),
                        setup.scale(),
                        Optional.empty(),
                        443),
                apis.policies(),
                account.place()));
        Hosts hosts = machinesOf.make(trusted(folder), apis.policies()::credentials);
        opened.keep(hosts.machines());
        NetworkTypes networks = new NetworkTypes(network, ids);
        IdentityTypes identities = new IdentityTypes(apis.policies(), ids, account);
        servers = new Servers(hosts.machines(), network, networks, identities, hosts.metadata(), setup.listener(), ids);
        fleets = new FleetTypes(servers, balancers, signals, durations, setup.listener(), ids, setup.mostServers());
        FunctionTypes functionTypes =
                new FunctionTypes(functions, apis.customResources(), published::find, durations, account, ids);
        BucketOrigins origins = opened.keep(new BucketOrigins(apis));
        Warehouse warehouse = opened.keep(new Warehouse(apis.objects()));
        Map<String, ResourceType> played = new HashMap<>();
        for (Map<String, ResourceType> each : List.of(
                networks.types(),
                new SecurityGroupTypes(network, ids).types(),
                identities.types(),
                new EndpointTypes(network, apis.endpoints(), apis.policies(), ids).types(),
                new ServerTypes(servers, hosts.machines(), network, ids).types(),
                fleets.types(),
                new WaitTypes(signals, durations, apis.waitConditions(), account, ids).types(),
                new StorageTypes(apis.s3(), apis::deliver, apis.policies(), account, ids).types(),
                new SecretTypes(apis.secrets(), databases, ids).types(),
                new DatabaseTypes(databases, account, ids).types(),
                new CacheTypes(caches, account, ids).types(),
                new LoadBalancerTypes(balancers, account, ids).types(),
                new DeliveryTypes(delivery, network, origins, account, ids).types(),
                new PlatformTypes(
                                apis.sqs(),
                                apis.dynamo(),
                                apis.warehouse(),
                                warehouse::start,
                                apis.policies(),
                                account,
                                ids)
                        .types(),
                new LogTypes(apis.logs(), account, ids).types(),
                functionTypes.types())) {
            played.putAll(each);
        }
        types = new Types(played, Optional.of(functionTypes.custom()), NotPlayed.TYPES);
    }

    /**
     * Servers call AWS and, through load balancers, each other; both kinds of certificates are of this world's making.
     */
    private Path trusted(Path folder) throws IOException {
        Path both = folder.resolve("trusted.pem");
        Files.writeString(
                both,
                Files.readString(authority.certificate())
                        + Files.readString(apis.endpoints().authority()));
        return both;
    }

    private Optional<String> addressOf(String instanceId) {
        return servers.machine(instanceId).map(machine -> machine.at().address());
    }

    private Optional<Rds.Instance> describe(String identifier) {
        if (!databases.exists(identifier)) {
            return Optional.empty();
        }
        try {
            return Optional.of(
                    new Rds.Instance("available", Optional.of(databases.host(identifier)), databases.port(identifier)));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private OptionalDouble replicaLag(String metric, String identifier) {
        if (!metric.equals("ReplicaLag") || !databases.exists(identifier)) {
            return OptionalDouble.empty();
        }
        try {
            return OptionalDouble.of(databases.secondsBehind(identifier));
        } catch (IOException e) {
            return OptionalDouble.empty();
        }
    }

    /** Publishes what a deploy of a template publishes before it. */
    public void publish(Assembly assembly) throws IOException, InterruptedException {
        if (assembly.bucket().isEmpty()) {
            return;
        }
        apis.s3()
                .createBucket(
                        assembly.bucket(),
                        com.fasterxml.jackson.databind.node.JsonNodeFactory.instance.objectNode(),
                        apis::deliver);
        for (String key : assembly.published().keySet()) {
            apis.s3().put(assembly.bucket(), key, "application/zip", assembly.content(key, authority.certificate()));
        }
        published.add(assembly);
    }

    /** The types of resources that a stack in this world can have. */
    public Types types() {
        return types;
    }

    /** The text of a secret, for dynamic references. */
    public Optional<String> secret(String arn) {
        return apis.secrets().value(arn);
    }

    public Network network() {
        return network;
    }

    public Databases databases() {
        return databases;
    }

    public Caches caches() {
        return caches;
    }

    public LoadBalancers balancers() {
        return balancers;
    }

    public Servers servers() {
        return servers;
    }

    public FleetTypes fleets() {
        return fleets;
    }

    /** Whom clients on the internet have to trust. */
    public Authority authority() {
        return authority;
    }

    /** Calls of APIs that nothing played. */
    public List<String> callsNotPlayed() {
        return apis.endpoints().notPlayed();
    }

    @Override
    public void close() {
        opened.close();
    }
}
