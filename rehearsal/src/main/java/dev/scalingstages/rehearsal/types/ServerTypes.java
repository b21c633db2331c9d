package dev.scalingstages.rehearsal.types;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.scalingstages.rehearsal.machine.Machines;
import dev.scalingstages.rehearsal.machine.Machines.Machine;
import dev.scalingstages.rehearsal.machine.Machines.Volume;
import dev.scalingstages.rehearsal.network.Network;
import dev.scalingstages.rehearsal.stack.Created;
import dev.scalingstages.rehearsal.stack.Declaration;
import dev.scalingstages.rehearsal.stack.FailureException;
import dev.scalingstages.rehearsal.stack.ResourceType;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Single servers, their volumes and their fixed addresses. */
public final class ServerTypes {
    private final Servers servers;
    private final Machines machines;
    private final Network network;
    private final Ids ids;
    private final Map<String, Volume> volumes = new ConcurrentHashMap<>();
    private final Map<String, String> addresses = new ConcurrentHashMap<>();

    public ServerTypes(Servers servers, Machines machines, Network network, Ids ids) {
        this.servers = servers;
        this.machines = machines;
        this.network = network;
        this.ids = ids;
    }

    /** The types by name. */
    public Map<String, ResourceType> types() {
        return Map.of(
                "AWS::EC2::Instance", new Instance(),
                "AWS::EC2::Volume", new VolumeType(),
                "AWS::EC2::VolumeAttachment", new Attachment(),
                "AWS::EC2::EIP", new Address(),
                "AWS::EC2::EIPAssociation", new AddressAssociation());
    }

    private Machine machine(String instanceId) throws FailureException {
        return servers.machine(instanceId)
                .orElseThrow(() -> new FailureException("The instance ID '" + instanceId + "' does not exist"));
    }

    private Volume volume(String id) throws FailureException {
        Volume volume = volumes.get(id);
        if (volume == null) {
            throw new FailureException("The volume '" + id + "' does not exist");
        }
        return volume;
    }

    private final class Instance extends PlayedType {
        @Override
        Created make(Declaration declaration) throws FailureException, IOException, InterruptedException {
            Map<String, String> tags = Properties.tags(declaration.property("Tags"));
            Machine machine = servers.launch(new Servers.Launch(
                    tags.getOrDefault("component", declaration.logicalId()),
                    declaration.text("SubnetId"),
                    declaration.properties(),
                    tags));
            return created(machine);
        }

        private static Created created(Machine machine) {
            return new Created(
                    machine.instanceId(),
                    Map.of(
                            "InstanceId", machine.instanceId(),
                            "PrivateIp", machine.at().address(),
                            "PublicIp", machine.at().publicAddress().orElse("")));
        }

        /** A change of user data or of the instance type stops the server and starts it again, with its disks. */
        @Override
        Created change(Declaration before, Declaration after, Created created)
                throws FailureException, IOException, InterruptedException {
            Properties.playedChanges(
                    before, after, "UserData", "InstanceType", "SecurityGroupIds", "Monitoring", "EbsOptimized");
            Machine machine = machine(created.physicalId());
            if (!before.property("SecurityGroupIds").equals(after.property("SecurityGroupIds"))) {
                network.setGroups(machine.at(), Properties.texts(after.property("SecurityGroupIds")));
            }
            if (!restartCauses(before).equals(restartCauses(after))) {
                machine.stop();
                machine.startAgain(Optional.of(
                        new String(Base64.getDecoder().decode(after.text("UserData")), StandardCharsets.UTF_8)));
            }
            return created(machine);
        }

        private static ObjectNode restartCauses(Declaration instance) {
            return instance.properties().deepCopy().retain("UserData", "InstanceType", "EbsOptimized");
        }

        @Override
        void remove(Declaration declaration, Created created) throws IOException, InterruptedException {
            servers.terminate(created.physicalId());
        }
    }

    private final class VolumeType extends PlayedType {
        @Override
        Created make(Declaration declaration) throws IOException, InterruptedException {
            String id = ids.next("vol");
            volumes.put(
                    id, machines.createVolume(id, declaration.property("Size").asInt()));
            return new Created(id, Map.of("VolumeId", id));
        }

        @Override
        Created change(Declaration before, Declaration after, Created created)
                throws FailureException, IOException, InterruptedException {
            Properties.playedChanges(before, after, "Size", "Iops", "Throughput", "VolumeType");
            int size = after.property("Size").asInt();
            if (size < before.property("Size").asInt()) {
                throw new FailureException("New size cannot be smaller than existing size");
            }
            volume(created.physicalId()).grow(size);
            return created;
        }

        @Override
        void remove(Declaration declaration, Created created) throws IOException, InterruptedException {
            Volume volume = volumes.remove(created.physicalId());
            if (volume != null) {
                volume.delete();
            }
        }
    }

    private final class Attachment extends PlayedType {
        @Override
        Created make(Declaration declaration) throws FailureException, IOException, InterruptedException {
            volume(declaration.text("VolumeId")).attach(machine(declaration.text("InstanceId")));
            return Created.named(declaration.text("VolumeId") + "|" + declaration.text("InstanceId"));
        }

        @Override
        void remove(Declaration declaration, Created created) throws IOException, InterruptedException {
            Volume volume = volumes.get(declaration.text("VolumeId"));
            if (volume != null) {
                volume.detach();
            }
        }
    }

    private final class Address extends PlayedType {
        @Override
        Created make(Declaration declaration) {
            String address = network.allocatePublicAddress();
            String allocation = ids.next("eipalloc");
            addresses.put(allocation, address);
            return new Created(address, Map.of("AllocationId", allocation, "PublicIp", address));
        }

        @Override
        void remove(Declaration declaration, Created created) {
            addresses.remove(created.attributes().get("AllocationId"));
        }
    }

    private final class AddressAssociation extends PlayedType {
        @Override
        Created make(Declaration declaration) throws FailureException, IOException, InterruptedException {
            String address = addresses.get(declaration.text("AllocationId"));
            Machine machine = machine(declaration.text("InstanceId"));
            network.setPublicAddress(machine.at(), Optional.of(address));
            return Created.named(ids.next("eipassoc"));
        }

        @Override
        void remove(Declaration declaration, Created created) throws IOException, InterruptedException {
            Optional<Machine> machine = servers.machine(declaration.text("InstanceId"));
            if (machine.isPresent()) {
                network.setPublicAddress(machine.get().at(), Optional.empty());
            }
        }
    }
}
