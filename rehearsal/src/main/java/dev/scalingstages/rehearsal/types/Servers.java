package dev.scalingstages.rehearsal.types;

import com.fasterxml.jackson.databind.JsonNode;
import dev.scalingstages.rehearsal.machine.Machines;
import dev.scalingstages.rehearsal.machine.Machines.Identity;
import dev.scalingstages.rehearsal.machine.Machines.Machine;
import dev.scalingstages.rehearsal.network.Network;
import dev.scalingstages.rehearsal.stack.FailureException;
import dev.scalingstages.rehearsal.stack.Listener;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;

/** Launches and ends the servers of instances and Auto Scaling groups. */
public final class Servers {
    /** By EC2's documentation of instance types; the smallest of a family first. */
    private static final Map<String, Integer> SIZES = Map.of(
            "nano", 512, "micro", 1024, "small", 2048, "medium", 4096, "large", 8192, "xlarge", 16384, "2xlarge",
            32768);

    private final Machines machines;
    private final Network network;
    private final NetworkTypes subnets;
    private final IdentityTypes identities;
    private final BiConsumer<Identity, Network.Interface> metadata;
    private final Listener listener;
    private final Ids ids;
    private final Map<String, Machine> running = new ConcurrentHashMap<>();

    /**
     * @param metadata takes what the metadata service is to answer for an instance, before it starts
     */
    public Servers(
            Machines machines,
            Network network,
            NetworkTypes subnets,
            IdentityTypes identities,
            BiConsumer<Identity, Network.Interface> metadata,
            Listener listener,
            Ids ids) {
        this.machines = machines;
        this.network = network;
        this.subnets = subnets;
        this.identities = identities;
        this.metadata = metadata;
        this.listener = listener;
        this.ids = ids;
    }

    /**
     * A server to launch.
     *
     * @param name what people call it
     * @param data properties as in a launch template: user data in Base64, instance type, security groups, profile
     * @param tags beside those that the data has
     */
    public record Launch(String name, String subnetId, JsonNode data, Map<String, String> tags) {}

    /** Starts a server and returns when its first process runs. */
    public Machine launch(Launch launch) throws FailureException, IOException, InterruptedException {
        JsonNode data = launch.data();
        NetworkTypes.Subnet subnet = subnets.subnet(launch.subnetId());
        String id = ids.next("i");
        Network.Interface at = network.attachServer(
                id, subnet.id(), Properties.texts(data.path("SecurityGroupIds")), subnet.isPublic());
        try {
            String type = data.path("InstanceType").asText();
            metadata.accept(
                    new Identity(id, role(data.path("IamInstanceProfile")), subnet.zone(), type, launch.tags()), at);
            String userData =
                    new String(Base64.getDecoder().decode(data.path("UserData").asText()), StandardCharsets.UTF_8);
            listener.happened(launch.name(), "BOOTING", id + " at " + at.address());
            Machine machine = machines.start(new Machines.Boot(id, launch.name(), userData, memory(type), at));
            running.put(id, machine);
            return machine;
        } catch (FailureException | IOException | InterruptedException e) {
            network.detach(at);
            throw e;
        }
    }

    private Optional<String> role(JsonNode profile) throws FailureException {
        if (profile.isMissingNode()) {
            return Optional.empty();
        }
        String name = profile.isTextual()
                ? profile.asText()
                : profile.elements().next().asText();
        return Optional.of(identities.roleOf(name));
    }

    private static int memory(String type) throws FailureException {
        Integer memory = SIZES.get(type.substring(type.indexOf('.') + 1));
        if (memory == null) {
            throw new FailureException("the rehearsal does not know the memory of " + type);
        }
        return memory;
    }

    /** A server by its instance id. */
    public Optional<Machine> machine(String instanceId) {
        return Optional.ofNullable(running.get(instanceId));
    }

    /** All servers that run, or should. */
    public Collection<Machine> all() {
        return List.copyOf(running.values());
    }

    /** Ends a server and gives its address back. */
    public void terminate(String instanceId) throws IOException, InterruptedException {
        Machine machine = running.remove(instanceId);
        if (machine != null) {
            listener.happened(machine.name(), "TERMINATING", instanceId);
            machine.terminate();
            network.detach(machine.at());
        }
    }
}
