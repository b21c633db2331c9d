package dev.scalingstages.review.judge;

import static dev.scalingstages.stage.ScalingStage.DATA_PLATFORM;
import static dev.scalingstages.stage.ScalingStage.SEPARATE_STORAGE;
import static dev.scalingstages.testing.Edits.remove;
import static dev.scalingstages.testing.Edits.replace;
import static dev.scalingstages.testing.Edits.set;
import static dev.scalingstages.testing.StageMutant.caughtBy;
import static dev.scalingstages.testing.StageMutant.mutant;
import static dev.scalingstages.testing.TemplateValues.ref;
import static org.assertj.core.api.Assertions.assertThat;

import dev.scalingstages.review.judge.Growth.Way;
import dev.scalingstages.review.knowledge.Readers;
import dev.scalingstages.review.knowledge.Readers.Binding;
import dev.scalingstages.review.plan.Finding;
import dev.scalingstages.review.plan.Plan;
import dev.scalingstages.stage.ScalingStage;
import dev.scalingstages.steps.StepFacts;
import dev.scalingstages.testing.CloudTemplate;
import dev.scalingstages.testing.CloudTemplate.Resource;
import dev.scalingstages.testing.Configuration;
import dev.scalingstages.testing.EachConfiguration;
import dev.scalingstages.testing.ReadsTemplates;
import dev.scalingstages.testing.Row;
import dev.scalingstages.testing.TemplateText;
import dev.scalingstages.testing.Templates;
import dev.scalingstages.testing.Violations;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * G10, for every way up: CloudFormation takes a step back by itself, at any moment and without asking. What servers of the
 * higher stage may have written by then, and servers of the lower one do not read, is guarded, and what guards it is looked at.
 */
@ReadsTemplates
class StepFailureTest {
    /** What keeps what is acknowledged from being written to a store that only the higher stage reads. */
    private interface Guard {
        /** What is wrong with it, if anything is. */
        Optional<String> flaw(CloudTemplate higher, Readers readers, Binding binding);
    }

    /** By variable; MaintenanceArchiveTest, FederationTest and ShardMoverTest show that workers wait for the message. */
    private static final Map<Pattern, Guard> GUARDS = Map.of(
            // SeparateStorageOrderTest: nothing of the step can fail once the server has moved its data.
            Pattern.compile("DATABASE_HOST|CONTENT_BUCKET"), StepFailureTest::movesLast,
            Pattern.compile("ACCOUNTS_DATABASE_HOST|SHARD_\\d+_HOST|COUNTERS_TABLE|SHARD_MAP_TABLE"),
                    StepFailureTest::waitsForTheOperator,
            Pattern.compile("ARCHIVE_BUCKET|WAREHOUSE_WORKGROUP"), StepFailureTest::waitsForTheOperator,
            // Requests that the schedule makes again each night.
            Pattern.compile("ARCHIVE_QUEUE_URL"), (higher, readers, binding) -> Optional.empty(),
            // The photos themselves are in the bucket, which both stages read.
            Pattern.compile("PHOTOS_QUEUE_URL"), StepFailureTest::photosAreInTheBucket,
            Pattern.compile("WRITES_QUEUE_URL"), StepFailureTest::workersLiveLonger);

    static Stream<Way> ways() {
        return Growth.up()
                .filter(way -> Growth.plan(way).findings().stream()
                        .noneMatch(finding -> finding.rule() == Finding.Rule.STRANDED));
    }

    @ParameterizedTest
    @MethodSource("ways")
    @Row("G10")
    @DisplayName("whatever a step that is taken back has written elsewhere is guarded")
    void whatOnlyTheHigherStageReadsIsGuarded(Way way) {
        CloudTemplate higher = Templates.of(way.variant(), way.to());
        Plan back = Growth.plan(new Way(way.variant(), way.to(), way.from()));
        assertThat(unguarded(higher, back)).isEmpty();
    }

    private static List<String> unguarded(CloudTemplate higher, Plan back) {
        Violations violations = new Violations();
        Readers readers = Readers.of(back.comparison().before(), back.comparison());
        Set<String> unread = new TreeSet<>(readers.stores());
        unread.removeAll(
                Readers.of(back.comparison().after(), back.comparison()).stores());
        // What is in the cache is a copy.
        unread.removeIf(store -> higher.resource(store).type().equals("AWS::ElastiCache::ReplicationGroup"));
        readers.bindings().stream()
                .filter(binding -> unread.contains(binding.store()))
                .forEach(binding -> flaw(higher, readers, binding)
                        .ifPresent(flaw -> violations.unless(
                                false,
                                "%s (%s of %s) %s"
                                        .formatted(binding.store(), binding.variable(), binding.reader(), flaw))));
        return violations;
    }

    private static Optional<String> flaw(CloudTemplate higher, Readers readers, Binding binding) {
        List<Guard> guards = GUARDS.entrySet().stream()
                .filter(guard -> guard.getKey().matcher(binding.variable()).matches())
                .map(Map.Entry::getValue)
                .toList();
        return guards.isEmpty()
                ? Optional.of("is read by the higher stage alone, and nothing guards what is written there")
                : guards.get(0).flaw(higher, readers, binding);
    }

    private static Optional<String> movesLast(CloudTemplate higher, Readers readers, Binding binding) {
        Set<String> variables = readers.bindings().stream()
                .filter(each -> each.reader().equals(binding.reader()))
                .map(Binding::variable)
                .collect(Collectors.toSet());
        boolean isMover = higher.resource(binding.reader()).type().equals("AWS::EC2::Instance")
                && variables.stream()
                        .anyMatch(variable -> StepFacts.all()
                                .move(variable)
                                .filter(move -> move.isMadeBy(variables))
                                .isPresent());
        return isMover ? Optional.empty() : Optional.of("is written to by who does not move the data first");
    }

    private static Optional<String> waitsForTheOperator(CloudTemplate higher, Readers readers, Binding binding) {
        return higher.resources().stream()
                .filter(resource -> resource.properties().toString().contains("spread"))
                .findFirst()
                .map(resource ->
                        "is written to without the operator's word: %s asks for it".formatted(resource.logicalId()));
    }

    private static Optional<String> photosAreInTheBucket(CloudTemplate higher, Readers readers, Binding binding) {
        return readers.storesOf("CONTENT_BUCKET").isEmpty()
                ? Optional.of("holds uploads that are nowhere else")
                : Optional.empty();
    }

    /** CloudFormation removes new fleets last, so workers empty the queue when nobody fills it any more. */
    private static Optional<String> workersLiveLonger(CloudTemplate higher, Readers readers, Binding binding) {
        List<Resource> workers = groups(higher, readers, "ARCHIVE_QUEUE_URL");
        List<Resource> fillers = new ArrayList<>(groups(higher, readers, "WRITES_QUEUE_URL"));
        fillers.removeAll(workers);
        return fillers.stream()
                .filter(filler -> workers.isEmpty()
                        || workers.stream()
                                .noneMatch(worker -> higher.before(filler).contains(worker.logicalId())))
                .findFirst()
                .map(filler -> "is filled by %s, which does not wait for workers".formatted(filler.logicalId()));
    }

    private static List<Resource> groups(CloudTemplate template, Readers readers, String variable) {
        Set<String> launchTemplates = readers.bindings().stream()
                .filter(binding -> binding.variable().equals(variable))
                .map(Binding::reader)
                .collect(Collectors.toSet());
        return template.resources("AWS::AutoScaling::AutoScalingGroup").stream()
                .filter(group ->
                        CloudTemplate.references(group.properties()).stream().anyMatch(launchTemplates::contains))
                .toList();
    }

    @TestFactory
    @Row("G10")
    DynamicNode theCheckObjects() {
        return caughtBy(
                StepFailureTest::afterTheStageBefore,
                mutant(
                        DATA_PLATFORM,
                        template -> template.resource("WriteApiGroup14C87CE8"),
                        remove("/DependsOn"),
                        "is filled by WriteApiGroup14C87CE8, which does not wait for workers"),
                mutant(
                        DATA_PLATFORM,
                        template -> template.add(
                                "Early",
                                "AWS::Scheduler::Schedule",
                                Map.of("Target", Map.of("Input", "{\"job\":\"spread\"}"))),
                        "is written to without the operator's word: Early asks for it"),
                mutant(
                        DATA_PLATFORM,
                        template -> {
                            template.add("Later", "AWS::DynamoDB::Table", Map.of());
                            template.add(
                                    "Reader",
                                    "AWS::Lambda::Function",
                                    Map.of("Environment", Map.of("Variables", Map.of("LATER_TABLE", ref("Later")))));
                        },
                        "Later (LATER_TABLE of Reader) is read by the higher stage alone"),
                mutant(
                        SEPARATE_STORAGE,
                        "AWS::EC2::Instance",
                        replace("UserData", "DATA_VOLUME_ID", "ANOTHER_VOLUME"),
                        "is written to by who does not move the data first"));
    }

    private static List<String> afterTheStageBefore(CloudTemplate higher) {
        ScalingStage stage = higher.resources("AWS::Scheduler::Schedule").isEmpty() ? SEPARATE_STORAGE : DATA_PLATFORM;
        CloudTemplate lower = Templates.of(ScalingStage.of(stage.number() - 1));
        return unguarded(higher, Growth.plan(higher.json(), lower.json()));
    }

    @EachConfiguration
    @Row("G10")
    @DisplayName("a log group stays when a failed deploy leaves behind what goes on writing to it")
    void logGroupsStayWithTheirWriters(Configuration configuration) {
        configuration.meets(StepFailureTest::logGroupsThatAreMadeAgain);
    }

    private static List<String> logGroupsThatAreMadeAgain(CloudTemplate template) {
        Violations violations = new Violations();
        Set<String> taken = template.resources("AWS::Logs::LogGroup").stream()
                .filter(group -> !group.at("/LogGroupName").isMissingNode())
                .filter(group -> !isRetained(group))
                .map(Resource::logicalId)
                .collect(Collectors.toSet());
        for (Resource writer : template.resources()) {
            if (isRetained(writer)) {
                Set<String> needs = new TreeSet<>(CloudTemplate.references(writer.properties()));
                needs.addAll(TemplateText.each(writer.json().path("DependsOn")));
                taken.stream()
                        .filter(needs::contains)
                        .forEach(group -> violations.unless(
                                false,
                                "%s goes with a failed deploy, %s stays and makes it again: the next try finds its name taken"
                                        .formatted(group, writer.logicalId())));
            }
        }
        return violations;
    }

    private static boolean isRetained(Resource resource) {
        return resource.json().path("DeletionPolicy").asText().equals("Retain");
    }

    @TestFactory
    @Row("G10")
    DynamicNode aLogGroupThatIsMadeAgainIsFound() {
        return caughtBy(
                StepFailureTest::logGroupsThatAreMadeAgain,
                mutant(
                        SEPARATE_STORAGE,
                        template -> template.resource("DatabaseLogGrouperrorCC0CB288"),
                        set("/DeletionPolicy", "RetainExceptOnCreate"),
                        "goes with a failed deploy, DatabaseInstance02E622FB stays"));
    }
}
