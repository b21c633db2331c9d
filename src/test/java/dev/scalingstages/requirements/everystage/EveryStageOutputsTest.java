package dev.scalingstages.requirements.everystage;

import static dev.scalingstages.stage.ScalingStage.LOAD_BALANCED;
import static dev.scalingstages.stage.ScalingStage.SEPARATE_STORAGE;
import static dev.scalingstages.testing.Edits.remove;
import static dev.scalingstages.testing.Edits.set;
import static dev.scalingstages.testing.StageMutant.caughtBy;
import static dev.scalingstages.testing.StageMutant.mutant;
import static dev.scalingstages.testing.TemplateValues.attribute;
import static dev.scalingstages.testing.TemplateValues.joined;
import static dev.scalingstages.testing.TemplateValues.ref;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.scalingstages.testing.CdkTemplates;
import dev.scalingstages.testing.Configuration;
import dev.scalingstages.testing.EachConfiguration;
import dev.scalingstages.testing.Edits.Edit;
import dev.scalingstages.testing.Row;
import dev.scalingstages.testing.StageMutant;
import dev.scalingstages.testing.Variant;
import dev.scalingstages.testing.rules.OutputRules;
import java.util.Map;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.TestFactory;
import software.amazon.awscdk.assertions.Match;
import software.amazon.awscdk.assertions.Template;

class EveryStageOutputsTest {
    @EachConfiguration
    @Row("X8")
    void outputsLeadToTheUrlAndToEachComponent(Configuration configuration) {
        areForPeople(CdkTemplates.of(configuration));
        configuration.meets(OutputRules::violations);
    }

    @EachConfiguration
    @Row("X8")
    void theUrlIsTheDomainsOrTheAddressThatServesWithoutOne(Configuration configuration) {
        Template template = CdkTemplates.of(configuration);
        Object url;
        if (configuration.variant() != Variant.WITHOUT_DOMAIN) {
            url = "https://example.com";
        } else if (configuration.stage().compareTo(LOAD_BALANCED) < 0) {
            url = joined("https://", ref(template.getResourceId("AWS::EC2::EIP")));
        } else {
            url = joined("https://", attribute(template.getResourceId("AWS::CloudFront::Distribution"), "DomainName"));
        }
        template.hasOutput("Url", Map.of("Value", url));
    }

    /** Each output tells what it is for, and none ties this stack to another one. */
    private static void areForPeople(Template template) {
        template.hasOutput("Url", Map.of("Value", Match.anyValue()));
        assertThat(template.findOutputs(
                                "*", Map.of("Description", Match.stringLikeRegexp("\\S"), "Export", Match.absent()))
                        .keySet())
                .as("outputs with a description, and without an export")
                .isEqualTo(template.findOutputs("*").keySet());
    }

    @TestFactory
    @Row("X8")
    DynamicNode theCheckObjectsToOutputs() {
        return caughtBy(
                CdkTemplates.check(EveryStageOutputsTest::areForPeople).and(OutputRules::violations),
                output(remove("/Url"), "0 outputs named Url"),
                output(set("/Old", Map.of("Value", Map.of("Ref", "Gone"))), "does not exist"),
                output(set("/Url/Export", Map.of("Name", "url")), "outputs with a description"),
                output(remove("/Url/Description"), "outputs with a description"),
                output(set("/Url/Value", "{{resolve:secretsmanager:database:SecretString:password}}"), "a secret"),
                output(remove("/DatabaseHost").and(remove("/DatabaseSecretArn")), "component database"));
    }

    private static StageMutant output(Edit edit, String objection) {
        return mutant(
                SEPARATE_STORAGE, all -> edit.accept((ObjectNode) all.json().path("Outputs")), objection);
    }
}
