package dev.scalingstages.rehearsal.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.scalingstages.rehearsal.stack.Stacks.Events;
import dev.scalingstages.review.template.Template;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OrderTest {
    /** What may stand for a need: in properties, in attributes beside them, in text, and as a plain wait. */
    private static final List<String> NEEDS = List.of(
            "'Properties': {'P': {'Ref': '%s'}}",
            "'Properties': {'P': [{'Q': {'Fn::GetAtt': ['%s', 'Arn']}}]}",
            "'Properties': {'P': {'Fn::Sub': 'on ${%s.Arn}'}}",
            "'CreationPolicy': {'P': {'Fn::Join': ['', [{'Ref': '%s'}]]}}",
            "'UpdatePolicy': {'P': {'Ref': '%s'}}",
            "'DependsOn': ['%s']",
            "'DependsOn': '%s'");

    /** Random graphs: each resource needs some of those before it. */
    private static Map<String, Set<String>> graph(Random random) {
        Map<String, Set<String>> needs = new TreeMap<>();
        List<String> ids = new ArrayList<>();
        int size = 2 + random.nextInt(25);
        for (int index = 0; index < size; index++) {
            Set<String> of = new TreeSet<>();
            for (int edge = random.nextInt(4); edge > 0 && !ids.isEmpty(); edge--) {
                of.add(ids.get(random.nextInt(ids.size())));
            }
            String id = "R" + random.nextInt(1000) + "X" + index;
            needs.put(id, of);
            ids.add(id);
        }
        return needs;
    }

    /** A template for a graph; what cannot be said twice in one resource is said by a list of waits. */
    private static Template template(Map<String, Set<String>> needs, Random random) {
        List<String> resources = new ArrayList<>();
        needs.forEach((id, of) -> {
            Map<String, String> parts = new TreeMap<>();
            List<String> waits = new ArrayList<>();
            for (String need : of) {
                String part = NEEDS.get(random.nextInt(NEEDS.size())).formatted(need);
                String key = part.substring(0, part.indexOf(':'));
                if (key.equals("'DependsOn'") || parts.putIfAbsent(key, part) != null) {
                    waits.add("'" + need + "'");
                }
            }
            if (!waits.isEmpty()) {
                parts.put("DependsOn", "'DependsOn': [" + String.join(",", waits) + "]");
            }
            parts.put("Type", "'Type': 'Test::Thing'");
            resources.add("'%s': {%s}".formatted(id, String.join(",", parts.values())));
        });
        return Stacks.template("{'Resources': {%s}}".formatted(String.join(",", resources)));
    }

    @Test
    void nothingStartsBeforeWhatItNeedsAndNothingGoesBeforeWhatNeedsIt() throws InterruptedException {
        for (int seed = 0; seed < 300; seed++) {
            Random random = new Random(seed);
            Map<String, Set<String>> needs = graph(random);
            Template template = template(needs, random);
            FakeCloud cloud = new FakeCloud(template);
            Stack stack = Stacks.stack(cloud, new Events(), template);
            Order order = seed % 2 == 0 ? Order.AT_ONCE : Order.shuffled(seed, Duration.ofMillis(2));
            assertThat(stack.create(Deploy.of(template).in(order)).status()).isEqualTo("CREATE_COMPLETE");
            assertThat(stack.delete(order, Injection.none()).status()).isEqualTo("DELETE_COMPLETE");
            needs.forEach((id, of) -> of.forEach(need -> {
                assertThat(cloud.when("create %s begins".formatted(id)))
                        .isGreaterThan(cloud.when("create %s ends".formatted(need)));
                assertThat(cloud.when("delete %s begins".formatted(need)))
                        .isGreaterThan(cloud.when("delete %s ends".formatted(id)));
            }));
            assertThat(cloud.live()).isEmpty();
            assertThat(stack.state().resources()).isEmpty();
        }
    }

    /** Whatever fails: everything that was made goes again, in reverse. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
    void aFailureAnywhereLeavesNothing(int seed) throws InterruptedException {
        Random random = new Random(seed);
        Map<String, Set<String>> needs = graph(random);
        Template template = template(needs, random);
        for (String failing : needs.keySet()) {
            for (Injection.Moment moment : Injection.Moment.values()) {
                FakeCloud cloud = new FakeCloud(template);
                Events events = new Events();
                Stack stack = Stacks.stack(cloud, events, template);
                Outcome outcome = stack.create(Deploy.of(template).failing(Injection.of(failing, moment)));
                assertThat(outcome.status()).isEqualTo("ROLLBACK_COMPLETE");
                assertThat(outcome.failures()).containsExactly(Map.entry(failing, "failed on purpose"));
                assertThat(cloud.live()).isEmpty();
                assertThat(stack.state().resources()).isEmpty();
                assertThat(events.of(failing)).contains(failing + " CREATE_FAILED: failed on purpose");
                needs.forEach((id, of) -> of.forEach(need -> {
                    int goes = cloud.when("delete %s begins".formatted(need));
                    assertThat(goes == -1 || goes > cloud.when("delete %s ends".formatted(id)))
                            .isTrue();
                }));
            }
        }
    }

    @Test
    void aSeedGivesTheSameDelaysEachTimeAndAnotherSeedOthers() {
        Duration most = Duration.ofSeconds(10);
        assertThat(Order.shuffled(7, most).delay("A"))
                .isEqualTo(Order.shuffled(7, most).delay("A"));
        Set<Duration> delays = new HashSet<>();
        for (int seed = 0; seed < 50; seed++) {
            Duration delay = Order.shuffled(seed, most).delay("A");
            assertThat(delay).isBetween(Duration.ZERO, most);
            delays.add(delay);
        }
        assertThat(delays).hasSize(50);
        assertThat(Order.AT_ONCE.delay("A")).isZero();
    }

    @Test
    void shuffledResourcesStartInDifferentOrders() throws InterruptedException {
        Template template = Stacks.things("A", "", "B", "", "C", "", "D", "");
        Set<List<String>> orders = new HashSet<>();
        for (int seed = 0; seed < 6; seed++) {
            FakeCloud cloud = new FakeCloud(template);
            Stacks.stack(cloud, new Events(), template)
                    .create(Deploy.of(template).in(Order.shuffled(seed, Duration.ofMillis(60))));
            orders.add(
                    cloud.log().stream().filter(line -> line.endsWith("begins")).toList());
        }
        assertThat(orders).hasSizeGreaterThan(1);
    }

    @Test
    void cyclesAreRefusedAndOnlyTheirMembersNamed() {
        assertThatThrownBy(() -> Graph.refuseCycles(Map.of(
                        "A", Set.of("B"),
                        "B", Set.of("C", "Free"),
                        "C", Set.of("A"),
                        "Free", Set.of(),
                        "User", Set.of("A"))))
                .isInstanceOf(RefusalException.class)
                .hasMessage("Circular dependency between resources: [A, B, C]");
    }

    @Test
    void aWalkThatCannotEndIsAnError() {
        assertThatThrownBy(() -> Walk.run(
                        Map.of("A", Set.of("B"), "B", Set.of("A"), "C", Set.of()), Order.AT_ONCE, true, id -> {}))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void anInterruptedDeployStopsAndTakesNothingBack() throws InterruptedException {
        Template template = Stacks.things("A", "", "B", "'P': {'Ref': 'A'}");
        FakeCloud cloud = new FakeCloud(template);
        Stack stack = Stacks.stack(cloud, new Events(), template);
        Thread deploy = new Thread(() -> assertThatThrownBy(
                        () -> stack.create(Deploy.of(template).in(Order.shuffled(1, Duration.ofHours(1)))))
                .isInstanceOf(InterruptedException.class));
        deploy.start();
        deploy.interrupt();
        deploy.join(Duration.ofSeconds(10));
        assertThat(deploy.isAlive()).isFalse();
        assertThat(cloud.log()).isEmpty();
        assertThat(stack.state().status()).isEqualTo("CREATE_IN_PROGRESS");
    }
}
