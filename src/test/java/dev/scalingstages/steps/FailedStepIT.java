package dev.scalingstages.steps;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.scalingstages.review.judge.Comparing;
import dev.scalingstages.stage.ScalingStage;
import dev.scalingstages.testing.BesideTheCdk;
import dev.scalingstages.testing.CloudTemplate;
import dev.scalingstages.testing.CloudTemplate.Resource;
import dev.scalingstages.testing.Programs;
import dev.scalingstages.testing.ProjectFiles;
import dev.scalingstages.testing.Row;
import dev.scalingstages.testing.StagesFrom;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** G10: the import that a runbook tells of takes in all that a failed step has made and kept. */
@BesideTheCdk
class FailedStepIT {
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    Path directory;

    @StagesFrom(2)
    @Row("G10")
    @DisplayName(
            "the import takes in all that the step made and kept, complete but for what a deploy sets again in place")
    void theImportTakesInAllThatWasKept(ScalingStage stage) {
        CloudTemplate before = ProjectFiles.committedTemplate(ScalingStage.of(stage.number() - 1));
        CloudTemplate after = ProjectFiles.committedTemplate(stage);
        CloudTemplate imported = imported(before, after);
        List<Resource> kept = kept(before, after);
        assertThat(imported.resources())
                .extracting(Resource::logicalId)
                .containsExactlyInAnyOrderElementsOf(Stream.of(before.resources(), kept)
                        .flatMap(List::stream)
                        .map(Resource::logicalId)
                        .toList());
        for (Resource resource : imported.resources()) {
            assertThat(CloudTemplate.references(resource.json()))
                    .as(resource.logicalId())
                    .allMatch(id -> id.startsWith("AWS::") || imported.has(id) || isParameter(imported, id));
        }
        JsonNode identifiers = ProjectFiles.json(ProjectFiles.text(directory.resolve("import-resources.json")));
        assertThat(identifiers)
                .hasSameSizeAs(kept)
                .allSatisfy(each -> assertThat(each.path("ResourceIdentifier"))
                        .singleElement()
                        .extracting(JsonNode::asText)
                        .isEqualTo("physical-" + each.path("LogicalResourceId").asText()));
    }

    @Test
    @Row("G10")
    void whatCannotBeSetLaterIsAnError() {
        CloudTemplate before = ProjectFiles.committedTemplate(ScalingStage.SINGLE_SERVER);
        CloudTemplate after = ProjectFiles.committedTemplate(ScalingStage.SEPARATE_STORAGE);
        after.mutate(after.only("AWS::RDS::DBSubnetGroup"), group -> group.put("DeletionPolicy", "Delete"));
        Programs.Result result = run(before, after);
        assertThat(result.status()).isNotZero();
        assertThat(result.output())
                .contains(after.only("AWS::RDS::DBInstance").logicalId()
                        + ".DBSubnetGroupName refers to a resource that is not there");
    }

    private static boolean isParameter(CloudTemplate template, String id) {
        return template.json().path("Parameters").has(id);
    }

    private static List<Resource> kept(CloudTemplate before, CloudTemplate after) {
        Predicate<Resource> isNew = each -> !before.has(each.logicalId());
        return after.resources().stream()
                .filter(isNew.and(
                        each -> each.json().path("DeletionPolicy").asText().equals("Retain")))
                .toList();
    }

    private CloudTemplate imported(CloudTemplate before, CloudTemplate after) {
        run(before, after).succeeded();
        return new CloudTemplate(ProjectFiles.json(ProjectFiles.text(directory.resolve("import-template.json"))));
    }

    private Programs.Result run(CloudTemplate before, CloudTemplate after) {
        ProjectFiles.write(directory.resolve("before.json"), before.json().toString());
        ProjectFiles.write(directory.resolve("after.json"), after.json().toString());
        ProjectFiles.write(directory.resolve("events.json"), events(after).toString());
        ProcessBuilder builder = new ProcessBuilder(
                Comparing.node(),
                Path.of("bin/import-template.mjs").toAbsolutePath().toString());
        builder.command().addAll(List.of("before.json", "after.json", "events.json"));
        return Programs.run(builder.directory(directory.toFile()));
    }

    private static ObjectNode events(CloudTemplate template) {
        ObjectNode events = JSON.createObjectNode();
        ArrayNode list = events.putArray("StackEvents");
        template.resources()
                .forEach(resource -> list.addObject()
                        .put("LogicalResourceId", resource.logicalId())
                        .put("PhysicalResourceId", "physical-" + resource.logicalId())
                        .put("ResourceStatus", "CREATE_COMPLETE"));
        return events;
    }
}
