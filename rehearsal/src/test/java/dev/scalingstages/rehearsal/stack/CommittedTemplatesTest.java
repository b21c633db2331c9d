package dev.scalingstages.rehearsal.stack;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scalingstages.rehearsal.stack.Injection.Moment;
import dev.scalingstages.rehearsal.stack.Stacks.Events;
import dev.scalingstages.review.template.Comparison;
import dev.scalingstages.review.template.Template;
import dev.scalingstages.review.template.TemplateComparer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The project's own templates in a cloud that makes everything up. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CommittedTemplatesTest {
    private static final List<String> NAMES = List.of(
            "1-single-server",
            "2-separate-storage",
            "3-load-balanced",
            "4-replicated-reads",
            "5-autoscaled",
            "6-data-platform");

    private static final Lookups LOOKUPS = new Lookups() {
        @Override
        public String secret(String secretId, String versionStage) {
            return "{\"username\": \"admin\", \"password\": \"of %s\"}".formatted(secretId);
        }

        @Override
        public String parameter(String name) {
            return "30";
        }
    };

    private final List<Template> templates = NAMES.stream()
            .map(name -> Template.read(Path.of("..", "stages", name, "template.json")))
            .toList();

    private final FakeCloud full = new FakeCloud(templates.toArray(Template[]::new));
    private final Map<Integer, Comparison> comparisons = new HashMap<>();

    @BeforeAll
    void compare() {
        try (TemplateComparer comparer = new TemplateComparer("node", Path.of("..", "bin", "compare-templates.mjs"))) {
            List<Comparison> all = comparer.compare(IntStream.range(1, NAMES.size())
                    .mapToObj(stage -> new TemplateComparer.Pair(templates.get(stage - 1), templates.get(stage)))
                    .toList());
            for (int stage = 1; stage < NAMES.size(); stage++) {
                comparisons.put(stage, all.get(stage - 1));
            }
        }
    }

    @AfterAll
    void forget() {
        comparisons.clear();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6})
    void createsAndDeletes(int stage) throws InterruptedException {
        FakeCloud cloud = cloud();
        Events events = new Events();
        Stack stack = stack(cloud, events);
        Template template = templates.get(stage - 1);
        assertThat(stack.create(Deploy.of(template)).status()).isEqualTo("CREATE_COMPLETE");
        assertThat(stack.state().resources().keySet())
                .isEqualTo(template.resources().keySet());
        assertThat(stack.state().outputs().keySet())
                .isEqualTo(template.outputs().keySet());
        assertOrder(cloud, template);
        Outcome deleted = stack.delete(Order.AT_ONCE, Injection.none());
        assertThat(deleted.status()).isEqualTo("DELETE_COMPLETE");
        Set<String> kept = new TreeSet<>();
        template.resources().values().stream()
                .filter(resource -> resource.attribute("DeletionPolicy").startsWith("Retain"))
                .forEach(resource -> kept.add(resource.logicalId()));
        assertThat(deleted.left()).extracting(Outcome.Left::logicalId).containsExactlyInAnyOrderElementsOf(kept);
        assertThat(cloud.live().values()).extracting(Declaration::logicalId).containsExactlyInAnyOrderElementsOf(kept);
    }

    @Test
    void createsTheLastStageWellWithinASecond() throws InterruptedException {
        stack(cloud(), new Events()).create(Deploy.of(templates.get(5)));
        long start = System.nanoTime();
        stack(cloud(), new Events()).create(Deploy.of(templates.get(5)));
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(1));
    }

    @Test
    void growsThroughAllStages() throws FailureException, InterruptedException {
        FakeCloud cloud = cloud();
        Stack stack = stack(cloud, new Events());
        stack.create(Deploy.of(templates.get(0)));
        for (int stage = 1; stage < 6; stage++) {
            Outcome outcome = stack.update(Deploy.of(templates.get(stage)));
            assertThat(outcome.status()).isEqualTo("UPDATE_COMPLETE");
            assertThat(stack.state().resources().keySet())
                    .isEqualTo(templates.get(stage).resources().keySet());
            assertThat(stack.state().discarded()).isEmpty();
            assertExactly(cloud, stack, outcome);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void shufflingKeepsTheOrder(long seed) throws InterruptedException {
        FakeCloud cloud = cloud();
        Stack stack = stack(cloud, new Events());
        stack.create(Deploy.of(templates.get(5)).in(Order.shuffled(seed, Duration.ofMillis(20))));
        assertThat(stack.state().status()).isEqualTo("CREATE_COMPLETE");
        assertOrder(cloud, templates.get(5));
    }

    /** Each resource that step 3 to 4 touches fails in turn, and the stack is as it was. */
    @ParameterizedTest
    @EnumSource(Moment.class)
    void eachFailureOfAStepIsTakenBack(Moment moment) throws FailureException, InterruptedException {
        Template before = templates.get(2);
        Template after = templates.get(3);
        int failures = 0;
        for (String id : after.resources().keySet()) {
            FakeCloud cloud = cloud();
            Events events = new Events();
            Stack stack = stack(cloud, events);
            stack.create(Deploy.of(before));
            SortedMap<String, StackState.Entry> resources = stack.state().resources();
            SortedMap<String, Declaration> live = cloud.live();
            Outcome outcome = stack.update(Deploy.of(after).failing(Injection.of(id, moment)));
            if (outcome.isSuccess()) {
                assertThat(events.of(id)).as(id).noneMatch(line -> line.contains("UPDATE_IN_PROGRESS"));
                continue;
            }
            failures++;
            assertThat(outcome.status()).as(id).isEqualTo("UPDATE_ROLLBACK_COMPLETE");
            assertThat(outcome.failures()).containsEntry(id, "failed on purpose");
            assertThat(cloud.live().keySet().containsAll(live.keySet())).as(id).isTrue();
            assertSameButVersions(stack.state().resources(), resources);
            assertExactly(cloud, stack, outcome);
        }
        assertThat(failures).isGreaterThan(50);
    }

    /** Equal, except for the versions of launch templates, which only ever grow: then their users follow. */
    private static void assertSameButVersions(
            SortedMap<String, StackState.Entry> now, SortedMap<String, StackState.Entry> then) {
        assertThat(now.keySet()).isEqualTo(then.keySet());
        Set<String> different = new TreeSet<>();
        now.forEach((id, entry) -> {
            if (!entry.equals(then.get(id))) {
                different.add(entry.declaration().type());
            }
        });
        assertThat(different).isSubsetOf("AWS::EC2::LaunchTemplate", "AWS::AutoScaling::AutoScalingGroup");
        now.forEach((id, entry) -> {
            assertThat(entry.created().physicalId())
                    .isEqualTo(then.get(id).created().physicalId());
            if (entry.declaration().type().equals("AWS::EC2::LaunchTemplate")) {
                assertThat(entry.declaration()).isEqualTo(then.get(id).declaration());
            }
        });
    }

    /** What exists is what the stack has and what it said it left; all of it as it is declared. */
    private static void assertExactly(FakeCloud cloud, Stack stack, Outcome outcome) throws FailureException {
        Map<String, Declaration> expected = new HashMap<>();
        stack.state()
                .resources()
                .values()
                .forEach(entry -> expected.put(entry.created().physicalId(), entry.declaration()));
        Map<String, Declaration> live = new HashMap<>(cloud.live());
        outcome.left()
                .forEach(left -> assertThat(live.remove(left.physicalId())).isNotNull());
        assertThat(live.keySet()).containsAll(expected.keySet());
        DynamicReferences references = new DynamicReferences(LOOKUPS);
        for (Map.Entry<String, Declaration> each : expected.entrySet()) {
            assertThat(live.get(each.getKey()).properties())
                    .isEqualTo(references.resolve(each.getValue()).properties());
        }
    }

    private static void assertOrder(FakeCloud cloud, Template template) {
        List<String> log = cloud.log();
        Map<String, Integer> places = new HashMap<>();
        for (int index = 0; index < log.size(); index++) {
            places.putIfAbsent(log.get(index), index);
        }
        template.resources()
                .forEach((id, resource) -> resource.needs().stream()
                        .filter(template.resources()::containsKey)
                        .forEach(need -> assertThat(places.get("create %s begins".formatted(id)))
                                .as("%s needs %s", id, need)
                                .isGreaterThan(places.get("create %s ends".formatted(need)))));
    }

    private FakeCloud cloud() {
        return full.empty();
    }

    private Stack stack(FakeCloud cloud, Events events) {
        return new Stack(new Surroundings(
                Stacks.ENVIRONMENT,
                cloud.types(templates.toArray(Template[]::new)),
                (before, after) -> comparisons.get(templates.indexOf(after)),
                LOOKUPS,
                DurationTable.scaledBy(1e9),
                Replacement.usual(),
                events));
    }
}
