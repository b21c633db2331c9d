package dev.scalingstages.rehearsal.types;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.scalingstages.rehearsal.stack.Declaration;
import dev.scalingstages.rehearsal.stack.FailureException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Auto Scaling groups: creation, rolling updates and their way back, and healing. */
class FleetTest {
    private static final String ROLLING =
            "{'MinInstancesInService':2,'MaxBatchSize':1,'WaitOnResourceSignals':true," + "'PauseTime':'PT15M'}";
    private static final String BY_LOAD_BALANCER = ",'HealthCheckType':'ELB','HealthCheckGracePeriod':";

    private FleetFixture fleet;

    @BeforeEach
    void make() throws Exception {
        fleet = new FleetFixture(3);
    }

    private Declaration created(int size, String more) throws Exception {
        Declaration group = fleet.group(size, "1", more, ROLLING);
        fleet.create(group);
        return group;
    }

    @Test
    void creationEndsWithTheLastSignal() throws Exception {
        CountDownLatch booted = new CountDownLatch(3);
        List<dev.scalingstages.rehearsal.machine.Machines.Boot> boots =
                new java.util.concurrent.CopyOnWriteArrayList<>();
        fleet.machines.boot = boot -> {
            boots.add(boot);
            booted.countDown();
        };
        CompletableFuture<Void> creation = CompletableFuture.runAsync(() -> {
            try {
                created(5, "");
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        });
        booted.await();
        fleet.signals.send("Web", new Signals.Signal("i-somebody", true, ""));
        fleet.signal(boots.get(0), true);
        fleet.signal(boots.get(1), true);
        Thread.sleep(100);
        assertThat(creation).isNotDone();
        fleet.signal(boots.get(2), true);
        creation.join();
        assertThat(fleet.machines.running())
                .as("at most as many as the play allows")
                .containsOnlyKeys("web-1", "web-2", "web-3");
        assertThat(fleet.targets.states).hasSize(3);
        assertThat(fleet.network.attached()).hasSize(3);
    }

    @Test
    void creationFailsByAFailureSignalOrBySilence() throws Exception {
        fleet.machines.boot = boot -> fleet.signal(boot, !boot.name().equals("web-2"));
        assertThatThrownBy(() -> created(3, ""))
                .isInstanceOf(FailureException.class)
                .hasMessageContaining("FAILURE")
                .hasMessageContaining("nginx did not start")
                .hasMessageContaining("log of web-2");
        FleetFixture other = new FleetFixture(2);
        other.machines.boot = boot -> {};
        assertThatThrownBy(() -> other.create(other.group(2, "1", "", ROLLING)))
                .isInstanceOf(FailureException.class)
                .hasMessageContaining("Received 0 SUCCESS signal(s) out of 2");
        other.delete(other.group(2, "1", "", ROLLING));
        assertThat(other.machines.running()).isEmpty();
        assertThat(other.network.attached()).isEmpty();
    }

    @Test
    void updateRollsByBatchesAndKeepsSomeInService() throws Exception {
        Declaration before = created(3, "");
        fleet.machines.sizes().clear();
        fleet.update(before, fleet.group(3, fleet.change("two", "t4g.small"), "", ROLLING));
        assertThat(fleet.machines.running().values()).containsExactly("two", "two", "two");
        assertThat(fleet.machines.sizes()).allSatisfy(size -> assertThat(size).isBetween(2, 3));
        assertThat(fleet.machines.events.subList(3, 9))
                .containsExactly("-web-1", "+web-4", "-web-2", "+web-5", "-web-3", "+web-6");
        assertThat(fleet.targets.states).hasSize(3);
    }

    @Test
    void updateWithoutRoomLaunchesFirst() throws Exception {
        String policy = ROLLING.replace("Service':2", "Service':3");
        Declaration before = fleet.group(3, "1", "", policy);
        fleet.create(before);
        fleet.machines.sizes().clear();
        fleet.update(before, fleet.group(3, fleet.change("two", "t4g.small"), "", policy));
        assertThat(fleet.machines.sizes()).allSatisfy(size -> assertThat(size).isBetween(3, 4));
        assertThat(fleet.machines.running().values()).containsExactly("two", "two", "two");
    }

    @Test
    void updateWithoutAPolicyReplacesNothing() throws Exception {
        Declaration before = created(2, "");
        Declaration after = fleet.group(2, fleet.change("two", "t4g.small"), "", ROLLING);
        after.attributes().remove("UpdatePolicy");
        fleet.update(before, after);
        assertThat(fleet.machines.running().values()).containsExactly("one", "one");
    }

    @Test
    void failedUpdateStopsAtTheFirstBatchAndTheWayBackRestores() throws Exception {
        String policy = ROLLING.replace("Service':2", "Service':3");
        Declaration before = fleet.group(3, "1", "", policy);
        fleet.create(before);
        fleet.machines.boot = boot -> fleet.signal(boot, !boot.userData().equals("two"));
        Declaration after = fleet.group(3, fleet.change("two", "t4g.small"), "", policy);
        assertThatThrownBy(() -> fleet.update(before, after)).hasMessageContaining("nginx did not start");
        assertThat(fleet.machines.running())
                .containsOnlyKeys("web-1", "web-2", "web-3", "web-4")
                .containsEntry("web-4", "two");
        fleet.update(after, before);
        assertThat(fleet.machines.running())
                .as("those of before, and no others")
                .containsOnlyKeys("web-1", "web-2", "web-3");
        assertThat(fleet.targets.states).hasSize(3);
    }

    @Test
    void wayBackReplacesWhatHadMadeRoom() throws Exception {
        Declaration before = created(3, "");
        fleet.machines.boot = boot -> fleet.signal(boot, !boot.userData().equals("two"));
        Declaration after = fleet.group(3, fleet.change("two", "t4g.small"), "", ROLLING);
        assertThatThrownBy(() -> fleet.update(before, after)).isInstanceOf(FailureException.class);
        fleet.update(after, before);
        assertThat(fleet.machines.running()).containsOnlyKeys("web-2", "web-3", "web-5");
        assertThat(fleet.machines.running().values()).containsOnly("one");
    }

    @Test
    void sizeFollowsTheTemplate() throws Exception {
        Declaration two = created(2, "");
        Declaration three = fleet.group(3, "1", "", ROLLING);
        fleet.update(two, three);
        assertThat(fleet.machines.running()).hasSize(3);
        fleet.update(three, fleet.group(1, "1", "", ROLLING));
        assertThat(fleet.machines.running()).containsOnlyKeys("web-3");
        fleet.update(three, fleet.group(1, "1", ",'DesiredCapacity':'2'", ROLLING));
        assertThat(fleet.machines.running()).hasSize(2);
    }

    @Test
    void lostServerIsReplaced() throws Exception {
        created(2, "");
        fleet.types.heal();
        assertThat(fleet.machines.running()).containsOnlyKeys("web-1", "web-2");
        fleet.machines.named("web-1").kill();
        fleet.types.heal();
        assertThat(fleet.machines.running()).containsOnlyKeys("web-2", "web-3");
        assertThat(fleet.log).contains("web-1 UNHEALTHY");
        assertThat(fleet.network.attached()).hasSize(2);
    }

    @Test
    void unhealthyServerIsReplacedAfterItsGracePeriod() throws Exception {
        created(2, BY_LOAD_BALANCER + "1");
        fleet.targets.states.put(fleet.machines.named("web-1").instanceId(), "unhealthy");
        Thread.sleep(5);
        fleet.types.heal();
        assertThat(fleet.machines.running()).containsOnlyKeys("web-2", "web-3");
    }

    @Test
    void unhealthyServerStaysWhileItMayStillBoot() throws Exception {
        created(1, BY_LOAD_BALANCER + "100000");
        fleet.targets.states.put(fleet.machines.named("web-1").instanceId(), "unhealthy");
        fleet.types.heal();
        assertThat(fleet.machines.running()).containsOnlyKeys("web-1");
        fleet.machines.named("web-1").kill();
        fleet.types.heal();
        assertThat(fleet.machines.running()).as("one that is lost is replaced").containsOnlyKeys("web-2");
    }

    @Test
    void unhealthyServerOfAGroupThatAsksNoLoadBalancerStays() throws Exception {
        created(1, ",'HealthCheckType':'EC2','HealthCheckGracePeriod':0");
        fleet.targets.states.put(fleet.machines.named("web-1").instanceId(), "unhealthy");
        fleet.types.heal();
        assertThat(fleet.machines.running()).containsOnlyKeys("web-1");
    }

    @Test
    void nothingIsHealedWhileAGroupIsCreatedOrUpdated() throws Exception {
        List<Integer> seen = new java.util.concurrent.CopyOnWriteArrayList<>();
        fleet.machines.boot = boot -> {
            fleet.signal(boot, true);
            CompletableFuture.runAsync(() -> {
                        try {
                            fleet.types.heal();
                        } catch (Exception e) {
                            throw new IllegalStateException(e);
                        }
                    })
                    .join();
            seen.add(fleet.machines.running().size());
            fleet.machines.named(boot.name()).kill();
        };
        created(2, "");
        assertThat(seen).containsExactly(1, 2);
        assertThat(fleet.machines.events).containsExactly("+web-1", "+web-2");
    }

    @Test
    void launchThatFailsLeavesNoAddress() throws Exception {
        fleet.change("one", "t4g.mega");
        assertThatThrownBy(() -> fleet.create(fleet.group(1, "2", "", ROLLING)))
                .isInstanceOf(FailureException.class)
                .hasMessageContaining("t4g.mega");
        assertThat(fleet.network.attached()).isEmpty();
        fleet.change("broken", "t4g.small");
        assertThatThrownBy(() -> fleet.create(fleet.group(1, "3", "", ROLLING)))
                .isInstanceOf(FailureException.class)
                .hasMessageContaining("no room");
        assertThat(fleet.network.attached()).isEmpty();
    }

    @Test
    void unknownVersionOfALaunchTemplateIsRefused() {
        assertThatThrownBy(() -> fleet.create(fleet.group(1, "9", "", ROLLING)))
                .isInstanceOf(FailureException.class)
                .hasMessageContaining("there is no launch template");
    }

    @Test
    void deletionLeavesNothing() throws Exception {
        Declaration group = created(2, "");
        fleet.delete(group);
        assertThat(fleet.machines.running()).isEmpty();
        assertThat(fleet.network.attached()).isEmpty();
        assertThat(fleet.targets.states).isEmpty();
        fleet.types.heal();
        assertThat(fleet.machines.running()).isEmpty();
    }
}
