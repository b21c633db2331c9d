package dev.scalingstages.rehearsal.types;

import com.fasterxml.jackson.databind.JsonNode;
import dev.scalingstages.rehearsal.machine.Machines.Machine;
import dev.scalingstages.rehearsal.services.Targets;
import dev.scalingstages.rehearsal.stack.Durations;
import dev.scalingstages.rehearsal.stack.FailureException;
import dev.scalingstages.rehearsal.stack.Listener;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;

/**
 * An Auto Scaling group: its servers, how they are replaced a batch at a time, and how a lost one comes back. What runs
 * is the number of servers that the play allows, and at most what the template asks for.
 */
final class Fleet {
    private final Servers servers;
    private final Targets targets;
    private final Signals signals;
    private final Durations durations;
    private final Listener listener;
    private final String logicalId;
    private final int most;
    private final List<Member> members = new ArrayList<>();
    private Shape shape;
    private int launched;

    /** Held while a deploy changes the group: nothing is healed then. */
    private final ReentrantLock changing = new ReentrantLock();

    /**
     * A server.
     *
     * @param since when it was launched, by {@link System#nanoTime}
     */
    private record Member(Machine machine, JsonNode template, long since) {}

    /**
     * What a group is to be.
     *
     * @param name the group's own
     * @param template the launch template's data
     * @param properties the group's properties
     * @param updatePolicy {@code AutoScalingRollingUpdate}, or a missing node: then a change rolls nothing
     */
    record Shape(String name, JsonNode template, JsonNode properties, JsonNode updatePolicy) {
        int size(int most) {
            int wanted = properties.has("DesiredCapacity")
                    ? properties.path("DesiredCapacity").asInt()
                    : properties.path("MinSize").asInt();
            return Math.min(wanted, most);
        }

        List<String> groups() {
            return Properties.texts(properties.path("TargetGroupARNs"));
        }

        Map<String, String> tags() {
            Map<String, String> tags = new HashMap<>();
            template.path("TagSpecifications").forEach(specification -> {
                if (specification.path("ResourceType").asText().equals("instance")) {
                    tags.putAll(Properties.tags(specification.path("Tags")));
                }
            });
            tags.putAll(Properties.tags(properties.path("Tags")));
            tags.put("aws:autoscaling:groupName", name);
            return tags;
        }
    }

    Fleet(
            String logicalId,
            int most,
            Servers servers,
            Targets targets,
            Signals signals,
            Durations durations,
            Listener listener) {
        this.logicalId = logicalId;
        this.most = most;
        this.servers = servers;
        this.targets = targets;
        this.signals = signals;
        this.durations = durations;
        this.listener = listener;
    }

    /**
     * Launches the servers, and waits for their signals if the creation policy asks for them.
     *
     * @param creationPolicy {@code ResourceSignal} or a missing node
     */
    void create(Shape first, JsonNode creationPolicy) throws FailureException, IOException, InterruptedException {
        changing.lockInterruptibly();
        try {
            shape = first;
            List<Member> started = launch(shape.size(most));
            if (creationPolicy.path("Count").asInt(0) > 0) {
                awaitSignals(started, creationPolicy.path("Timeout").asText("PT5M"));
            }
        } finally {
            changing.unlock();
        }
    }

    private List<Member> launch(int count) throws FailureException, IOException, InterruptedException {
        List<Member> started = new ArrayList<>();
        List<String> subnets = Properties.texts(shape.properties().path("VPCZoneIdentifier"));
        Map<String, String> tags = shape.tags();
        for (int index = 0; index < count; index++) {
            int number = ++launched;
            String name = tags.getOrDefault("component", logicalId) + "-" + number;
            String subnet = subnets.get((number - 1) % subnets.size());
            Machine machine = servers.launch(new Servers.Launch(name, subnet, shape.template(), tags));
            Member member = new Member(machine, shape.template(), System.nanoTime());
            synchronized (members) {
                members.add(member);
            }
            started.add(member);
            for (String group : shape.groups()) {
                targets.register(group, target(member));
            }
        }
        return started;
    }

    private static Targets.Target target(Member member) {
        return new Targets.Target(
                member.machine().instanceId(), member.machine().at().address(), 0);
    }

    private void awaitSignals(List<Member> from, String limit) throws FailureException, InterruptedException {
        Map<String, String> names = new HashMap<>();
        from.forEach(member ->
                names.put(member.machine().instanceId(), member.machine().name()));
        try {
            signals.await(logicalId, Set.copyOf(names.keySet()), from.size(), durations.scaled(Duration.parse(limit)));
        } catch (FailureException e) {
            StringBuilder reason = new StringBuilder(e.getMessage());
            from.forEach(member -> reason.append("\n")
                    .append(member.machine().name())
                    .append(": ")
                    .append(member.machine().bootLog()));
            throw new FailureException(reason.toString(), e);
        }
    }

    /**
     * Makes the group what it is to be: servers of another launch template are replaced a batch at a time, by the
     * update policy. What a failed update left is made good by an update back.
     */
    void update(Shape next) throws FailureException, IOException, InterruptedException {
        changing.lockInterruptibly();
        try {
            moveTargets(next);
            shape = next;
            if (!shape.updatePolicy().isMissingNode()) {
                roll(shape.updatePolicy());
            }
            scale();
        } finally {
            changing.unlock();
        }
    }

    private void roll(JsonNode policy) throws FailureException, IOException, InterruptedException {
        int batch = Math.max(1, Math.min(policy.path("MaxBatchSize").asInt(1), most));
        int inService = Math.min(policy.path("MinInstancesInService").asInt(0), shape.size(most));
        for (List<Member> old = outdated(); !old.isEmpty(); old = outdated()) {
            List<Member> leaving = List.copyOf(old.subList(0, Math.min(batch, old.size())));
            int staying = size() - leaving.size();
            boolean roomFirst = staying < inService;
            if (!roomFirst) {
                leave(leaving);
            }
            // What a failed update launched too many is not replaced on the way back.
            List<Member> started = launch(Math.clamp(shape.size(most) - staying, 0, leaving.size()));
            if (policy.path("WaitOnResourceSignals").asBoolean() && !started.isEmpty()) {
                awaitSignals(started, policy.path("PauseTime").asText("PT5M"));
            }
            if (roomFirst) {
                leave(leaving);
            }
        }
    }

    private void moveTargets(Shape next) throws IOException, InterruptedException {
        for (Member member : snapshot()) {
            for (String group : next.groups()) {
                if (!shape.groups().contains(group)) {
                    targets.register(group, target(member));
                }
            }
            for (String group : shape.groups()) {
                if (!next.groups().contains(group)) {
                    targets.deregister(group, member.machine().instanceId());
                }
            }
        }
    }

    private void scale() throws FailureException, IOException, InterruptedException {
        int surplus = size() - shape.size(most);
        if (surplus > 0) {
            leave(snapshot().subList(0, surplus));
        } else {
            launch(-surplus);
        }
    }

    private List<Member> outdated() {
        return snapshot().stream()
                .filter(member -> !member.template().equals(shape.template()))
                .toList();
    }

    private List<Member> snapshot() {
        synchronized (members) {
            return List.copyOf(members);
        }
    }

    private int size() {
        return snapshot().size();
    }

    /** Out of the target groups first, and down when the connections are drained. */
    private void leave(List<Member> leaving) throws IOException, InterruptedException {
        for (Member member : List.copyOf(leaving)) {
            String id = member.machine().instanceId();
            for (String group : shape.groups()) {
                targets.deregister(group, id);
            }
            servers.terminate(id);
            synchronized (members) {
                members.remove(member);
            }
        }
    }

    void delete() throws IOException, InterruptedException {
        changing.lockInterruptibly();
        try {
            leave(snapshot());
        } finally {
            changing.unlock();
        }
    }

    /**
     * Replaces servers that are lost or that no load balancer finds healthy, as Auto Scaling does; called now and then.
     *
     * @return whether one was replaced; none is while a deploy changes the group
     */
    boolean heal() throws FailureException, IOException, InterruptedException {
        if (!changing.tryLock()) {
            return false;
        }
        try {
            List<Member> lost = snapshot().stream().filter(this::isLost).toList();
            for (Member member : lost) {
                listener.happened(member.machine().name(), "UNHEALTHY", "is replaced");
                leave(List.of(member));
            }
            if (!lost.isEmpty()) {
                launch(lost.size());
            }
            return !lost.isEmpty();
        } finally {
            changing.unlock();
        }
    }

    private boolean isLost(Member member) {
        return !member.machine().isRunning() || isUnhealthy(member);
    }

    /** Auto Scaling asks the load balancer where the group says so, once a server had time to boot. */
    private boolean isUnhealthy(Member member) {
        if (!shape.properties().path("HealthCheckType").asText().equals("ELB")) {
            return false;
        }
        Duration grace = durations.scaled(Duration.ofSeconds(
                shape.properties().path("HealthCheckGracePeriod").asLong(0)));
        String id = member.machine().instanceId();
        return System.nanoTime() - member.since() >= grace.toNanos()
                && shape.groups().stream()
                        .anyMatch(group ->
                                "unhealthy".equals(targets.health(group).get(id)));
    }
}
