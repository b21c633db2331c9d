package dev.scalingstages.requirements.stage6;

import static dev.scalingstages.requirements.stage6.CapacityFigures.processors;
import static dev.scalingstages.testing.Edits.set;
import static dev.scalingstages.testing.Mutant.caughtBy;
import static dev.scalingstages.testing.Mutant.mutant;
import static org.assertj.core.api.Assertions.assertThat;

import dev.scalingstages.stage.ScalingStage;
import dev.scalingstages.testing.CloudTemplate;
import dev.scalingstages.testing.ProjectFiles;
import dev.scalingstages.testing.ReadsTemplates;
import dev.scalingstages.testing.Row;
import dev.scalingstages.testing.ServerFleet;
import dev.scalingstages.testing.Violations;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** X11: the figures of stage 6's README, by which quotas are raised and sizes judged, are those of the template. */
@ReadsTemplates
class DataPlatformFiguresTest {
    /** The rows of the table of capacity: component, and what one processor carries. */
    private static final Map<String, Integer> CARRIED = Map.of(
            "web", CapacityFigures.WEB,
            "read-api", CapacityFigures.READ_API,
            "write-api", CapacityFigures.WRITE_API,
            "worker", CapacityFigures.WORKER);

    private static final Map<String, String> ROWS =
            Map.of("web", "web servers", "read-api", "read API", "write-api", "write API", "worker", "workers");

    @Test
    @Row("X11")
    void figuresOfTheReadmeAreTheTemplates() {
        assertThat(differences(DataPlatformParts.template())).isEmpty();
    }

    @TestFactory
    @Row("X11")
    DynamicNode theCheckObjects() {
        return caughtBy(
                DataPlatformFiguresTest::differences,
                ScalingStage.DATA_PLATFORM,
                mutant(all -> new ServerFleet(all, "web").group(), set("MaxSize", "34"), "458 processors"),
                mutant(
                        all -> new ServerFleet(all, "worker").launchTemplate(),
                        set("LaunchTemplateData/InstanceType", "c7g.xlarge"),
                        "workers, c7g.xlarge"),
                mutant(all -> all.drop(all.resources("AWS::RDS::DBInstance").get(0)), "12 instances"),
                mutant("AWS::ElastiCache::ReplicationGroup", set("NumNodeGroups", 5), "15 nodes"));
    }

    private static List<String> differences(CloudTemplate template) {
        String readme = ProjectFiles.readme(ScalingStage.DATA_PLATFORM);
        int processors = ServerFleet.all(template).stream()
                .mapToInt(fleet -> fleet.maximum() * processors(type(fleet)))
                .sum();
        CloudTemplate.Resource cache = template.only("AWS::ElastiCache::ReplicationGroup");
        int nodes = cache.number("/NumNodeGroups") * (1 + cache.number("/ReplicasPerNodeGroup"));
        Violations violations = new Violations()
                .and(says(readme, processors + " processors"))
                .and(says(readme, template.resources("AWS::RDS::DBInstance").size() + " instances"))
                .and(says(readme, nodes + " nodes"));
        CARRIED.forEach((component, each) -> violations.and(row(readme, new ServerFleet(template, component), each)));
        return violations;
    }

    private static List<String> row(String readme, ServerFleet fleet, int perProcessor) {
        int maximum = fleet.maximum();
        int one = perProcessor * processors(type(fleet));
        int left = maximum * 2 / 3;
        Matcher peak = Pattern.compile("\\| " + ROWS.get(fleet.component()) + ", .*?/s \\|.*?/s \\| ([\\d,]+)/s \\|")
                .matcher(readme);
        if (!peak.find()) {
            return List.of("no row of " + fleet.component());
        }
        int load = Integer.parseInt(peak.group(1).replace(",", ""));
        return says(
                readme,
                "| %s, %s | %,d/s | up to %d | %,d/s | %,d/s | %d %% | a zone: %d carry %,d/s |"
                        .formatted(
                                ROWS.get(fleet.component()),
                                type(fleet),
                                one,
                                maximum,
                                one * maximum,
                                load,
                                Math.round(100f * load / (one * maximum)),
                                left,
                                left * one));
    }

    private static List<String> says(String readme, String figure) {
        return readme.contains(figure) ? List.of() : List.of("the README does not say: " + figure);
    }

    private static String type(ServerFleet fleet) {
        return fleet.server().path("InstanceType").asText();
    }
}
