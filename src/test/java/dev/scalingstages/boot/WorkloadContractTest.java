package dev.scalingstages.boot;

import static dev.scalingstages.testing.Edits.replace;
import static dev.scalingstages.testing.StageMutant.caughtBy;
import static dev.scalingstages.testing.StageMutant.mutant;

import dev.scalingstages.boot.WorkloadContract.Told;
import dev.scalingstages.stage.ScalingStage;
import dev.scalingstages.testing.CloudTemplate;
import dev.scalingstages.testing.Configuration;
import dev.scalingstages.testing.EachConfiguration;
import dev.scalingstages.testing.ProjectFiles;
import dev.scalingstages.testing.ReadsTemplates;
import dev.scalingstages.testing.ServerFleet;
import dev.scalingstages.testing.TemplateText;
import dev.scalingstages.testing.Violations;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.TestFactory;

/**
 * The contract with the application, for the templates as they are synthesized now. {@code WorkloadContractIT} boots
 * servers of the committed ones, and shows what a boot adds.
 */
@ReadsTemplates
class WorkloadContractTest {
    private static final String LAUNCHED = "/Properties/LaunchTemplateData/UserData";
    private static final String CONTRACT = ProjectFiles.text("docs/workload-contract.md");

    @EachConfiguration
    void serversAreToldWhatTheApplicationNeedsAndNothingThatItDoesNotKnow(Configuration configuration) {
        configuration.meets(WorkloadContractTest::objections);
    }

    @TestFactory
    DynamicNode theCheckObjects() {
        return caughtBy(
                WorkloadContractTest::objections,
                mutant(
                        ScalingStage.DATA_PLATFORM,
                        template -> new ServerFleet(template, "worker").launchTemplate(),
                        replace(LAUNCHED, "PHOTOS_QUEUE_URL", "PICTURES_QUEUE_URL"),
                        "worker is told PICTURES_QUEUE_URL, which nobody reads"),
                mutant(
                        ScalingStage.SEPARATE_STORAGE,
                        "AWS::EC2::Instance",
                        replace("/Properties/UserData", "\\nCONTENT_BUCKET", "\\nVPC_CIDR"),
                        "single-server is not told CONTENT_BUCKET"));
    }

    private static Violations objections(CloudTemplate template) {
        Violations violations = new Violations();
        servers(template).forEach((role, told) -> {
            String missing = words(told.needed().stream().filter(name -> !told.has(name)));
            String unread = words(told.forTheApplication().filter(name -> !WorkloadSources.knows(name)));
            String unsaid = words(told.forTheApplication()
                    .map(name -> name.replaceFirst("^SHARD_\\d+", "SHARD_<n>"))
                    .filter(name -> !CONTRACT.contains("`" + name + "`")));
            violations.unless(missing.isEmpty(), role + " is not told " + missing);
            violations.unless(unread.isEmpty(), role + " is told " + unread + ", which nobody reads");
            violations.unless(unsaid.isEmpty(), role + " is told " + unsaid + ", which the contract does not name");
        });
        return violations;
    }

    private static String words(Stream<String> names) {
        return String.join(", ", names.toList());
    }

    /** What the servers that run the application are told, by their roles. */
    private static Map<String, Told> servers(CloudTemplate template) {
        Map<String, Told> servers = new TreeMap<>();
        template.resources("AWS::EC2::Instance")
                .forEach(server -> servers.put(
                        "single-server",
                        told("single-server", ServerFleet.environment(TemplateText.of(server.at("/UserData"))))));
        ServerFleet.all(template).stream()
                .filter(fleet -> !fleet.component().equals("web"))
                .forEach(fleet -> servers.put(fleet.component(), told(fleet.component(), fleet.environment())));
        return servers;
    }

    private static Told told(String role, Map<String, String> template) {
        Map<String, String> lines = new TreeMap<>(template);
        lines.putAll(WorkloadContract.addedByTheBoot(role, template.containsKey("DATABASE_HOST")));
        return new Told(lines);
    }
}
