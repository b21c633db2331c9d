package dev.scalingstages.rehearsal.types;

import com.fasterxml.jackson.databind.JsonNode;
import dev.scalingstages.rehearsal.services.Targets;
import dev.scalingstages.rehearsal.stack.Created;
import dev.scalingstages.rehearsal.stack.Declaration;
import dev.scalingstages.rehearsal.stack.Durations;
import dev.scalingstages.rehearsal.stack.FailureException;
import dev.scalingstages.rehearsal.stack.Listener;
import dev.scalingstages.rehearsal.stack.ResourceType;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** Launch templates and Auto Scaling groups. */
public final class FleetTypes {
    private final Servers servers;
    private final Targets targets;
    private final Signals signals;
    private final Durations durations;
    private final Listener listener;
    private final Ids ids;
    private final int most;
    private final Map<String, Versions> templates = new ConcurrentHashMap<>();
    private final Map<String, Fleet> fleets = new ConcurrentHashMap<>();

    /**
     * @param most how many servers a group has at most in the play
     */
    public FleetTypes(
            Servers servers,
            Targets targets,
            Signals signals,
            Durations durations,
            Listener listener,
            Ids ids,
            int most) {
        this.servers = servers;
        this.targets = targets;
        this.signals = signals;
        this.durations = durations;
        this.listener = listener;
        this.ids = ids;
        this.most = most;
    }

    /** The types by name. */
    public Map<String, ResourceType> types() {
        return Map.of(
                "AWS::EC2::LaunchTemplate", new LaunchTemplate(), "AWS::AutoScaling::AutoScalingGroup", new Group());
    }

    /**
     * Replaces lost and unhealthy servers of all groups, as Auto Scaling does by itself; called now and then.
     *
     * @throws FailureException when a server can't be launched
     */
    public void heal() throws FailureException, IOException, InterruptedException {
        for (Fleet fleet : fleets.values()) {
            fleet.heal();
        }
    }

    /** The versions of a launch template, which all stay. */
    private record Versions(Map<String, JsonNode> data, AtomicInteger latest) {
        String add(JsonNode next) {
            String version = Integer.toString(latest.incrementAndGet());
            data.put(version, next);
            return version;
        }
    }

    private final class LaunchTemplate extends PlayedType {
        @Override
        Created make(Declaration declaration) {
            String id = ids.next("lt");
            templates.put(id, new Versions(new ConcurrentHashMap<>(), new AtomicInteger()));
            return version(id, declaration);
        }

        private Created version(String id, Declaration declaration) {
            String version = templates.get(id).add(declaration.property("LaunchTemplateData"));
            return new Created(
                    id, Map.of("LaunchTemplateId", id, "LatestVersionNumber", version, "DefaultVersionNumber", "1"));
        }

        @Override
        Created change(Declaration before, Declaration after, Created created) throws FailureException {
            Properties.playedChanges(before, after, "LaunchTemplateData", "VersionDescription");
            return before.property("LaunchTemplateData").equals(after.property("LaunchTemplateData"))
                    ? created
                    : version(created.physicalId(), after);
        }

        @Override
        void remove(Declaration declaration, Created created) {
            templates.remove(created.physicalId());
        }
    }

    private final class Group extends PlayedType {
        @Override
        Created make(Declaration declaration) throws FailureException, IOException, InterruptedException {
            Fleet fleet = new Fleet(declaration.logicalId(), most, servers, targets, signals, durations, listener);
            String name = declaration.properties().has("AutoScalingGroupName")
                    ? declaration.text("AutoScalingGroupName")
                    : declaration.logicalId() + "-" + ids.suffix();
            fleets.put(declaration.logicalId(), fleet);
            fleet.create(
                    shape(name, declaration),
                    declaration.attribute("CreationPolicy").path("ResourceSignal"));
            return Created.named(name);
        }

        private Fleet.Shape shape(String name, Declaration declaration) throws FailureException {
            JsonNode of = declaration.property("LaunchTemplate");
            Versions versions = templates.get(of.path("LaunchTemplateId").asText());
            JsonNode data = versions == null
                    ? null
                    : versions.data().get(of.path("Version").asText());
            if (data == null) {
                throw new FailureException("there is no launch template " + of);
            }
            return new Fleet.Shape(
                    name,
                    data,
                    declaration.properties(),
                    declaration.attribute("UpdatePolicy").path("AutoScalingRollingUpdate"));
        }

        @Override
        Created change(Declaration before, Declaration after, Created created)
                throws FailureException, IOException, InterruptedException {
            fleets.get(after.logicalId()).update(shape(created.physicalId(), after));
            return created;
        }

        @Override
        void remove(Declaration declaration, Created created) throws IOException, InterruptedException {
            Fleet fleet = fleets.remove(declaration.logicalId());
            if (fleet != null) {
                fleet.delete();
            }
        }
    }
}
