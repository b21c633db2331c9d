package dev.scalingstages.requirements.growth;

import static dev.scalingstages.testing.Edits.replace;
import static org.assertj.core.api.Assertions.assertThat;

import dev.scalingstages.requirements.stage6.DataPlatformParts;
import dev.scalingstages.review.judge.Growth;
import dev.scalingstages.review.judge.Growth.Way;
import dev.scalingstages.review.plan.Finding;
import dev.scalingstages.review.plan.Finding.Rule;
import dev.scalingstages.review.plan.Plan;
import dev.scalingstages.review.plan.Plan.Verdict;
import dev.scalingstages.review.report.PlanFormat;
import dev.scalingstages.servers.MoveTime;
import dev.scalingstages.stage.ScalingStage;
import dev.scalingstages.testing.CloudTemplate;
import dev.scalingstages.testing.CloudTemplate.Resource;
import dev.scalingstages.testing.ReadsTemplates;
import dev.scalingstages.testing.Row;
import dev.scalingstages.testing.Templates;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** G9: every way between two stages serves what the old one held, or is refused with the way that does. */
@ReadsTemplates
class GrowthServedTest {
    /** What is served by whom on the thirty ways, as a table: a line for the stage that is left, a column for the other. */
    private static final Map<Integer, List<String>> TABLE = Map.of(
            1, List.of("-", "served", "stranded", "stranded", "stranded", "stranded"),
            2, List.of("move first", "-", "served", "served", "served", "served"),
            3, List.of("move first", "served", "-", "served", "served", "served"),
            4, List.of("move first", "served", "served", "-", "served", "served"),
            5, List.of("move first", "served", "served", "served", "-", "served"),
            6, List.of("move first", "move first", "move first", "move first", "move first", "-"));

    private static final Set<Rule> UNREAD = Set.of(Rule.STRANDED, Rule.MOVE_FIRST);

    static Stream<Way> ways() {
        return Stream.concat(Growth.up(), Growth.down());
    }

    static Stream<Way> jumps() {
        return Growth.up().filter(way -> way.from().number() == 1 && way.to().number() > 2);
    }

    static Stream<Way> backToTheBox() {
        return Growth.down().filter(way -> way.to().number() == 1);
    }

    static Stream<Way> down() {
        return Growth.down().filter(way -> !unread(Growth.plan(way)).isEmpty());
    }

    @ParameterizedTest
    @MethodSource("ways")
    @Row("G9")
    @DisplayName("each of the thirty ways serves what the old stage held, or is refused")
    void eachWayHasItsVerdict(Way way) {
        Plan plan = Growth.plan(way);
        String expected = TABLE.get(way.from().number()).get(way.to().number() - 1);
        assertThat(told(plan)).isEqualTo(expected);
        assertThat(plan.verdict() == Verdict.LOST).as("refused").isEqualTo(!expected.equals("served"));
    }

    @ParameterizedTest
    @MethodSource("jumps")
    @Row("G9")
    @DisplayName("a jump over the stage that moves the box's data is refused with the way through it, and the outage")
    void aJumpIsRefusedWithTheWay(Way way) {
        Plan plan = Growth.plan(way);
        String printed = PlanFormat.TEXT.print(plan, "./cdk deploy").replaceAll("\\s+", " ");
        assertThat(unread(plan)).extracting(Finding::rule).containsOnly(Rule.STRANDED);
        assertThat(printed)
                .contains("AWS::EC2::Volume", "Do not deploy this")
                .contains("./review growth 1 2, then ./review growth 2 %d."
                        .formatted(way.to().number()))
                .contains("refuses writes (503), for about %d minutes for each GiB".formatted(MoveTime.minutes(1)))
                .doesNotContain("./cdk deploy");
        assertThat(Growth.plan(way, true).verdict())
                .as("whatever the operator says, since what takes over is not there yet")
                .isEqualTo(Verdict.LOST);
    }

    @ParameterizedTest
    @MethodSource("down")
    @Row("G9")
    @DisplayName("a way down that leaves data unread is taken when the operator says that it was moved, and not before")
    void aWayDownIsTakenOnTheOperatorsWord(Way way) {
        assertThat(Growth.plan(way).verdict()).isEqualTo(Verdict.LOST);
        Plan moved = Growth.plan(way, true);
        assertThat(moved.findings().stream().filter(moved::blocks).map(Finding::rule))
                .isSubsetOf(Rule.REFUSED);
        assertThat(PlanFormat.TEXT.print(moved, "").replaceAll("\\s+", " "))
                .contains(
                        "provided that the data was moved, as you say",
                        "Moved before, as you say, and not read afterwards");
        assertThat(unread(Growth.plan(way)))
                .allSatisfy(finding -> assertThat(finding.remedy())
                        .contains("./review growth %d %d --data-moved"
                                .formatted(way.from().number(), way.to().number())));
    }

    @ParameterizedTest
    @MethodSource("backToTheBox")
    @Row("G9")
    @DisplayName("back to the box there is a command, at the one stage whose server knows both sides")
    void theCommandBackToTheBoxIsNamed(Way way) {
        assertThat(unread(Growth.plan(way)))
                .filteredOn(finding -> finding.what().contains("(CONTENT_BUCKET)")
                        || finding.what().contains("DATABASE_HOST"))
                .filteredOn(finding -> !finding.what().contains("ACCOUNTS_"))
                .hasSize(2)
                .allSatisfy(finding -> assertThat(finding.remedy())
                        .contains("withdraw-from-separate-storage")
                        .matches(remedy -> way.from().number() == 2
                                || remedy.contains("./review growth %d 2. At stage 2"
                                        .formatted(way.from().number()))));
    }

    @Test
    @Row("G9")
    @DisplayName("back from stage 6 each shard, the accounts, tables, queues, archive and warehouse are named")
    void whatOnlyStage6ReadsIsNamed() {
        Plan plan = Growth.plan(
                Templates.of(ScalingStage.DATA_PLATFORM).json(),
                Templates.of(ScalingStage.AUTOSCALED).json());
        Map<String, Long> types = unread(plan).stream()
                .collect(Collectors.groupingBy(
                        finding -> plan.changes().stream()
                                .filter(change -> change.logicalId().equals(finding.logicalId()))
                                .findFirst()
                                .orElseThrow()
                                .type(),
                        TreeMap::new,
                        Collectors.counting()));
        assertThat(types)
                .isEqualTo(Map.of(
                        "AWS::DynamoDB::Table", 2L,
                        "AWS::RDS::DBInstance", 4L,
                        "AWS::RedshiftServerless::Namespace", 1L,
                        "AWS::S3::Bucket", 1L,
                        "AWS::SQS::Queue", 3L));
    }

    private static final List<StepMutant> MUTANTS = List.of(
            mutant(
                    1,
                    2,
                    all -> told(all, reference(all.only("AWS::EC2::Volume")), "\"none\""),
                    Rule.STRANDED,
                    "AWS::EC2::Volume"),
            mutant(
                    2,
                    3,
                    all -> told(all, address(database(all)), "\"db.example.com\""),
                    Rule.MOVE_FIRST,
                    "Nothing reads AWS::RDS::DBInstance"),
            mutant(
                    4,
                    5,
                    all -> told(all, reference(content(all)), "\"files\""),
                    Rule.MOVE_FIRST,
                    "Nothing reads AWS::S3::Bucket Content"),
            mutant(
                    3,
                    4,
                    all -> told(all, reference(content(all)), reference(logs(all))),
                    Rule.MOVE_FIRST,
                    "and names AccessLogs"),
            mutant(
                    5,
                    6,
                    all -> told(all, address(database(all)), address(accounts(all))),
                    Rule.MOVE_FIRST,
                    "and names Accounts"),
            mutant(
                    5,
                    4,
                    all -> told(all, address(database(all)), "\"db.example.com\""),
                    Rule.MOVE_FIRST,
                    "Nothing reads AWS::RDS::DBInstance"));

    static Stream<Arguments> judged() {
        return StepMutant.judged(MUTANTS);
    }

    @ParameterizedTest
    @MethodSource("judged")
    @Row("G9")
    @DisplayName("the plan objects to a stage whose servers are told of something else, or of nothing")
    void thePlanObjectsTo(StepMutant mutant, Plan plan) {
        mutant.assertCaughtBy(plan);
    }

    @Test
    @Row("G9")
    @DisplayName("the box's volume may go unread only after a server that was told of both sides has moved it")
    void theVolumeIsDoneWithOnlyAfterItsMove() {
        CloudTemplate deployed = Templates.of(ScalingStage.SEPARATE_STORAGE);
        told(deployed, reference(content(deployed)), "\"none\"");
        Plan plan = Growth.plan(
                deployed.json(), Templates.of(ScalingStage.LOAD_BALANCED).json());
        assertThat(unread(plan)).anyMatch(finding -> finding.what().contains("AWS::EC2::Volume"));
    }

    @Test
    @Row("G9")
    @DisplayName("two templates of ours in files are judged like stages, and so is a change of one stage")
    void aChangeOfOneStageIsJudged() {
        CloudTemplate changed = Templates.of(ScalingStage.DATA_PLATFORM);
        told(changed, reference(changed.resource("JobsWritesQueueE513AF44")), "\"none\"");
        assertThat(unread(Growth.plan(Templates.of(ScalingStage.DATA_PLATFORM).json(), changed.json())))
                .singleElement()
                .satisfies(finding -> assertThat(finding.what()).contains("AWS::SQS::Queue", "WRITES_QUEUE_URL"));
    }

    private static StepMutant mutant(int from, int to, Consumer<CloudTemplate> change, Rule rule, String words) {
        return new StepMutant(words, ScalingStage.of(from), ScalingStage.of(to), change, rule, words);
    }

    private static List<Finding> unread(Plan plan) {
        return plan.findings().stream()
                .filter(finding -> UNREAD.contains(finding.rule()))
                .toList();
    }

    private static String told(Plan plan) {
        Set<Rule> rules = unread(plan).stream().map(Finding::rule).collect(Collectors.toSet());
        return rules.isEmpty()
                ? "served"
                : rules.stream()
                        .map(rule -> rule.name().toLowerCase(Locale.ROOT).replace('_', ' '))
                        .sorted()
                        .collect(Collectors.joining(", "));
    }

    /** Servers are told of something else. */
    private static void told(CloudTemplate all, String instead, String of) {
        for (String type : List.of("AWS::EC2::Instance", "AWS::EC2::LaunchTemplate")) {
            all.resources(type).forEach(server -> all.mutate(server, replace("/Properties", instead, of)));
        }
    }

    private static String reference(Resource resource) {
        return "{\"Ref\":\"%s\"}".formatted(resource.logicalId());
    }

    private static String address(Resource resource) {
        return "{\"Fn::GetAtt\":[\"%s\",\"Endpoint.Address\"]}".formatted(resource.logicalId());
    }

    private static Resource database(CloudTemplate all) {
        return all.first(
                "AWS::RDS::DBInstance", database -> database.logicalId().startsWith("DatabaseInstance"));
    }

    private static Resource accounts(CloudTemplate all) {
        return DataPlatformParts.toldResource(all, DataPlatformParts.WORKER, "ACCOUNTS_DATABASE_HOST");
    }

    private static Resource content(CloudTemplate all) {
        return bucket(all, "ContentBucket");
    }

    private static Resource logs(CloudTemplate all) {
        return bucket(all, "AccessLogsBucket");
    }

    private static Resource bucket(CloudTemplate all, String prefix) {
        return all.first("AWS::S3::Bucket", bucket -> bucket.logicalId().startsWith(prefix));
    }
}
