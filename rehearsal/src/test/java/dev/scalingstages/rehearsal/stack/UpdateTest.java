package dev.scalingstages.rehearsal.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.scalingstages.rehearsal.stack.Injection.Moment;
import dev.scalingstages.rehearsal.stack.Outcome.Left;
import dev.scalingstages.rehearsal.stack.Stacks.Events;
import dev.scalingstages.review.template.Template;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UpdateTest {
    private final Events events = new Events();
    private FakeCloud cloud;
    private Stack stack;

    private void created(Template template) throws InterruptedException {
        cloud = new FakeCloud(template);
        stack = Stacks.stack(cloud, events, template);
        assertThat(stack.create(Deploy.of(template)).status()).isEqualTo("CREATE_COMPLETE");
    }

    private String id(String logicalId) {
        return stack.state().resource(logicalId).orElseThrow().created().physicalId();
    }

    @Test
    void changesInPlaceKeepThePhysicalId() throws InterruptedException {
        created(Stacks.things("A", "'P': 1"));
        String before = id("A");
        assertThat(stack.update(Deploy.of(Stacks.things("A", "'P': 2"))).status())
                .isEqualTo("UPDATE_COMPLETE");
        assertThat(id("A")).isEqualTo(before);
        assertThat(cloud.live().get(before).property("P").asInt()).isEqualTo(2);
        assertThat(events.of("A")).contains("A UPDATE_IN_PROGRESS: changes P", "A UPDATE_COMPLETE");
    }

    @Test
    void anEqualTemplateAsksNothingOfAnybody() throws InterruptedException {
        created(Stacks.things("A", "'P': 1", "B", "'P': {'Ref': 'A'}"));
        int operations = cloud.log().size();
        stack.update(Deploy.of(Stacks.things("A", "'P': '1'", "B", "'P': {'Ref': 'A'}")));
        assertThat(cloud.log()).hasSize(operations);
    }

    @Test
    void aReplacementComesBeforeItsUsersChangeAndTheOldOneGoesLast() throws InterruptedException {
        created(Stacks.things("A", "'Fixed': 1", "B", "'P': {'Ref': 'A'}"));
        String old = id("A");
        stack.update(Deploy.of(Stacks.things("A", "'Fixed': 2", "B", "'P': {'Ref': 'A'}")));
        assertThat(id("A")).isNotEqualTo(old);
        assertThat(cloud.live().get(id("B")).text("P")).isEqualTo(id("A"));
        assertThat(cloud.live()).doesNotContainKey(old).hasSize(2);
        assertThat(cloud.log().subList(4, cloud.log().size()))
                .containsExactly(
                        "create A begins",
                        "create A ends",
                        "update B begins",
                        "update B ends",
                        "delete A begins",
                        "delete A ends");
        assertThat(events.lines())
                .containsSubsequence(
                        "B UPDATE_COMPLETE",
                        "play UPDATE_COMPLETE_CLEANUP_IN_PROGRESS",
                        "A DELETE_COMPLETE",
                        "play UPDATE_COMPLETE");
    }

    @Test
    void whatIsNotDeclaredAnyMoreGoesLastInReverseOrder() throws InterruptedException {
        created(Stacks.things("A", "", "B", "'P': {'Ref': 'A'}", "C", "'P': {'Ref': 'B'}"));
        stack.update(Deploy.of(Stacks.things("D", "")));
        assertThat(cloud.log().stream().filter(line -> line.endsWith("begins")).skip(3))
                .containsExactly("create D begins", "delete C begins", "delete B begins", "delete A begins");
        assertThat(stack.state().resources()).containsOnlyKeys("D");
    }

    @ParameterizedTest
    @CsvSource({
        "DeletionPolicy, Retain, true",
        "DeletionPolicy, RetainExceptOnCreate, true",
        "DeletionPolicy, Snapshot, false",
        "DeletionPolicy, Delete, false",
        "UpdateReplacePolicy, Retain, false"
    })
    void whatIsRemovedIsKeptByItsDeletionPolicy(String policy, String value, boolean isKept)
            throws InterruptedException {
        created(Stacks.template(
                "{'Resources': {'A': {'Type': 'Test::Thing', '%s': '%s'}, 'B': {'Type': 'Test::Thing'}}}"
                        .formatted(policy, value)));
        String id = id("A");
        Outcome outcome = stack.update(Deploy.of(Stacks.things("B", "")));
        assertThat(cloud.live().containsKey(id)).isEqualTo(isKept);
        assertThat(outcome.left().stream().map(Left::physicalId).anyMatch(id::equals))
                .isEqualTo(isKept);
        assertThat(events.of("A").contains("A DELETE_SKIPPED: kept by its policy"))
                .isEqualTo(isKept);
    }

    @ParameterizedTest
    @CsvSource({"UpdateReplacePolicy, Retain, true", "DeletionPolicy, Retain, false"})
    void whatIsReplacedIsKeptByItsUpdateReplacePolicy(String policy, String value, boolean isKept)
            throws InterruptedException {
        String template = "{'Resources': {'A': {'Type': 'Test::Thing', '%s': '%s', 'Properties': {'Fixed': %d}}}}";
        created(Stacks.template(template.formatted(policy, value, 1)));
        String id = id("A");
        stack.update(Deploy.of(Stacks.template(template.formatted(policy, value, 2))));
        assertThat(cloud.live().containsKey(id)).isEqualTo(isKept);
    }

    @Test
    void aCleanupThatFailsIsSaidAndFailsNothing() throws InterruptedException {
        created(Stacks.things("A", "", "B", "'P': {'Ref': 'A'}", "C", ""));
        cloud.refuseToDelete("B");
        Outcome outcome = stack.update(Deploy.of(Stacks.things("C", "")));
        assertThat(outcome.status()).isEqualTo("UPDATE_COMPLETE");
        assertThat(outcome.isSuccess()).isTrue();
        assertThat(outcome.left())
                .extracting(Left::logicalId, Left::why)
                .containsExactlyInAnyOrder(
                        tuple("B", "Cannot delete protected DB Instance, please disable deletion protection"),
                        tuple("A", "not removed, since what uses it was not removed"));
        assertThat(stack.state().resources()).containsOnlyKeys("C");
        assertThat(stack.state().discarded()).isEmpty();
    }

    @Test
    void aNameThatStaysCannotBeReplaced() throws InterruptedException {
        created(Stacks.things("A", "'Name': 'fixed-name', 'Fixed': 1"));
        Outcome outcome = stack.update(Deploy.of(Stacks.things("A", "'Name': 'fixed-name', 'Fixed': 2")));
        assertThat(outcome.status()).isEqualTo("UPDATE_ROLLBACK_COMPLETE");
        assertThat(outcome.failures().get("A")).contains("custom-named resource requires replacing. Rename fixed-name");
    }

    @Test
    void everyFailureOfAMixedUpdateIsTakenBack() throws InterruptedException {
        Template before = Stacks.things(
                "Root", "'P': 1",
                "Replaced", "'Fixed': 1, 'P': {'Ref': 'Root'}",
                "User", "'P': {'Ref': 'Replaced'}",
                "Gone", "'P': {'Ref': 'User'}",
                "Same", "'P': 'x'");
        Template after = Stacks.things(
                "Root", "'P': 2",
                "Replaced", "'Fixed': 2, 'P': {'Ref': 'Root'}",
                "User", "'P': {'Fn::Join': ['-', [{'Ref': 'Replaced'}, {'Ref': 'New'}]]}",
                "New", "'P': {'Ref': 'Root'}",
                "Last", "'P': {'Ref': 'User'}",
                "Same", "'P': 'x'");
        for (String failing : Set.of("Root", "Replaced", "User", "New", "Last")) {
            for (Moment moment : Moment.values()) {
                created(before);
                SortedMap<String, StackState.Entry> state = stack.state().resources();
                SortedMap<String, Declaration> live = cloud.live();
                Outcome outcome = stack.update(Deploy.of(after).failing(Injection.of(failing, moment)));
                assertThat(outcome.status()).isEqualTo("UPDATE_ROLLBACK_COMPLETE");
                assertThat(outcome.failures()).containsOnlyKeys(failing);
                assertThat(stack.state().resources()).as(failing + moment).isEqualTo(state);
                assertThat(cloud.live()).as(failing + moment).isEqualTo(live);
                assertThat(stack.state().discarded()).isEmpty();
                // And it can be tried again.
                assertThat(stack.update(Deploy.of(after)).status()).isEqualTo("UPDATE_COMPLETE");
                assertThat(stack.state().resources().keySet())
                        .isEqualTo(after.resources().keySet());
                assertThat(cloud.live()).hasSize(6);
            }
        }
    }

    @Test
    void aWayBackThatFailsIsSaidAndAllCanStillBeDeleted() throws InterruptedException {
        created(Stacks.things("A", "'P': 1", "B", "'P': {'Ref': 'A'}"));
        Injection both = point -> point.operation() == Durations.Operation.UPDATE
                        && (point.logicalId().equals("A") && point.wayBack()
                                || point.logicalId().equals("B") && !point.wayBack())
                ? Optional.of("no")
                : Optional.empty();
        Template after = Stacks.things("A", "'P': 2", "B", "'P': {'Ref': 'A'}, 'Q': {'Ref': 'New'}", "New", "");
        Outcome outcome = stack.update(Deploy.of(after).failing(both));
        assertThat(outcome.status()).isEqualTo("UPDATE_ROLLBACK_FAILED");
        assertThat(outcome.failures()).containsOnlyKeys("A", "B");
        assertThatThrownBy(() -> stack.update(Deploy.of(after)))
                .isInstanceOf(RefusalException.class)
                .hasMessageContaining("is in UPDATE_ROLLBACK_FAILED state and can not be updated");
        assertThat(stack.delete(Order.AT_ONCE, Injection.none()).status()).isEqualTo("DELETE_COMPLETE");
        assertThat(cloud.live()).isEmpty();
    }

    @Test
    void outputsThatCannotBeEvaluatedTakeTheUpdateBack() throws InterruptedException {
        created(Stacks.things("A", "'P': 1", "Gone", ""));
        SortedMap<String, StackState.Entry> state = stack.state().resources();
        Template after = Stacks.template("{'Resources': {'A': {'Type': 'Test::Thing', 'Properties': {'P': 2}}},"
                + " 'Outputs': {'O': {'Value': {'Fn::GetAtt': ['A', 'Missing']}}}}");
        Outcome outcome = stack.update(Deploy.of(after));
        assertThat(outcome.status()).isEqualTo("UPDATE_ROLLBACK_COMPLETE");
        assertThat(outcome.failures().get("play"))
                .isEqualTo("Template error: resource A does not support attribute type Missing in Fn::GetAtt");
        assertThat(stack.state().resources()).isEqualTo(state);
        assertThat(cloud.live()).hasSize(2);
    }

    @Test
    void anAttributeThatChangesIsAChangeOfItsUsers() throws InterruptedException {
        Template before = Stacks.things("T", "'P': 1", "G", "'V': {'Fn::GetAtt': ['T', 'LatestVersionNumber']}");
        created(before);
        assertThat(cloud.live().get(id("G")).text("V")).isEqualTo("1");
        stack.update(Deploy.of(Stacks.things("T", "'P': 2", "G", "'V': {'Fn::GetAtt': ['T', 'LatestVersionNumber']}")));
        assertThat(cloud.live().get(id("G")).text("V")).isEqualTo("2");
    }

    @Test
    void aTypeCannotChange() throws InterruptedException {
        created(Stacks.things("A", ""));
        Template other = Stacks.template("{'Resources': {'A': {'Type': 'Custom::Other'}}}");
        assertThatThrownBy(() -> stack.update(Deploy.of(other)))
                .isInstanceOf(RefusalException.class)
                .hasMessageContaining("modifies resource type of the following resources: [A]");
        assertThat(stack.state().status()).isEqualTo("CREATE_COMPLETE");
    }

    @Test
    void aProviderThatGivesAnotherIdReplaces() throws InterruptedException {
        Template before = Stacks.template("{'Resources': {'A': {'Type': 'Custom::A', 'Properties': {'P': 1}}}}");
        Template after = Stacks.template("{'Resources': {'A': {'Type': 'Custom::A', 'Properties': {'P': 2}}}}");
        cloud = new FakeCloud(before);
        ResourceType provider = new ResourceType() {
            @Override
            public Created create(Declaration declaration) {
                return Created.named("id-" + declaration.text("P"));
            }

            @Override
            public Created update(Declaration from, Declaration to, Created created) {
                return create(to);
            }

            @Override
            public void delete(Declaration declaration, Created created) throws FailureException {
                cloud.delete(declaration, created);
            }
        };
        stack = Stacks.stack(cloud, new Types(Map.of(), Optional.of(provider), Set.of()), events);
        stack.create(Deploy.of(before));
        Outcome failed = stack.update(Deploy.of(after).failing(Injection.of("A", Moment.AFTER)));
        assertThat(failed.status()).isEqualTo("UPDATE_ROLLBACK_COMPLETE");
        assertThat(id("A")).isEqualTo("id-1");
        assertThat(cloud.log()).isEmpty();
        stack.update(Deploy.of(after));
        assertThat(id("A")).isEqualTo("id-2");
        assertThat(cloud.log()).contains("delete A ends");
    }
}
