package dev.scalingstages.rehearsal.users;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.scalingstages.rehearsal.network.LoopbackNetwork;
import dev.scalingstages.rehearsal.users.SystemServer.Fault;
import java.io.IOException;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Visitors notice what a service does with their posts. */
class CrowdTest {
    private final LoopbackNetwork network = new LoopbackNetwork();
    private SystemServer system;
    private Crowd crowd;

    @BeforeEach
    void start() throws Exception {
        system = new SystemServer(network.allocatePublicAddress());
        crowd = new Crowd(network, system::address);
    }

    @AfterEach
    void stop() throws Exception {
        crowd.stop();
        crowd.close();
        system.close();
    }

    private static void await(BooleanSupplier condition) throws InterruptedException {
        for (int tried = 0; tried < 500 && !condition.getAsBoolean(); tried++) {
            Thread.sleep(20);
        }
        assertThat(condition.getAsBoolean()).isTrue();
    }

    private Ledger.Account play(Fault fault) throws Exception {
        crowd.begin(1);
        await(() -> crowd.ledger().reads() > 1);
        int before = crowd.ledger().acknowledged().size();
        int refusals = crowd.ledger().refusals().size();
        int notSeen = crowd.ledger().notSeen().size();
        system.fault = fault;
        await(() -> crowd.ledger().acknowledged().size() > before + 2
                || crowd.ledger().refusals().size() > refusals + 1
                || crowd.ledger().notSeen().size() > notSeen + 1);
        system.fault = Fault.NONE;
        int after = crowd.ledger().acknowledged().size();
        await(() -> crowd.ledger().acknowledged().size() > after);
        crowd.stop();
        return crowd.settle();
    }

    @Test
    void goodServiceLosesNothing() throws Exception {
        Ledger.Account account = play(Fault.NONE);
        assertThat(account.acknowledged())
                .as("over several pages of the timeline")
                .isGreaterThan(3);
        assertThat(account.lost()).isEmpty();
        assertThat(account.twice()).isEmpty();
        assertThat(crowd.ledger().refusals()).isEmpty();
        assertThat(crowd.ledger().notSeen()).isEmpty();
        assertThat(system.readAfter).isNotEmpty().allMatch(each -> each.startsWith("p"));
    }

    @Test
    void lostPostIsFound() throws Exception {
        Ledger.Account account = play(Fault.LOSES);
        assertThat(account.lost()).isNotEmpty().doesNotContainAnyElementsOf(system.posts);
        assertThat(account.twice()).isEmpty();
    }

    @Test
    void repeatedPostIsFound() throws Exception {
        Ledger.Account account = play(Fault.REPEATS);
        assertThat(account.twice()).isNotEmpty();
        assertThat(account.lost()).isEmpty();
    }

    @Test
    void ownPostThatIsNotSeenAtOnceIsNoted() throws Exception {
        Ledger.Account account = play(Fault.HIDES);
        assertThat(crowd.ledger().notSeen()).isNotEmpty();
        assertThat(account.lost()).isEmpty();
    }

    @Test
    void refusedWritesAndReadsAreNotedAndLoseNothing() throws Exception {
        Ledger.Account account = play(Fault.REFUSES_WRITES);
        assertThat(account.lost()).isEmpty();
        assertThat(crowd.ledger().refusedSeconds(true)).isPositive();
        assertThat(crowd.ledger().refusedSeconds(false)).isZero();
        assertThat(crowd.ledger().refusals()).extracting(Ledger.Refusal::why).containsOnly("status 503");
    }

    @Test
    void refusedReadsAreNotedAsReads() throws Exception {
        play(Fault.REFUSES_READS);
        assertThat(crowd.ledger().refusedSeconds(false)).isPositive();
        assertThat(crowd.ledger().refusedSeconds(true)).isZero();
    }

    @Test
    void writeWithoutAnAnswerIsNoPromise() throws Exception {
        Ledger.Account account = play(Fault.BREAKS);
        assertThat(crowd.ledger().refusals()).isNotEmpty().allMatch(Ledger.Refusal::write);
        assertThat(account.lost()).isEmpty();
        assertThat(account.acknowledged()).isLessThan(system.posts.size());
    }

    @Test
    void serviceThatIsGoneIsSaidToBe() throws Exception {
        crowd.begin(1);
        await(() -> crowd.ledger().reads() > 0);
        crowd.stop();
        system.close();
        assertThatThrownBy(() -> new Crowd(network, system::address).begin(1)).isInstanceOf(IOException.class);
    }
}
