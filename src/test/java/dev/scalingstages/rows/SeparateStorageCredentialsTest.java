package dev.scalingstages.rows;

import static dev.scalingstages.stage.ScalingStage.SEPARATE_STORAGE;
import static dev.scalingstages.testing.Edits.remove;
import static dev.scalingstages.testing.Edits.set;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.scalingstages.testing.CloudTemplate;
import dev.scalingstages.testing.CloudTemplate.Resource;
import dev.scalingstages.testing.Edits.Edit;
import dev.scalingstages.testing.Mutant;
import dev.scalingstages.testing.Row;
import dev.scalingstages.testing.StageMutant;
import dev.scalingstages.testing.TemplateText;
import dev.scalingstages.testing.Templates;
import dev.scalingstages.testing.Variant;
import dev.scalingstages.testing.rules.Grants;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** By which credentials the server of stage 2 reaches its database. */
class SeparateStorageCredentialsTest {
    /** S2.5: the password is made and rotated by Secrets Manager, and is nowhere in a template or user data. */
    private static List<String> exposedCredentials(CloudTemplate template) {
        List<String> violations = new ArrayList<>();
        Resource server = template.only("AWS::EC2::Instance");
        Resource database = template.only("AWS::RDS::DBInstance");
        String password = TemplateText.of(database.at("/MasterUserPassword"));
        List<String> secrets = CloudTemplate.references(database.at("/MasterUserPassword"));
        if (secrets.size() != 1 || !password.startsWith("{{resolve:secretsmanager:")) {
            violations.add("the password is not read from a secret while deploying: " + password);
            return violations;
        }
        Resource secret = template.resource(secrets.get(0));
        JsonNode generated = secret.at("/GenerateSecretString");
        if (secret.properties().has("SecretString")
                || generated.path("PasswordLength").asInt() < 32) {
            violations.add("the password is not made by Secrets Manager");
        }
        boolean rotated = template.resources("AWS::SecretsManager::RotationSchedule").stream()
                .anyMatch(schedule -> leadsTo(template, schedule.at("/SecretId"), secret)
                        && schedule.at("/RotationRules/AutomaticallyAfterDays").asInt(0) > 0
                        && schedule.properties().has("HostedRotationLambda"));
        if (!rotated) {
            violations.add("the password is not rotated");
        }
        String userData = TemplateText.of(server.at("/UserData"));
        if (userData.contains("{{resolve:") || userData.matches("(?is).*\\n[A-Z_]*PASSWORD=.*")) {
            violations.add("the user data holds a password");
        }
        if (!userData.contains("\nDATABASE_SECRET_ARN=${" + secret.logicalId() + "}\n")) {
            violations.add("the server is not told where the password is");
        }
        Grants grants = new Grants(template);
        if (!grants.resources(grants.roleOf(server), "secretsmanager:GetSecretValue")
                .equals(Set.of("${" + secret.logicalId() + "}"))) {
            violations.add("the server does not read this secret, and this alone");
        }
        return violations;
    }

    @ParameterizedTest
    @EnumSource(Variant.class)
    @Row("S2.5")
    @DisplayName("credentials are made and rotated by AWS, and in no template or user data")
    void credentialsAreMadeAndRotatedByAws(Variant variant) {
        assertThat(exposedCredentials(Templates.of(variant, SEPARATE_STORAGE)))
                .as("in %s", variant)
                .isEmpty();
    }

    @ParameterizedTest
    @MethodSource("credentialMutants")
    @Row("S2.5")
    @DisplayName("the check objects to")
    void theCheckObjects(StageMutant mutant) {
        mutant.isCaughtBy(SeparateStorageCredentialsTest::exposedCredentials);
    }

    static Stream<StageMutant> credentialMutants() {
        return Stream.of(
                credential(
                        "AWS::RDS::DBInstance", set("/Properties/MasterUserPassword", "change-me"), "is not read from"),
                credential("AWS::SecretsManager::Secret", set("/Properties/SecretString", "{}"), "not made by"),
                credential("AWS::SecretsManager::Secret", remove("/Properties/GenerateSecretString"), "not made by"),
                credential(
                        "AWS::SecretsManager::RotationSchedule", remove("/Properties/RotationRules"), "is not rotated"),
                credential(
                        "AWS::EC2::Instance",
                        set("/Properties/UserData", Map.of("Fn::Base64", "\nDATABASE_PASSWORD=change-me\n")),
                        "holds a password"),
                new StageMutant(
                        "no rotation",
                        SEPARATE_STORAGE,
                        "is not rotated",
                        template -> Mutant.drop(template, template.only("AWS::SecretsManager::RotationSchedule"))));
    }

    private static boolean leadsTo(CloudTemplate template, JsonNode reference, Resource secret) {
        Resource target = template.target(reference);
        return target.equals(secret)
                || target.type().equals("AWS::SecretsManager::SecretTargetAttachment")
                        && template.target(target.at("/SecretId")).equals(secret);
    }

    private static StageMutant credential(String type, Edit change, String objection) {
        return new StageMutant(
                type + ", " + change,
                SEPARATE_STORAGE,
                objection,
                template -> template.mutate(template.only(type), change));
    }
}
