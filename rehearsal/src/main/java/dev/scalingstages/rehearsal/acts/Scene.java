package dev.scalingstages.rehearsal.acts;

import dev.scalingstages.rehearsal.api.Place;
import dev.scalingstages.rehearsal.machine.Containers;
import dev.scalingstages.rehearsal.machine.Machines.Machine;
import dev.scalingstages.rehearsal.machine.Metadata;
import dev.scalingstages.rehearsal.network.LinuxNetwork;
import dev.scalingstages.rehearsal.play.World;
import dev.scalingstages.rehearsal.stack.DurationTable;
import dev.scalingstages.rehearsal.stack.Durations;
import dev.scalingstages.rehearsal.stack.Environment;
import dev.scalingstages.rehearsal.stack.FailureException;
import dev.scalingstages.rehearsal.stack.Lookups;
import dev.scalingstages.rehearsal.stack.Replacement;
import dev.scalingstages.rehearsal.stack.Stack;
import dev.scalingstages.rehearsal.stack.Surroundings;
import dev.scalingstages.rehearsal.types.Account;
import dev.scalingstages.review.template.TemplateComparer;
import java.io.IOException;
import java.util.Map;
import java.util.stream.Collectors;

/** An empty account of AWS on this machine, with one stack in it that is not created yet. */
final class Scene implements AutoCloseable {
    /** The live system's name: one stack, which grows. */
    static final String STACK = "scaling-stages";

    private static final String REGION = "us-east-1";
    private static final String ACCOUNT = "123456789012";

    private final LinuxNetwork network;
    private final World world;
    private final Stack stack;
    private final Durations durations;
    private final Caretaker caretaker;

    Scene(dev.scalingstages.rehearsal.acts.Place place, Request request, TemplateComparer comparer, Listeners listeners)
            throws IOException, InterruptedException {
        Environment environment = Environment.of(STACK, REGION, ACCOUNT);
        Account account =
                new Account(environment.stackName(), environment.stackId(), new Place("aws", REGION, ACCOUNT));
        durations = DurationTable.scaledBy(request.scale());
        network = new LinuxNetwork();
        try {
            world = new World(
                    new World.Setup(
                            place.run(),
                            account,
                            durations,
                            request.scale(),
                            request.servers(),
                            network,
                            new World.FunctionHome(place.node(), place.project().resolve("rehearsal/functions")),
                            listeners),
                    (trusted, credentials) -> new World.Hosts(
                            new Containers(new Containers.Place(
                                    place.run().resolve("machines"),
                                    place.root(),
                                    place.jdk(),
                                    trusted,
                                    // A server's own work takes as long here as there; its pauses are what is left.
                                    Math.max(1, request.scale() / 2))),
                            new Metadata(REGION, ACCOUNT, credentials::of)::register));
        } catch (IOException | InterruptedException | RuntimeException e) {
            network.close();
            throw e;
        }
        stack = new Stack(new Surroundings(
                environment,
                world.types(),
                comparer::compare,
                new Found(world),
                durations,
                Replacement.usual(),
                listeners));
        caretaker =
                new Caretaker(world, () -> stack.state().status().endsWith("IN_PROGRESS"), request.scale(), listeners);
        listeners.add(caretaker);
    }

    /** What a template looks up outside of it. */
    private record Found(World world) implements Lookups {
        /** The version of the CDK's bootstrap resources, which a deploy reads. */
        private static final String BOOTSTRAP = "21";

        @Override
        public String secret(String id, String stage) throws FailureException {
            return world.secret(id)
                    .orElseThrow(() -> new FailureException("Secrets Manager can't find the specified secret: " + id));
        }

        @Override
        public String parameter(String name) {
            return name.startsWith("/cdk-bootstrap/") ? BOOTSTRAP : "ami-0000000000000001";
        }
    }

    Stack stack() {
        return stack;
    }

    World world() {
        return world;
    }

    /** The ends of the boot logs of all servers that are there, by their names. */
    Map<String, String> bootLogs() {
        return world.servers().all().stream()
                .collect(Collectors.toMap(Machine::name, Machine::bootLog, (one, other) -> other));
    }

    LinuxNetwork network() {
        return network;
    }

    Durations durations() {
        return durations;
    }

    @Override
    public void close() {
        caretaker.close();
        world.close();
        network.close();
    }
}
