package dev.scalingstages.rehearsal.acts;

import dev.scalingstages.rehearsal.play.Assembly;
import dev.scalingstages.rehearsal.stack.Deploy;
import dev.scalingstages.rehearsal.stack.Injection;
import dev.scalingstages.rehearsal.stack.Order;
import dev.scalingstages.rehearsal.stack.Outcome;
import dev.scalingstages.rehearsal.stack.RefusalException;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Deploys a template as it should go, and tells why if it does not. */
final class Deployment {
    private static final int REASON_LINES = 3;

    private final Scene scene;
    private final Witness witness;
    private final Verdict verdict;
    private final Order order;

    Deployment(Scene scene, Witness witness, Verdict verdict, Order order) {
        this.scene = scene;
        this.witness = witness;
        this.verdict = verdict;
        this.order = order;
    }

    /**
     * Creates the stack, or brings it to a template.
     *
     * @return whether the stack is as the template wants it
     */
    boolean deploy(Assembly assembly, String name) throws IOException, InterruptedException {
        boolean first = scene.stack().state().status().isEmpty();
        witness.begin(
                scene::bootLogs,
                scene.world().balancers()::complaints,
                assembly.template().resources().keySet());
        scene.network().refusals();
        Outcome outcome;
        try {
            Deploy deploy = Deploy.of(assembly.template()).in(order);
            outcome = first ? scene.stack().create(deploy) : scene.stack().update(deploy);
        } catch (RefusalException e) {
            verdict.problem("%s: CloudFormation refuses it: %s".formatted(name, e.getMessage()));
            return false;
        }
        if (outcome.isSuccess()) {
            left(outcome, name);
            return true;
        }
        verdict.problem("%s: the stack is %s: %s".formatted(name, outcome.status(), reasons(outcome)));
        witness.testimony().forEach(verdict::problem);
        surroundings().forEach(verdict::problem);
        return false;
    }

    /** What the network refused, and what nothing played. */
    List<String> surroundings() throws IOException, InterruptedException {
        return java.util.stream.Stream.concat(
                        scene.network().refusals().stream().map(refusal -> "the network refused " + refusal),
                        scene.world().callsNotPlayed().stream().map(call -> "a call that is not played: " + call))
                .toList();
    }

    /** Deletes the stack, and tells what that leaves. */
    void takeDown() throws InterruptedException {
        if (scene.stack().state().status().isEmpty()) {
            return;
        }
        witness.begin(scene::bootLogs, scene.world().balancers()::complaints, List.of());
        Outcome outcome = scene.stack().delete(order, Injection.none());
        if (!outcome.isSuccess()) {
            String failed = "the stack is %s: %s".formatted(outcome.status(), reasons(outcome));
            if (verdict.isGood()) {
                verdict.problem(failed);
            } else {
                // What a failed step left can be in the way, as on AWS.
                verdict.remark(failed);
            }
        }
        left(outcome, "deleting the stack");
    }

    private void left(Outcome outcome, String what) {
        Map<String, Map<String, Long>> kinds = outcome.left().stream()
                .collect(Collectors.groupingBy(
                        Outcome.Left::why,
                        TreeMap::new,
                        Collectors.groupingBy(Outcome.Left::type, TreeMap::new, Collectors.counting())));
        kinds.forEach((why, types) -> verdict.remark("%s leaves, %s: %s"
                .formatted(
                        what,
                        why,
                        types.entrySet().stream()
                                .map(type -> type.getValue() + " " + type.getKey())
                                .collect(Collectors.joining(", ")))));
    }

    /** What failed and why, shortened. */
    static String reasons(Outcome outcome) {
        return outcome.failures().entrySet().stream()
                .map(failure -> "%s: %s"
                        .formatted(
                                failure.getKey(),
                                failure.getValue().lines().limit(REASON_LINES).collect(Collectors.joining("\n    "))))
                .collect(Collectors.joining("\n    "));
    }
}
