package dev.scalingstages.rehearsal;

import dev.scalingstages.rehearsal.api.Place;
import dev.scalingstages.rehearsal.machine.Containers;
import dev.scalingstages.rehearsal.machine.Metadata;
import dev.scalingstages.rehearsal.network.LinuxNetwork;
import dev.scalingstages.rehearsal.play.Assembly;
import dev.scalingstages.rehearsal.play.World;
import dev.scalingstages.rehearsal.stack.Deploy;
import dev.scalingstages.rehearsal.stack.DurationTable;
import dev.scalingstages.rehearsal.stack.Environment;
import dev.scalingstages.rehearsal.stack.FailureException;
import dev.scalingstages.rehearsal.stack.Listener;
import dev.scalingstages.rehearsal.stack.Lookups;
import dev.scalingstages.rehearsal.stack.Outcome;
import dev.scalingstages.rehearsal.stack.Replacement;
import dev.scalingstages.rehearsal.stack.Stack;
import dev.scalingstages.rehearsal.stack.Surroundings;
import dev.scalingstages.rehearsal.types.Account;
import dev.scalingstages.rehearsal.users.Crowd;
import dev.scalingstages.rehearsal.users.Ledger;
import dev.scalingstages.review.template.TemplateComparer;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** FIRST SLICE. */
public final class RehearsalApp {
    private RehearsalApp() {}

    /** project root jdk node run templates... */
    public static void main(String[] arguments) throws Exception {
        Path project = Path.of(arguments[0]);
        Path root = Path.of(arguments[1]);
        Path jdk = Path.of(arguments[2]);
        Path node = Path.of(arguments[3]);
        Path run = Files.createDirectories(Path.of(arguments[4]));
        List<Path> templates = new ArrayList<>();
        for (int index = 5; index < arguments.length; index++) {
            templates.add(Path.of(arguments[index]));
        }
        long start = System.nanoTime();
        World[] holder = new World[1];
        Listener listener = (subject, status, reason) -> {
            if (status.equals("CREATE_FAILED") || status.equals("UPDATE_FAILED")) {
                holder[0].servers().all().forEach(machine -> {
                    try {
                        System.out.println(machine.name() + ": "
                                + machine.run(
                                                "sh",
                                                "-c",
                                                System.getProperty(
                                                        "diagnose",
                                                        "systemctl --failed; journalctl -n 60 --no-pager;"
                                                                + " tail -n 25 /var/log/scaling-stages/*.log"))
                                        .output());
                    } catch (Exception e) {
                        System.out.println(e);
                    }
                });
            }
            if (!status.endsWith("IN_PROGRESS") && !reason.startsWith("accepted")) {
                System.out.printf("%6.1f %-60s %-20s %s%n", (System.nanoTime() - start) / 1e9, subject, status, reason);
            }
        };
        Environment environment = Environment.of("scaling-stages", "us-east-1", "123456789012");
        Account account = new Account(
                environment.stackName(), environment.stackId(), new Place("aws", "us-east-1", "123456789012"));
        DurationTable durations = DurationTable.scaledBy(10);
        try (LinuxNetwork network = new LinuxNetwork();
                World world = new World(
                        new World.Setup(
                                run,
                                account,
                                durations,
                                10,
                                1,
                                network,
                                new World.FunctionHome(node, project.resolve("rehearsal/functions")),
                                listener),
                        (trusted, credentials) -> {
                            Metadata metadata = new Metadata("us-east-1", "123456789012", credentials::of);
                            return new World.Hosts(
                                    new Containers(
                                            new Containers.Place(run.resolve("machines"), root, jdk, trusted, 10)),
                                    metadata::register);
                        });
                TemplateComparer comparer =
                        new TemplateComparer(node.toString(), project.resolve("bin/compare-templates.mjs"))) {
            holder[0] = world;
            Stack stack = new Stack(new Surroundings(
                    environment,
                    world.types(),
                    comparer::compare,
                    new Lookups() {
                        @Override
                        public String secret(String id, String stage) throws FailureException {
                            return world.secret(id).orElseThrow(() -> new FailureException("no secret " + id));
                        }

                        @Override
                        public String parameter(String name) {
                            return "21";
                        }
                    },
                    durations,
                    Replacement.usual(),
                    listener));
            Crowd crowd =
                    new Crowd(network, () -> URI.create(stack.state().outputs().get("Url")));
            boolean first = true;
            for (Path template : templates) {
                Assembly assembly = Assembly.read(template, project);
                world.publish(assembly);
                Deploy deploy = Deploy.of(assembly.template());
                Outcome outcome = first ? stack.create(deploy) : stack.update(deploy);
                System.out.println(outcome);
                if (!outcome.isSuccess()) {
                    System.out.println(network.refusals());
                    System.out.println(world.balancers().complaints());
                    System.out.println(world.callsNotPlayed());
                    break;
                }
                if (first) {
                    crowd.begin(4);
                    first = false;
                }
                Thread.sleep(5000);
            }
            crowd.stop();
            Ledger.Account settled = crowd.settle();
            System.out.println(settled);
            System.out.println("refused writes " + crowd.ledger().refusedSeconds(true) + " s, reads "
                    + crowd.ledger().refusedSeconds(false) + " s; not seen "
                    + crowd.ledger().notSeen().size());
            System.out.println(network.refusals());
            System.out.println(world.callsNotPlayed());
            crowd.close();
        }
        System.exit(0);
    }
}
