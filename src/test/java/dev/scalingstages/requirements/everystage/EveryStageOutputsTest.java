package dev.scalingstages.requirements.everystage;

import static dev.scalingstages.stage.ScalingStage.LOAD_BALANCED;
import static dev.scalingstages.stage.ScalingStage.SEPARATE_STORAGE;
import static dev.scalingstages.testing.TemplateValues.attribute;
import static dev.scalingstages.testing.TemplateValues.joined;
import static dev.scalingstages.testing.TemplateValues.ref;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.scalingstages.testing.CdkTemplates;
import dev.scalingstages.testing.Configuration;
import dev.scalingstages.testing.EachConfiguration;
import dev.scalingstages.testing.Mutants;
import dev.scalingstages.testing.Row;
import dev.scalingstages.testing.StageMutant;
import dev.scalingstages.testing.Variant;
import dev.scalingstages.testing.rules.OutputRules;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
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

    @Mutants
    @Row("X8")
    void theCheckObjectsToOutputs(StageMutant mutant) {
        mutant.assertCaughtBy(
                CdkTemplates.check(EveryStageOutputsTest::areForPeople).and(OutputRules::violations));
    }

    static Stream<StageMutant> theCheckObjectsToOutputs() {
        return Stream.of(
                output("no URL", "0 outputs named Url", outputs -> outputs.remove("Url")),
                output(
                        "an output of what is gone",
                        "does not exist",
                        outputs -> outputs.putObject("Old").putObject("Value").put("Ref", "Gone")),
                output(
                        "an export",
                        "outputs with a description",
                        outputs -> ((ObjectNode) outputs.path("Url"))
                                .putObject("Export")
                                .put("Name", "url")),
                output(
                        "an output without a description",
                        "outputs with a description",
                        outputs -> ((ObjectNode) outputs.path("Url")).remove("Description")),
                output(
                        "a password",
                        "shows a secret",
                        outputs -> ((ObjectNode) outputs.path("Url"))
                                .put("Value", "{{resolve:secretsmanager:database:SecretString:password}}")),
                output(
                        "no way to the database",
                        "component database",
                        outputs -> outputs.remove(List.of("DatabaseHost", "DatabaseSecretArn"))));
    }

    private static StageMutant output(String name, String objection, Consumer<ObjectNode> change) {
        return new StageMutant(
                name,
                SEPARATE_STORAGE,
                objection,
                template -> change.accept((ObjectNode) template.json().path("Outputs")));
    }
}
