package dev.scalingstages.review.judge;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.scalingstages.review.judge.KnownCase.Expected;
import dev.scalingstages.review.judge.KnownCase.ExpectedFinding;
import dev.scalingstages.review.knowledge.BeyondTheSchema;
import dev.scalingstages.review.knowledge.Departure;
import dev.scalingstages.review.knowledge.Fate;
import dev.scalingstages.review.knowledge.InPlaceChange;
import dev.scalingstages.review.knowledge.Replaceable;
import dev.scalingstages.review.plan.Change;
import dev.scalingstages.review.plan.Finding.Rule;
import dev.scalingstages.review.plan.Outcome;
import dev.scalingstages.review.plan.Plan;
import dev.scalingstages.review.plan.Unknown;
import dev.scalingstages.review.template.Comparison;
import dev.scalingstages.review.template.Resource;
import dev.scalingstages.review.template.Template;
import dev.scalingstages.review.template.TemplateComparer;
import dev.scalingstages.steps.StepFacts;
import dev.scalingstages.testing.BesideTheCdk;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BiPredicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The growth check against changes whose outcome is known from elsewhere: from AWS's documentation, or from whoever was
 * hit. The cases are files, to which anybody can add one; none comes from our stages.
 */
@BesideTheCdk
class KnownCasesTest {
    private static final int FEWEST = 25;

    private static final Map<KnownCase, Plan> PLANS = plans();

    static Stream<KnownCase> cases() {
        return PLANS.keySet().stream();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void theCheckSaysWhatAwsDoes(KnownCase known) {
        Plan plan = PLANS.get(known);
        Expected expected = known.expected();
        String told = told(known, plan);
        assertThat(ExpectedFinding.of(plan)).as("findings %s", told).isEqualTo(Set.copyOf(expected.findings()));
        assertThat(outcomes(plan)).as("outcomes %s", told).isEqualTo(expected.outcomes());
        assertThat(plan.unknowns().stream()
                        .filter(Unknown::matters)
                        .map(Unknown::subject)
                        .distinct())
                .as("unknowns %s", told)
                .containsExactlyInAnyOrderElementsOf(expected.unknowns());
        assertThat(plan.isSafe()).as("safety %s", told).isEqualTo(expected.safe());
        assertThat(fates(plan)).as("fates %s", told).containsAllEntriesOf(expected.fates());
    }

    @Test
    @DisplayName(
            "A template that is deployed again as it is changes nothing, unless what it looks up is another by then")
    void theSameTemplateChangesNothing() {
        List<Template> templates = cases().flatMap(known -> Stream.of(known.templateBefore(), known.templateAfter()))
                .toList();
        List<Comparison> same = Comparing.comparer()
                .compare(templates.stream()
                        .map(template -> new TemplateComparer.Pair(template, template))
                        .toList());
        assertThat(same.stream()
                        .map(Comparing.check()::plan)
                        .filter(plan -> plan.findings().stream().noneMatch(finding -> finding.rule() == Rule.UNPINNED))
                        .filter(plan -> plan.verdict() != Plan.Verdict.NOTHING_CHANGES)
                        .map(plan -> plan.findings().toString() + plan.unknowns()))
                .isEmpty();
    }

    @Test
    @DisplayName("There are cases enough, each with its own title and its source")
    void thereAreCasesEnough() {
        assertThat(PLANS).hasSizeGreaterThanOrEqualTo(FEWEST);
        assertThat(cases().map(KnownCase::title)).doesNotHaveDuplicates();
        assertThat(cases().map(KnownCase::source)).allMatch(source -> source.matches("https://\\S+"));
    }

    @ParameterizedTest
    @EnumSource
    void eachRuleIsExpected(Rule rule) {
        assertThat(cases().flatMap(known -> known.expected().findings().stream()))
                .extracting(ExpectedFinding::rule)
                .contains(rule);
    }

    static Stream<InPlaceChange> inPlaceChanges() {
        return Stream.concat(InPlaceChange.all().stream(), StepFacts.all().inPlaceChanges().stream());
    }

    @ParameterizedTest
    @MethodSource("inPlaceChanges")
    @DisplayName("Each change in place has a case where it holds, and one where it does not unless it always does")
    void eachChangeInPlaceHasItsCases(InPlaceChange change) {
        assertHasCases(touched(change.type(), change.property()), change.when(), change.when() != InPlaceChange.ALWAYS);
    }

    @ParameterizedTest
    @MethodSource("dev.scalingstages.review.knowledge.BeyondTheSchema#all")
    @DisplayName("Each change that is worse than the schema says has its cases likewise")
    void eachChangeBeyondTheSchemaHasItsCases(BeyondTheSchema rule) {
        assertHasCases(touched(rule.type(), rule.property()), rule.when(), rule.when() != BeyondTheSchema.ALWAYS);
    }

    @ParameterizedTest
    @MethodSource("dev.scalingstages.review.knowledge.Replaceable#all")
    @DisplayName("Each type that may be replaced is replaced in a case")
    void eachReplaceableTypeIsReplaced(Replaceable replaceable) {
        assertThat(changes(Outcome.REPLACED))
                .anyMatch(each -> each.change.type().equals(replaceable.type()) && each.isUnopposed());
    }

    static Stream<Departure> departures() {
        return Stream.concat(Departure.all().stream(), StepFacts.all().departures().stream());
    }

    @ParameterizedTest
    @MethodSource("departures")
    @DisplayName("Each departure is taken in a case, and refused in one at another step unless it is allowed at any")
    void eachDepartureIsTaken(Departure departure) {
        assertThat(changes(Outcome.REMOVED))
                .anyMatch(each -> each.isAllowedBy(departure) && each.isUnopposed())
                .anyMatch(each -> departure.stage() == 0
                        || departure.isOf(each.change.resource()) && !each.isAllowedBy(departure));
    }

    /** A change of one case. */
    private record OneChange(Plan plan, Change change) {
        boolean isUnopposed() {
            return plan.findings().stream()
                    .noneMatch(finding -> finding.logicalId().equals(change.logicalId()));
        }

        boolean isAllowedBy(Departure departure) {
            return plan.application()
                    .departure(change.resource(), plan.step())
                    .filter(departure::equals)
                    .isPresent();
        }
    }

    private static Stream<OneChange> changes(Outcome outcome) {
        return PLANS.values().stream()
                .flatMap(plan -> plan.changes(outcome).stream().map(change -> new OneChange(plan, change)));
    }

    /** The resources of a type, before and after, of which a case changes a property. */
    private static List<Map.Entry<Resource, Resource>> touched(String type, String property) {
        return PLANS.values().stream()
                .flatMap(plan -> plan.changes().stream())
                .filter(change -> change.type().equals(type))
                .filter(change -> change.properties().stream()
                        .anyMatch(each ->
                                each.name().equals(property) && each.because().isEmpty()))
                .map(change ->
                        Map.entry(change.before().orElseThrow(), change.after().orElseThrow()))
                .toList();
    }

    private static void assertHasCases(
            List<Map.Entry<Resource, Resource>> touched, BiPredicate<Resource, Resource> when, boolean conditional) {
        assertThat(touched).as("where it holds").anyMatch(each -> when.test(each.getKey(), each.getValue()));
        if (conditional) {
            assertThat(touched).as("where it does not").anyMatch(each -> !when.test(each.getKey(), each.getValue()));
        }
    }

    private static SortedMap<String, Outcome> outcomes(Plan plan) {
        SortedMap<String, Outcome> outcomes = new TreeMap<>();
        plan.changes().stream()
                .filter(change -> change.outcome() != Outcome.UNCHANGED)
                .forEach(change -> outcomes.put(change.logicalId(), change.outcome()));
        return outcomes;
    }

    private static SortedMap<String, Fate> fates(Plan plan) {
        SortedMap<String, Fate> fates = new TreeMap<>();
        plan.changes().forEach(change -> change.fate().ifPresent(fate -> fates.put(change.logicalId(), fate)));
        return fates;
    }

    private static String told(KnownCase known, Plan plan) {
        return "of \"%s\" (%s)%nexpected: %s%nactual:%n%s%n"
                .formatted(
                        known.title(),
                        known.source(),
                        known.expected().findings(),
                        plan.findings().stream()
                                .map(finding ->
                                        "- %s %s: %s".formatted(finding.rule(), finding.logicalId(), finding.what()))
                                .collect(joining(System.lineSeparator())));
    }

    /** One start of Node for all cases. */
    private static Map<KnownCase, Plan> plans() {
        List<KnownCase> cases = new ArrayList<>(KnownCase.inFolder());
        cases.add(tooManyResources());
        List<Comparison> comparisons = Comparing.comparer()
                .compare(cases.stream()
                        .map(known -> new TemplateComparer.Pair(known.templateBefore(), known.templateAfter()))
                        .toList());
        Map<KnownCase, Plan> plans = new LinkedHashMap<>();
        for (int index = 0; index < cases.size(); index++) {
            plans.put(cases.get(index), Comparing.check().plan(comparisons.get(index)));
        }
        return plans;
    }

    /** Made here, since nobody wants to read five hundred topics. */
    private static KnownCase tooManyResources() {
        SortedMap<String, Outcome> outcomes = new TreeMap<>(Map.of("Topic500", Outcome.ADDED));
        return new KnownCase(
                "A stack outgrows 500 resources: CloudFormation refuses the template",
                "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html",
                topics(500),
                topics(501),
                new Expected(false, outcomes, null, List.of(new ExpectedFinding(Rule.REFUSED, "")), null));
    }

    private static ObjectNode topics(int count) {
        ObjectNode template = new ObjectMapper().createObjectNode();
        ObjectNode resources = template.putObject("Resources");
        for (int number = 0; number < count; number++) {
            resources.putObject("Topic" + number).put("Type", "AWS::SNS::Topic");
        }
        return template;
    }
}
