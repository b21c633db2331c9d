package dev.scalingstages.rehearsal.acts;

import com.fasterxml.jackson.databind.JsonNode;
import dev.scalingstages.rehearsal.machine.Machines.Machine;
import dev.scalingstages.rehearsal.stack.StackState.Entry;
import java.io.IOException;
import java.time.Duration;
import java.util.Comparator;
import java.util.Optional;
import java.util.function.Predicate;

/** Takes something away from a stack that serves, and waits until people are served again. */
final class Losses {
    /**
     * How long RDS says a failover takes: "typically 60–120 seconds"; a lost host of another kind takes as long
     * here.
     */
    private static final Duration DOWN = Duration.ofMinutes(2);

    /** How long a zone is away: long enough for health checks to notice it. */
    private static final Duration ZONE_DOWN = Duration.ofMinutes(5);

    /** A server's boot is as long as this machine takes, and is not scaled. */
    private static final Duration BOOT = Duration.ofMinutes(2);

    private static final Duration REPAIR = Duration.ofMinutes(15);

    private final Scene scene;
    private final Audience audience;
    private final Verdict verdict;
    private final Console console;

    Losses(Scene scene, Audience audience, Verdict verdict, Console console) {
        this.scene = scene;
        this.audience = audience;
        this.verdict = verdict;
        this.console = console;
    }

    void play(Loss loss) throws InterruptedException {
        console.say("%s is lost".formatted(loss));
        try {
            if (!happens(loss)) {
                verdict.problem("%s is to be lost, and the stack has none".formatted(loss));
                return;
            }
        } catch (IOException e) {
            verdict.problem("%s could not be lost: %s".formatted(loss, e.getMessage()));
            return;
        }
        Duration patience = BOOT.plus(scene.durations().scaled(REPAIR));
        Duration took = audience.awaitCalm(patience);
        if (took.compareTo(patience) >= 0) {
            verdict.problem("after %s was lost, people are still refused %d s later".formatted(loss, took.toSeconds()));
            scene.world().balancers().complaints().forEach(each -> verdict.problem("health check: " + each));
            return;
        }
        verdict.remark("%s was lost, and people were served again".formatted(loss));
        audience.settle("after %s was lost".formatted(loss));
    }

    private boolean happens(Loss loss) throws IOException, InterruptedException {
        long down = scene.durations().scaled(DOWN).toMillis();
        return switch (loss.kind()) {
            case SERVER -> server(loss.name());
            case ZONE -> zone("us-east-1" + loss.name());
            case PRIMARY ->
                with(
                        "AWS::RDS::DBInstance",
                        source(false),
                        id -> scene.world().databases().failOver(id, down));
            case REPLICA ->
                with(
                        "AWS::RDS::DBInstance",
                        source(true),
                        id -> scene.world().databases().failOver(id, down));
            case LAG ->
                with("AWS::RDS::DBInstance", source(true), id -> {
                    scene.world().databases().lag(id, true);
                    Thread.sleep(down);
                    scene.world().databases().lag(id, false);
                });
            case CACHE ->
                with(
                        "AWS::ElastiCache::ReplicationGroup",
                        each -> true,
                        id -> scene.world().caches().loseNode(id, 1, down));
        };
    }

    private boolean server(String name) {
        Optional<Machine> machine = scene.world().servers().all().stream()
                .filter(each -> each.isRunning() && each.name().contains(name))
                .min(Comparator.comparing(Machine::name));
        machine.ifPresent(Machine::kill);
        return machine.isPresent();
    }

    private boolean zone(String zone) throws IOException, InterruptedException {
        scene.network().cutZone(zone, true);
        Thread.sleep(scene.durations().scaled(ZONE_DOWN));
        scene.network().cutZone(zone, false);
        return true;
    }

    private interface Action {
        void on(String physicalId) throws IOException, InterruptedException;
    }

    private static Predicate<JsonNode> source(boolean isReplica) {
        return properties -> properties.has("SourceDBInstanceIdentifier") == isReplica;
    }

    private boolean with(String type, Predicate<JsonNode> which, Action action)
            throws IOException, InterruptedException {
        Optional<Entry> found = scene.stack().state().resources().values().stream()
                .filter(entry -> entry.declaration().type().equals(type)
                        && which.test(entry.declaration().properties()))
                .findFirst();
        if (found.isPresent()) {
            action.on(found.get().created().physicalId());
        }
        return found.isPresent();
    }
}
