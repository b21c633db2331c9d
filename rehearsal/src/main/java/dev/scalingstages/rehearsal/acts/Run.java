package dev.scalingstages.rehearsal.acts;

import dev.scalingstages.rehearsal.play.Assembly;
import dev.scalingstages.rehearsal.report.Timeline;
import dev.scalingstages.rehearsal.stack.Deploy;
import dev.scalingstages.rehearsal.stack.Order;
import dev.scalingstages.rehearsal.users.Ledger;
import dev.scalingstages.review.template.TemplateComparer;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** One play, from an empty account to a deleted stack. */
final class Run {
    private final Place place;
    private final Request request;
    private final Order order;
    private final Path report;
    private final Verdict verdict = new Verdict();
    private final Timeline timeline;
    private final Console console;
    private final Witness witness = new Witness();

    /**
     * @param out where it is told as it happens
     * @param report the folder for its reports
     */
    Run(Place place, Request request, Order order, PrintWriter out, Path report) {
        this.place = place;
        this.request = request;
        this.order = order;
        this.report = report;
        timeline = new Timeline(request.title(), Scene.STACK, request.scale());
        console = new Console(out, Scene.STACK, timeline::now);
    }

    Verdict perform() throws IOException, InterruptedException {
        Files.createDirectories(place.run());
        Listeners listeners = new Listeners(timeline, console, witness);
        try (TemplateComparer comparer = comparer();
                Scene scene = new Scene(place, request, comparer, listeners);
                Audience audience = new Audience(scene, request.people(), timeline, verdict)) {
            Deployment deployment = new Deployment(scene, witness, verdict, order);
            boolean stands = grow(scene, deployment, audience, comparer);
            if (stands && request.loss().isPresent()) {
                new Losses(scene, audience, verdict, console)
                        .play(request.loss().get());
            }
            audience.leave();
            deployment.surroundings().forEach(verdict::remark);
            deployment.takeDown();
        }
        write();
        return verdict;
    }

    private TemplateComparer comparer() {
        return new TemplateComparer(place.node().toString(), place.project().resolve("bin/compare-templates.mjs"));
    }

    /** Deploys one subject after the other; whether the last one stands. */
    private boolean grow(Scene scene, Deployment deployment, Audience audience, TemplateComparer comparer)
            throws IOException, InterruptedException {
        Assembly before = null;
        List<Subject> subjects = request.subjects();
        for (int number = 0; number < subjects.size(); number++) {
            Subject subject = subjects.get(number);
            console.say(subject.name());
            Assembly assembly = Assembly.read(subject.template(), place.project());
            scene.world().publish(assembly);
            if (before != null && request.fails()) {
                boolean stands = new FailedSteps(scene, request, audience, verdict, console)
                        .play(
                                comparer.compare(before.template(), assembly.template()),
                                Deploy.of(assembly.template()).in(order),
                                "the step to " + subject.name());
                if (!stands) {
                    return false;
                }
            }
            Measure measure = new Measure(audience.ledger(), verdict);
            boolean stands = deployment.deploy(assembly, subject.name());
            if (stands) {
                audience.use();
                audience.settle("after " + subject.name() + " was deployed");
            }
            if (before != null) {
                Plans.compare(place.project(), number, "to " + subject.name(), timeline, measure.taken(stands));
            }
            if (!stands) {
                return false;
            }
            before = assembly;
        }
        return true;
    }

    /** What a step cost people, counted from its beginning. */
    private static final class Measure {
        private final Ledger ledger;
        private final Verdict verdict;
        private final Duration from;
        private final int problems;

        Measure(Ledger ledger, Verdict verdict) {
            this.ledger = ledger;
            this.verdict = verdict;
            from = ledger.now();
            problems = verdict.problems().size();
        }

        Plans.Played taken(boolean success) {
            return new Plans.Played(
                    success, refused(true), refused(false), verdict.problems().size() - problems);
        }

        private Duration refused(boolean write) {
            return Outages.of(ledger.refusals(), write).stream()
                    .filter(outage -> outage.to().compareTo(from) > 0)
                    .map(Outages.Outage::length)
                    .reduce(Duration.ZERO, Duration::plus);
        }
    }

    private void write() throws IOException {
        timeline.write(report);
        Map<String, String> logs = new TreeMap<>(witness.logs());
        for (Map.Entry<String, String> log : logs.entrySet()) {
            Files.writeString(report.resolve(log.getKey() + ".boot.log"), log.getValue());
        }
    }
}
