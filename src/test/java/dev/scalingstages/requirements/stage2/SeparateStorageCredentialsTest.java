package dev.scalingstages.requirements.stage2;

import static dev.scalingstages.stage.ScalingStage.SEPARATE_STORAGE;
import static dev.scalingstages.testing.Edits.remove;
import static dev.scalingstages.testing.Edits.set;
import static dev.scalingstages.testing.StageMutant.mutant;
import static dev.scalingstages.testing.TemplateValues.joined;
import static dev.scalingstages.testing.TemplateValues.object;
import static dev.scalingstages.testing.TemplateValues.ref;
import static java.util.Map.entry;

import dev.scalingstages.testing.CdkTemplates;
import dev.scalingstages.testing.CloudTemplate;
import dev.scalingstages.testing.CloudTemplate.Resource;
import dev.scalingstages.testing.Configuration;
import dev.scalingstages.testing.Mutants;
import dev.scalingstages.testing.RolePermissions;
import dev.scalingstages.testing.Row;
import dev.scalingstages.testing.ServerFleet;
import dev.scalingstages.testing.StageMutant;
import dev.scalingstages.testing.TemplateText;
import dev.scalingstages.testing.Variant;
import dev.scalingstages.testing.Violations;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import software.amazon.awscdk.assertions.Match;
import software.amazon.awscdk.assertions.Template;

/** By which credentials the server of stage 2 reaches its database. */
class SeparateStorageCredentialsTest {
    /** S2.5: the password is made and rotated by Secrets Manager, and the database gets it while it is deployed. */
    private static void madeAndRotated(Template template) {
        // What generates it never changes: with another length, Secrets Manager would make another password.
        template.hasResourceProperties(
                "AWS::SecretsManager::Secret",
                Map.of("SecretString", Match.absent(), "GenerateSecretString", Map.of("PasswordLength", 40)));
        String secret = template.getResourceId("AWS::SecretsManager::Secret");
        template.resourceCountIs("AWS::RDS::DBInstance", 1);
        template.hasResourceProperties(
                "AWS::RDS::DBInstance",
                Map.of(
                        "MasterUserPassword",
                        joined("{{resolve:secretsmanager:", ref(secret), ":SecretString:password::}}")));
        template.hasResourceProperties("AWS::SecretsManager::SecretTargetAttachment", Map.of("SecretId", ref(secret)));
        template.hasResourceProperties(
                "AWS::SecretsManager::RotationSchedule",
                object(
                        entry("SecretId", ref(template.getResourceId("AWS::SecretsManager::SecretTargetAttachment"))),
                        entry("RotationRules/AutomaticallyAfterDays", 30),
                        entry("HostedRotationLambda", Match.anyValue())));
    }

    /** S2.5: the password is not in the user data, and the server reads this secret only. */
    private static List<String> exposedCredentials(CloudTemplate template) {
        Resource server = template.only("AWS::EC2::Instance");
        String secret = "${" + template.only("AWS::SecretsManager::Secret").logicalId() + "}";
        String userData = TemplateText.of(server.at("/UserData"));
        return new Violations()
                .unless(
                        !userData.contains("{{resolve:") && !userData.matches("(?is).*\\n[A-Z_]*PASSWORD=.*"),
                        "the user data holds a password")
                .unless(
                        userData.contains("\nDATABASE_SECRET_ARN=" + secret + "\n"),
                        "the server is not told where the password is")
                .unless(
                        RolePermissions.resources(
                                        template, ServerFleet.roleOf(template, server), "secretsmanager:GetSecretValue")
                                .equals(Set.of(secret)),
                        "the server does not read this secret, and this alone");
    }

    @ParameterizedTest
    @EnumSource(Variant.class)
    @Row("S2.5")
    @DisplayName("credentials are made and rotated by AWS, and in no template or user data")
    void credentialsAreMadeAndRotatedByAws(Variant variant) {
        madeAndRotated(CdkTemplates.of(variant, SEPARATE_STORAGE));
        new Configuration(variant, SEPARATE_STORAGE).meets(SeparateStorageCredentialsTest::exposedCredentials);
    }

    @Mutants
    @Row("S2.5")
    void theCheckObjects(StageMutant mutant) {
        mutant.assertCaughtBy(CdkTemplates.check(SeparateStorageCredentialsTest::madeAndRotated));
    }

    static Stream<StageMutant> theCheckObjects() {
        String secret = "AWS::SecretsManager::Secret";
        String rotation = "AWS::SecretsManager::RotationSchedule";
        return Stream.of(
                mutant(
                        SEPARATE_STORAGE,
                        "AWS::RDS::DBInstance",
                        set("MasterUserPassword", "change-me"),
                        "Expected type object but received string"),
                mutant(SEPARATE_STORAGE, secret, set("SecretString", "{}"), "Received {}, but key should be absent"),
                mutant(SEPARATE_STORAGE, secret, remove("GenerateSecretString"), "Missing key 'GenerateSecretString'"),
                mutant(SEPARATE_STORAGE, rotation, remove("RotationRules"), "Missing key 'RotationRules'"),
                new StageMutant(
                        "no rotation",
                        SEPARATE_STORAGE,
                        "0 resources with type AWS::SecretsManager::RotationSchedule",
                        all -> all.drop(all.only(rotation))));
    }

    @Test
    @Row("S2.5")
    void theCheckObjectsToAPasswordInTheUserData() {
        mutant(
                        SEPARATE_STORAGE,
                        "AWS::EC2::Instance",
                        set("UserData", Map.of("Fn::Base64", "\nDATABASE_PASSWORD=change-me\n")),
                        "holds a password")
                .assertCaughtBy(SeparateStorageCredentialsTest::exposedCredentials);
    }
}
