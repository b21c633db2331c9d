package dev.scalingstages.rehearsal.play;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.scalingstages.rehearsal.api.Endpoints.ApiException;
import dev.scalingstages.rehearsal.api.Place;
import dev.scalingstages.rehearsal.api.services.LoadBalancing.Health;
import dev.scalingstages.rehearsal.api.services.LoadBalancing.Member;
import dev.scalingstages.rehearsal.network.LoopbackNetwork;
import dev.scalingstages.rehearsal.services.LoadBalancers;
import dev.scalingstages.rehearsal.stack.FailureException;
import dev.scalingstages.rehearsal.types.Account;
import dev.scalingstages.rehearsal.types.Signals;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What servers and functions hear of the stack by AWS's APIs. */
class StackApisTest {
    private static final Account ACCOUNT = new Account(
            "system",
            "arn:aws:cloudformation:us-east-1:123456789012:stack/system/1",
            new Place("aws", "us-east-1", "123456789012"));
    private static final String GROUP = "arn:group";

    @TempDir
    private Path folder;

    private final Signals signals = new Signals();
    private final StackSignals stack = new StackSignals(ACCOUNT, signals);

    @Test
    void signalsReachTheStackByItsNameAndByItsArn() throws Exception {
        stack.signal("system", "Web", "i-1", true);
        stack.signal(ACCOUNT.stackId(), "Web", "i-2", true);
        assertThatCode(() -> signals.await("Web", Set.of("i-1", "i-2"), 2, Duration.ofMillis(50)))
                .doesNotThrowAnyException();
        assertThat(stack.arn("system")).isEqualTo(ACCOUNT.stackId());
        assertThat(stack.arn("other")).as("for the policies").contains("other");
    }

    @Test
    void failureSaysWhoseBootFailed() throws Exception {
        stack.signal("system", "Web", "i-1", false);
        assertThatThrownBy(() -> signals.await("Web", Set.of("i-1"), 1, Duration.ofMillis(50)))
                .isInstanceOf(FailureException.class)
                .hasMessageContaining("i-1: the server says that its boot failed");
    }

    @Test
    void signalsToAnotherStackAreRefused() {
        assertThatThrownBy(() -> stack.signal("other", "Web", "i-1", true))
                .isInstanceOf(ApiException.class)
                .hasMessageContaining("Stack other does not exist");
    }

    @Test
    void targetsAreRegisteredByAddressAndById() throws Exception {
        try (LoadBalancers balancers =
                new LoadBalancers(folder, new LoopbackNetwork(), arn -> folder, onAws -> Duration.ofMillis(1))) {
            balancers.createGroup(GROUP, new ObjectMapper().readTree("{\"Port\":80}"));
            TargetsApi targets =
                    new TargetsApi(balancers, id -> id.equals("i-1") ? Optional.of("10.0.0.1") : Optional.empty());
            targets.register(GROUP, List.of(new Member("i-1", 0), new Member("10.0.0.2", 13306)));
            assertThat(targets.health(GROUP))
                    .containsExactlyInAnyOrder(
                            new Health(new Member("i-1", 80), "unused", "Target.NotInUse"),
                            new Health(new Member("10.0.0.2", 13306), "unused", "Target.NotInUse"));
            targets.deregister(GROUP, List.of(new Member("i-1", 0)));
            for (int tried = 0; tried < 200 && targets.health(GROUP).size() > 1; tried++) {
                Thread.sleep(10);
            }
            assertThat(targets.health(GROUP))
                    .singleElement()
                    .extracting(each -> each.member().id())
                    .isEqualTo("10.0.0.2");
            assertThatThrownBy(() -> targets.register(GROUP, List.of(new Member("i-9", 0))))
                    .isInstanceOf(ApiException.class)
                    .hasMessageContaining("i-9");
            assertThatThrownBy(() -> targets.register("arn:none", List.of(new Member("i-1", 0))))
                    .isInstanceOf(ApiException.class)
                    .hasMessageContaining("arn:none");
        }
    }
}
