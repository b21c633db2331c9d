package dev.scalingstages.rehearsal.acts;

import dev.scalingstages.rehearsal.stack.Deploy;
import dev.scalingstages.rehearsal.stack.Injection;
import dev.scalingstages.rehearsal.stack.Injection.Moment;
import dev.scalingstages.rehearsal.stack.Outcome;
import dev.scalingstages.review.template.Comparison;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;

/**
 * A step that fails on purpose at each resource that it creates or changes, before and after the service has done
 * it.
 */
final class FailedSteps {
    private static final String ROLLED_BACK = "UPDATE_ROLLBACK_COMPLETE";

    private final Scene scene;
    private final Request request;
    private final Audience audience;
    private final Verdict verdict;
    private final Console console;

    FailedSteps(Scene scene, Request request, Audience audience, Verdict verdict, Console console) {
        this.scene = scene;
        this.request = request;
        this.audience = audience;
        this.verdict = verdict;
        this.console = console;
    }

    /** Where a step fails. */
    record Failure(String logicalId, Moment moment) {
        @Override
        public String toString() {
            return "%s fails %s"
                    .formatted(logicalId, moment == Moment.BEFORE ? "before it is done" : "when it is done");
        }
    }

    /** Where a step can fail, a sample of it if asked for. */
    static List<Failure> failures(Comparison step, Request request) {
        TreeSet<String> ids = new TreeSet<>();
        step.after().resources().keySet().stream()
                .filter(id -> !step.before().resources().containsKey(id)
                        || !step.difference(id).properties().isEmpty())
                .forEach(ids::add);
        List<Failure> failures = new ArrayList<>();
        for (String id : ids) {
            for (Moment moment : Moment.values()) {
                failures.add(new Failure(id, moment));
            }
        }
        if (request.sample().isEmpty()) {
            return failures;
        }
        Collections.shuffle(failures, new Random(request.seed().orElse(1)));
        return failures.subList(0, Math.min(request.sample().getAsInt(), failures.size()));
    }

    /**
     * Plays them, each on the stack that the one before has been rolled back to.
     *
     * @return whether the stack is in a state from which the step can be taken
     */
    boolean play(Comparison step, Deploy deploy, String name) throws InterruptedException {
        List<Failure> failures = failures(step, request);
        console.say("%s fails on purpose, %d times".formatted(name, failures.size()));
        int number = 0;
        for (Failure failure : failures) {
            console.say("failure %d of %d: %s".formatted(++number, failures.size(), failure));
            Outcome outcome = scene.stack().update(deploy.failing(Injection.of(failure.logicalId(), failure.moment())));
            if (outcome.isSuccess()) {
                verdict.remark("%s does not touch %s and so succeeded: other failures could not be played after it"
                        .formatted(name, failure.logicalId()));
                return true;
            }
            if (!outcome.status().equals(ROLLED_BACK)) {
                verdict.problem("%s: when %s, the stack is %s and not %s: %s"
                        .formatted(name, failure, outcome.status(), ROLLED_BACK, Deployment.reasons(outcome)));
                return false;
            }
            if (!outcome.failures().containsKey(failure.logicalId())) {
                verdict.problem("%s: when %s is to fail, something else fails before: %s"
                        .formatted(name, failure.logicalId(), Deployment.reasons(outcome)));
            }
            audience.settle("after %s was rolled back because %s".formatted(name, failure));
        }
        verdict.remark("%s failed %d times on purpose and was rolled back each time".formatted(name, number));
        return true;
    }
}
