package dev.scalingstages.review.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.scalingstages.review.judge.Comparing;
import dev.scalingstages.testing.BesideTheCdk;
import dev.scalingstages.testing.ProjectFiles;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** CloudFormation's knowledge arrives as it is: nothing is judged, nothing is lost on the way. */
@BesideTheCdk
class TemplateComparerTest {
    @TempDir
    private Path folder;

    @Test
    void tellsWhatEachChangedPropertyDoes() {
        Template before = template("""
                {"Database": {"Type": "AWS::RDS::DBInstance",
                  "Properties": {"Port": "3306", "MultiAZ": false, "DBInstanceClass": "a", "StorageEncrypted": true}},
                 "Same": {"Type": "AWS::S3::Bucket"},
                 "Gone": {"Type": "AWS::S3::Bucket"},
                 "Own": {"Type": "My::Own::Type", "Properties": {"Size": 1}}}""");
        Template after = template("""
                {"Database": {"Type": "AWS::RDS::DBInstance", "DeletionPolicy": "Retain",
                  "Properties": {"Port": 3306, "MultiAZ": true, "DBInstanceClass": "b"}},
                 "Same": {"Type": "AWS::S3::Bucket"},
                 "New": {"Type": "AWS::S3::Bucket"},
                 "Own": {"Type": "My::Own::Type", "Properties": {"Size": 2}}}""");

        Comparison comparison = Comparing.comparer().compare(before, after);

        assertThat(comparison.differences()).containsOnlyKeys("Database", "Own");
        assertThat(comparison.difference("Database").properties())
                .as("3306 and \"3306\" are the same to CloudFormation")
                .isEqualTo(Map.of(
                        "MultiAZ", Impact.MAY_REPLACE,
                        "DBInstanceClass", Impact.WILL_UPDATE,
                        "StorageEncrypted", Impact.WILL_REPLACE));
        assertThat(comparison.difference("Database").attributes()).isEqualTo(Set.of("DeletionPolicy"));
        assertThat(comparison.difference("Own").properties()).isEqualTo(Map.of("Size", Impact.UNKNOWN));
        assertThat(comparison.model("My::Own::Type")).isEmpty();
        ResourceModel model = comparison.model("AWS::RDS::DBInstance").orElseThrow();
        assertThat(model.holdsData()).isTrue();
        assertThat(model.names()).containsExactly("DBInstanceIdentifier");
        assertThat(model.impact("KmsKeyId")).isEqualTo(Impact.WILL_REPLACE);
    }

    @Test
    void comparesEachPairInItsOrder() {
        Template small =
                template("{\"Queue\": {\"Type\": \"AWS::SQS::Queue\", \"Properties\": {\"DelaySeconds\": 1}}}");
        Template large =
                template("{\"Queue\": {\"Type\": \"AWS::SQS::Queue\", \"Properties\": {\"DelaySeconds\": 2}}}");

        List<Comparison> comparisons = Comparing.comparer()
                .compare(List.of(
                        new TemplateComparer.Pair(small, small),
                        new TemplateComparer.Pair(small, large),
                        new TemplateComparer.Pair(large, small)));

        assertThat(comparisons)
                .extracting(comparison -> comparison.differences().size())
                .containsExactly(0, 1, 1);
        assertThat(comparisons.get(2).before()).isEqualTo(large);
    }

    @Test
    void saysWhatNodeSaidWhenItFails() {
        Path script = folder.resolve("broken.mjs");
        ProjectFiles.write(script, "console.error('Cannot find package'); process.exit(3);");
        TemplateComparer comparer = new TemplateComparer("node", script);
        Template template = template("{\"Queue\": {\"Type\": \"AWS::SQS::Queue\"}}");

        assertThatThrownBy(() -> comparer.compare(template, template))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("status 3")
                .hasMessageContaining("Cannot find package");
    }

    private static Template template(String resources) {
        return new Template(ProjectFiles.json("{\"Resources\": " + resources + "}"));
    }
}
