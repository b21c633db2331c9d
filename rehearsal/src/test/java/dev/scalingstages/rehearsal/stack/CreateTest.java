package dev.scalingstages.rehearsal.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.scalingstages.rehearsal.stack.Outcome.Left;
import dev.scalingstages.rehearsal.stack.Stacks.Events;
import dev.scalingstages.review.template.Template;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CreateTest {
    private final Events events = new Events();

    @Test
    void independentResourcesAreMadeAtTheSameTimeAndCancelledTogether() throws InterruptedException {
        CountDownLatch started = new CountDownLatch(3);
        ResourceType slow = new ResourceType() {
            @Override
            public Created create(Declaration declaration) throws FailureException, InterruptedException {
                started.countDown();
                started.await();
                if (declaration.logicalId().equals("B")) {
                    throw new FailureException("no capacity");
                }
                Thread.sleep(60_000);
                return Created.named("never");
            }

            @Override
            public Created update(Declaration before, Declaration after, Created created) {
                throw new IllegalStateException();
            }

            @Override
            public void delete(Declaration declaration, Created created) {
                assertThat(created.physicalId()).isEmpty();
            }
        };
        Template template = Stacks.things("A", "", "B", "", "C", "", "Later", "'P': {'Ref': 'A'}");
        Stack stack = Stacks.stack(
                new FakeCloud(), new Types(Map.of("Test::Thing", slow), Optional.empty(), Set.of()), events);
        Outcome outcome = stack.create(Deploy.of(template));
        assertThat(outcome.status()).isEqualTo("ROLLBACK_COMPLETE");
        assertThat(outcome.failures()).containsExactly(Map.entry("B", "no capacity"));
        assertThat(events.of("A"))
                .containsExactly(
                        "A CREATE_IN_PROGRESS",
                        "A CREATE_FAILED: Resource creation cancelled",
                        "A DELETE_IN_PROGRESS",
                        "A DELETE_COMPLETE");
        assertThat(events.of("Later")).isEmpty();
        assertThat(events.of("play"))
                .containsExactly(
                        "play CREATE_IN_PROGRESS: User Initiated",
                        "play ROLLBACK_IN_PROGRESS: The following resource(s) failed to create: [B]. Rollback requested"
                                + " by user.",
                        "play ROLLBACK_COMPLETE");
    }

    @ParameterizedTest
    @CsvSource({"Retain, true", "RetainExceptOnCreate, false", "Snapshot, false", "Delete, false"})
    void policiesDecideWhatAFailedCreationLeaves(String policy, boolean isKept) throws InterruptedException {
        Template template = Stacks.template(
                "{'Resources': {'A': {'Type': 'Test::Thing', 'DeletionPolicy': '%s'}, 'B': {'Type': 'Test::Thing',"
                                .formatted(policy)
                        + " 'DependsOn': 'A'}}}");
        FakeCloud cloud = new FakeCloud(template);
        cloud.failHalfMade("B");
        Outcome outcome = Stacks.stack(cloud, events, template).create(Deploy.of(template));
        assertThat(outcome.status()).isEqualTo("ROLLBACK_COMPLETE");
        assertThat(cloud.live().values())
                .extracting(Declaration::logicalId)
                .isEqualTo(isKept ? List.of("A") : List.of());
        assertThat(outcome.left()).extracting(Left::logicalId).isEqualTo(isKept ? List.of("A") : List.of());
    }

    @Test
    void aSnapshotIsAskedForInTheDeclaration() throws InterruptedException {
        Template template =
                Stacks.template("{'Resources': {'A': {'Type': 'Test::Thing', 'DeletionPolicy': 'RetainExceptOnCreate',"
                        + " 'UpdateReplacePolicy': 'Snapshot', 'Properties': {'Fixed': 1}}}}");
        String[] asked = new String[1];
        FakeCloud cloud = new FakeCloud(template);
        ResourceType type = new ResourceType() {
            @Override
            public Created create(Declaration declaration) throws FailureException, InterruptedException {
                return cloud.create(declaration);
            }

            @Override
            public Created update(Declaration before, Declaration after, Created created) throws FailureException {
                return cloud.update(before, after, created);
            }

            @Override
            public void delete(Declaration declaration, Created created) {
                asked[0] = declaration.attribute("DeletionPolicy").asText();
            }
        };
        Stack stack = Stacks.stack(cloud, new Types(Map.of("Test::Thing", type), Optional.empty(), Set.of()), events);
        stack.create(Deploy.of(template));
        stack.update(Deploy.of(Stacks.things("A", "'Fixed': 2")));
        assertThat(asked).containsExactly("Snapshot");
    }

    @Test
    void protectionFailsTheRollbackAndTheDeletionUntilItIsGone() throws InterruptedException {
        Template template = Stacks.things("A", "", "B", "'P': {'Ref': 'A'}", "C", "'P': {'Ref': 'B'}");
        FakeCloud cloud = new FakeCloud(template);
        cloud.refuseToDelete("B");
        Stack stack = Stacks.stack(cloud, events, template);
        Outcome outcome = stack.create(Deploy.of(template).failing(Injection.of("C", Injection.Moment.BEFORE)));
        assertThat(outcome.status()).isEqualTo("ROLLBACK_FAILED");
        assertThat(outcome.failures().get("B")).contains("deletion protection");
        assertThat(outcome.left()).extracting(Left::logicalId).containsExactlyInAnyOrder("A", "B");
        assertThat(stack.state().resources()).containsOnlyKeys("A", "B");
        assertThat(stack.delete(Order.AT_ONCE, Injection.none()).status()).isEqualTo("DELETE_FAILED");
        assertThat(events.lines()).contains("play DELETE_FAILED: The following resource(s) failed to delete: [B].");
    }

    @Test
    void aStackIsCreatedOnceUntilItIsDeleted() throws InterruptedException {
        Template template = Stacks.things("A", "");
        Stack stack = Stacks.stack(new FakeCloud(template), events, template);
        assertThatThrownBy(() -> stack.delete(Order.AT_ONCE, Injection.none()))
                .hasMessage("Stack with id play does not exist");
        assertThatThrownBy(() -> stack.update(Deploy.of(template))).isInstanceOf(RefusalException.class);
        stack.create(Deploy.of(template));
        assertThatThrownBy(() -> stack.create(Deploy.of(template))).hasMessage("Stack [play] already exists");
        stack.delete(Order.AT_ONCE, Injection.none());
        assertThat(stack.create(Deploy.of(template)).status()).isEqualTo("CREATE_COMPLETE");
    }

    @Test
    void unknownTypesAreRefusedBeforeAnythingIsMade() {
        Template template = Stacks.template("{'Resources': {'A': {'Type': 'Test::Thing'}, 'B': {'Type': 'Test::Other'},"
                + " 'C': {'Type': 'Test::Other'}}}");
        FakeCloud cloud = new FakeCloud(template);
        Stack stack = Stacks.stack(cloud, new Types(Map.of("Test::Thing", cloud), Optional.empty(), Set.of()), events);
        assertThatThrownBy(() -> stack.create(Deploy.of(template)))
                .hasMessage("types of resources that this play does not know: {Test::Other=[B, C]}");
        assertThat(cloud.log()).isEmpty();
        assertThat(events.lines()).isEmpty();
    }

    @Test
    void acceptedTypesHaveInventedIdsAndAttributesAndAreSaid() throws InterruptedException {
        Template template = Stacks.template("{'Resources': {'A': {'Type': 'AWS::SNS::Topic'}, 'B': {'Type':"
                + " 'AWS::IAM::Role'}, 'C': {'Type': 'Test::Thing', 'Properties': {'P': {'Ref': 'A'},"
                + " 'Q': {'Fn::GetAtt':"
                + " ['B', 'Arn']}, 'R': {'Fn::GetAtt': ['B', 'RoleId']}}}}}");
        FakeCloud cloud = new FakeCloud(template);
        Stack stack = Stacks.stack(
                cloud,
                new Types(Map.of("Test::Thing", cloud), Optional.empty(), Set.of("AWS::SNS::Topic", "AWS::IAM::Role")),
                events);
        stack.create(Deploy.of(template));
        Declaration user = stack.state().resource("C").orElseThrow().declaration();
        assertThat(user.text("P")).matches("arn:aws:sns:eu-central-1:123456789012:play-A-....");
        assertThat(user.text("Q")).matches("arn:aws:iam:eu-central-1:123456789012:play-B-....");
        assertThat(user.text("R")).matches("play-B-....-RoleId");
        assertThat(stack.notPlayed(template)).containsExactly("AWS::IAM::Role", "AWS::SNS::Topic");
        assertThat(events.of("A")).contains("A CREATE_COMPLETE: accepted, not played");
        assertThat(events.of("C")).contains("C CREATE_COMPLETE");
    }
}
