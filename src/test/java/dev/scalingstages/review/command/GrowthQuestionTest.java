package dev.scalingstages.review.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.scalingstages.review.judge.Comparing;
import dev.scalingstages.review.report.PlanFormat;
import dev.scalingstages.review.template.InvalidTemplateException;
import dev.scalingstages.steps.StepFacts;
import dev.scalingstages.testing.BesideTheCdk;
import dev.scalingstages.testing.ProjectFiles;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What the growth check answers, and how it ends. */
@BesideTheCdk
class GrowthQuestionTest {
    private static final String BUCKET = """
            {"Resources": {"Files": {"Type": "AWS::S3::Bucket", "DeletionPolicy": "Retain",
              "UpdateReplacePolicy": "Retain", "Properties": {"BucketName": "%s"}}}}""";

    private static final String TABLES = """
            {"Resources": {
              "Orders": {"Type": "AWS::DynamoDB::Table", "DeletionPolicy": "Retain", "UpdateReplacePolicy": "Retain"},
              "Bills": {"Type": "AWS::DynamoDB::Table", "DeletionPolicy": "Retain", "UpdateReplacePolicy": "Retain"},
              "Shop": {"Type": "AWS::Lambda::Function", "Properties":
                {"Environment": {"Variables": {"TABLE": {"Ref": "%s"}}}}}}}""";

    @TempDir
    private Path folder;

    /** What a run printed, and the status that it ended with. */
    private record Run(int status, String out) {}

    @Test
    void endsWithZeroWhenNothingIsLost() {
        Path more = bucket("one", "\"Resources\": {", "\"Resources\": {\"T\": {\"Type\": \"AWS::SNS::Topic\"},");

        Run run = run(PlanFormat.TEXT, bucket("one"), more, "-c", "stage=4", "-c", "alarmEmail=a b@example.com");

        assertThat(run.status()).isZero();
        assertThat(run.out()).contains("Nothing is lost.", "./cdk deploy -c stage=4 -c 'alarmEmail=a b@example.com'");
    }

    @Test
    void twoFilesThatSayTheSameChangeNothing() {
        Path file = template("unprotected", "{\"Resources\": {\"Files\": {\"Type\": \"AWS::S3::Bucket\"}}}");

        Run run = run(PlanFormat.TEXT, file, file);

        assertThat(run.status()).isZero();
        assertThat(run.out())
                .contains("Nothing changes.", "this deploy does not touch it")
                .doesNotContain("loss");
    }

    @ParameterizedTest
    @EnumSource
    void endsWithThreeWhenItDoesNotKnow(PlanFormat format) {
        Path expiring = template(
                "expiring",
                BUCKET.formatted("one")
                        .replace(
                                "\"BucketName\"",
                                "\"LifecycleConfiguration\": {\"Rules\": [{\"Status\": \"Enabled\","
                                        + " \"ExpirationInDays\": 28}]}, \"BucketName\""));

        Run run = run(format, bucket("one"), expiring, "-c", "stage=4");

        assertThat(run.status()).isEqualTo(3);
        assertThat(run.out())
                .contains("LifecycleConfiguration of AWS::S3::Bucket Files changes in place")
                .doesNotContain("Nothing is lost");
        if (format == PlanFormat.JSON) {
            JsonNode json = ProjectFiles.json(run.out());
            assertThat(json.get("safe").asBoolean()).isFalse();
            assertThat(json.get("verdict").asText()).isEqualTo("UNKNOWN");
            assertThat(json.at("/unknowns/0/subject").asText()).isEqualTo("Files");
            assertThat(json.at("/unknowns/0/matters").asBoolean()).isTrue();
        } else {
            assertThat(run.out()).contains("Unknown: no loss was found").doesNotContain("./cdk deploy");
        }
    }

    @Test
    void takesTheOperatorsWordThatDataWasMoved() {
        Path before = template("before", TABLES.formatted("Orders"));
        Path after = template("after", TABLES.formatted("Bills"));

        assertThat(run(PlanFormat.TEXT, before, after).status()).isEqualTo(2);
        Run run = run(new GrowthQuestion(before, after, true, List.of("-c", "stage=4"), PlanFormat.TEXT));

        assertThat(run.status()).isZero();
        assertThat(run.out())
                .contains("as you say", "./cdk deploy -c stage=4")
                .doesNotContain("./cdk deploy --data-moved");
    }

    @ParameterizedTest
    @EnumSource
    void endsWithTwoWhenSomethingIsLostAndNamesNoCommandThatWouldLoseIt(PlanFormat format) {
        Run run = run(format, bucket("one"), bucket("two"), "-c", "stage=4");

        assertThat(run.status()).isEqualTo(2);
        assertThat(run.out().replaceAll("\\s+", " "))
                .contains("AWS::S3::Bucket Files is replaced because of BucketName", "the old one is kept");
        if (format != PlanFormat.JSON) {
            assertThat(run.out()).contains("Do not deploy this").doesNotContain("./cdk deploy");
        }
    }

    @Test
    void tellsMachinesEverything() {
        Run run = run(PlanFormat.JSON, bucket("one"), bucket("two"), "-c", "stage=4");

        JsonNode json = ProjectFiles.json(run.out());
        Map<String, String> expected = Map.of(
                "/safe", "false",
                "/summary/REPLACED", "1",
                "/findings/0/rule", "DATA_LOST",
                "/findings/0/blocks", "true",
                "/resources/0/outcome", "REPLACED",
                "/resources/0/fate", "KEPT",
                "/resources/0/properties/0/impact", "WILL_REPLACE");
        expected.forEach(
                (pointer, value) -> assertThat(json.at(pointer).asText()).isEqualTo(value));
    }

    @Test
    void whatATemplateSaysDoesNotBecomeMarkup() {
        Path before = template("before", BUCKET.replace("Files", "F").formatted("one"));
        Path after =
                template("after", "{\"Resources\": {\"<img src=x>[a](b)@team\": {\"Type\": \"AWS::SQS::Queue\"}}}");

        assertThat(run(PlanFormat.MARKDOWN, before, after).out()).doesNotContain("<img", "[a](b)", "@team");
    }

    @Test
    void aFileThatIsNoTemplateIsRefused() {
        Path file = template("notes", "Resources:");

        assertThatThrownBy(() -> run(PlanFormat.TEXT, file, bucket("one")))
                .isInstanceOf(InvalidTemplateException.class);
    }

    private static Run run(PlanFormat format, Path before, Path after, String... deploy) {
        return run(new GrowthQuestion(before, after, false, List.of(deploy), format));
    }

    private static Run run(GrowthQuestion question) {
        StringWriter out = new StringWriter();
        Path here = Path.of("");
        int status = question.answer(
                new Surroundings(here, here, here, StepFacts.all(), Comparing.comparer()), new PrintWriter(out));
        return new Run(status, out.toString());
    }

    private Path bucket(String name) {
        return template(name, BUCKET.formatted(name));
    }

    /** The template of a bucket with other words. */
    private Path bucket(String name, String words, String others) {
        return template("other", BUCKET.formatted(name).replace(words, others));
    }

    private Path template(String name, String text) {
        return ProjectFiles.write(folder.resolve(name + ".json"), text);
    }
}
