package dev.scalingstages.rehearsal.api.policy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.scalingstages.rehearsal.api.ManagedPolicies;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The policies in the six templates. */
class TemplatePoliciesTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    private static List<JsonNode> documents() throws IOException {
        List<JsonNode> documents = new ArrayList<>();
        try (Stream<Path> stages = Files.list(Path.of("../stages"))) {
            for (Path stage : stages.filter(Files::isDirectory).toList()) {
                collect(JSON.readTree(stage.resolve("template.json").toFile()).path("Resources"), documents);
            }
        }
        return documents;
    }

    /** Whatever has statements, but for other things that are called so. */
    private static void collect(JsonNode json, List<JsonNode> documents) {
        if (json.path("Statement").isArray() && json.path("Statement").path(0).has("Effect")) {
            documents.add(json);
        }
        json.forEach(child -> collect(child, documents));
    }

    @Test
    void everyPolicyIsUnderstood() throws IOException {
        Set<String> notUnderstood = new TreeSet<>();
        List<JsonNode> documents = documents();
        documents.forEach(document -> notUnderstood.addAll(new Policy(document).notUnderstood()));
        assertThat(documents).hasSizeGreaterThan(100);
        assertThat(notUnderstood).isEmpty();
    }

    @Test
    void whatIsNotUnderstoodIsFoundWithoutARequest() throws IOException {
        JsonNode odd = JSON.readTree("""
                {"Version":"2030-01-01","Statement":[
                  {"Effect":"Allow","Action":"*","Resource":"*","Condition":{"StringIs":{"s3:prefix":"a"}}},
                  {"Effect":"Allow","Action":"*","Resource":"*","Condition":{"Bool":{"aws:Odd":"true"}}},
                  {"Effect":"Allow","Action":"*","Resource":"${aws:userid}"},
                  {"Effect":"Maybe","Action":"*","Resource":"*"}]}
                """);
        assertThat(new Policy(odd).notUnderstood())
                .containsExactly(
                        "the condition key aws:Odd",
                        "the condition operator StringIs",
                        "the effect Maybe",
                        "the policy variable ${aws:userid}",
                        "version 2030-01-01");
    }

    @Test
    void policyThatAwsManagesIsKnownWhereItsRoleIsPlayed() {
        String path = "arn:aws:iam::aws:policy/service-role/";
        assertThat(ManagedPolicies.document(path + "AmazonRDSEnhancedMonitoringRole")
                        .map(Policy::new)
                        .orElseThrow()
                        .notUnderstood())
                .isEmpty();
        assertThat(ManagedPolicies.document(path + "AWSBackupServiceRolePolicyForBackup"))
                .isEmpty();
        assertThat(ManagedPolicies.document("arn:aws:iam::123456789012:policy/AmazonRDSEnhancedMonitoringRole"))
                .isEmpty();
    }
}
