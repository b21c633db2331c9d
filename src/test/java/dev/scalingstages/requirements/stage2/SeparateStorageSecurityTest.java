package dev.scalingstages.requirements.stage2;

import static dev.scalingstages.stage.ScalingStage.SEPARATE_STORAGE;
import static dev.scalingstages.testing.Edits.remove;
import static dev.scalingstages.testing.Edits.set;
import static dev.scalingstages.testing.StageMutant.caughtBy;
import static dev.scalingstages.testing.StageMutant.mutant;
import static dev.scalingstages.testing.TemplateMatchers.with;
import static dev.scalingstages.testing.TemplateValues.joined;
import static dev.scalingstages.testing.TemplateValues.object;
import static dev.scalingstages.testing.TemplateValues.ref;
import static java.util.Map.entry;

import dev.scalingstages.testing.CdkTemplates;
import dev.scalingstages.testing.CloudTemplate;
import dev.scalingstages.testing.CloudTemplate.Resource;
import dev.scalingstages.testing.Configuration;
import dev.scalingstages.testing.Edits.Edit;
import dev.scalingstages.testing.RolePermissions;
import dev.scalingstages.testing.Row;
import dev.scalingstages.testing.ServerFleet;
import dev.scalingstages.testing.StageMutant;
import dev.scalingstages.testing.SubnetRoutes;
import dev.scalingstages.testing.TemplateText;
import dev.scalingstages.testing.Variant;
import dev.scalingstages.testing.Violations;
import dev.scalingstages.testing.rules.SecurityGroups;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import software.amazon.awscdk.assertions.Match;
import software.amazon.awscdk.assertions.Template;

/** Who reaches database and buckets of stage 2, and by which credentials; that they refuse plain text is X3's. */
class SeparateStorageSecurityTest {
    private static final String DATABASE = "AWS::RDS::DBInstance";
    private static final String INGRESS = "AWS::EC2::SecurityGroupIngress";

    /** S2.1: the database is in subnets without a way out, and only the server and the rotation connect to it. */
    private static List<String> reachable(CloudTemplate template) {
        Violations violations = new Violations();
        Resource database = template.only(DATABASE);
        SubnetRoutes.subnets(
                        template,
                        template.target(database.at("/DBSubnetGroupName")).at("/SubnetIds"))
                .stream()
                .filter(subnet -> SubnetRoutes.leadsOut(template, subnet))
                .forEach(subnet -> violations.add("the database is in a public subnet"));
        SecurityGroups groups = new SecurityGroups(template);
        Resource group = groups.of(database);
        Set<String> clients = new TreeSet<>();
        for (Resource rule : template.resources(INGRESS)) {
            if (!template.target(rule.at("/GroupId")).equals(group)) {
                continue;
            }
            if (!rule.is("/FromPort", database.text("/Port")) || !rule.is("/ToPort", database.text("/Port"))) {
                violations.add("more than the database's port is open: " + rule.properties());
            }
            if (rule.has("SourceSecurityGroupId")) {
                groups.users(template.target(rule.at("/SourceSecurityGroupId")))
                        .forEach(user -> clients.add(user.type()));
            } else {
                clients.add("somebody by address");
            }
        }
        // The rotation changes the password each month; it is AWS's own function, and no part of the system.
        violations.unless(
                clients.equals(Set.of("AWS::EC2::Instance", "AWS::SecretsManager::RotationSchedule")),
                "the database is reached by " + clients);
        return violations;
    }

    /** S2.2: no bucket is public, and each has lifecycle rules, since else it keeps everything for ever. */
    private static void bucketsArePrivate(Template template) {
        template.allResourcesProperties(
                "AWS::S3::Bucket",
                object(
                        entry("PublicAccessBlockConfiguration/BlockPublicAcls", true),
                        entry("PublicAccessBlockConfiguration/BlockPublicPolicy", true),
                        entry("PublicAccessBlockConfiguration/IgnorePublicAcls", true),
                        entry("PublicAccessBlockConfiguration/RestrictPublicBuckets", true),
                        entry("WebsiteConfiguration", Match.absent()),
                        entry("AccessControl", Match.absent()),
                        entry("LifecycleConfiguration/Rules", with(Map.of("Status", "Enabled")))));
    }

    @ParameterizedTest
    @EnumSource(Variant.class)
    @Row("S2.1")
    void onlyTheServerReachesTheDatabase(Variant variant) {
        new Configuration(variant, SEPARATE_STORAGE).meets(SeparateStorageSecurityTest::reachable);
    }

    @TestFactory
    @Row("S2.1")
    DynamicNode objectsToADatabaseThatOthersReach() {
        return caughtBy(
                SeparateStorageSecurityTest::reachable,
                new StageMutant(
                        "public subnets",
                        SEPARATE_STORAGE,
                        "public subnet",
                        all -> all.mutate(
                                all.only("AWS::RDS::DBSubnetGroup"),
                                set(
                                        "SubnetIds/0",
                                        all.only("AWS::EC2::Instance").at("/SubnetId")))),
                rule(remove("SourceSecurityGroupId").and(set("CidrIp", "0.0.0.0/0")), "somebody by address"),
                rule(set("ToPort", 65_535), "more than the database's port"));
    }

    @ParameterizedTest
    @EnumSource(Variant.class)
    @Row("S2.2")
    void bucketsArePrivate(Variant variant) {
        CdkTemplates.of(variant, SEPARATE_STORAGE).resourceCountIs("AWS::S3::Bucket", 2);
        bucketsArePrivate(CdkTemplates.of(variant, SEPARATE_STORAGE));
    }

    @TestFactory
    @Row("S2.2")
    DynamicNode objectsToPublicBuckets() {
        return caughtBy(
                CdkTemplates.check(SeparateStorageSecurityTest::bucketsArePrivate),
                Stream.of(
                                remove("PublicAccessBlockConfiguration"),
                                set("PublicAccessBlockConfiguration/RestrictPublicBuckets", false),
                                set("AccessControl", "PublicRead"),
                                remove("LifecycleConfiguration"))
                        .map(change -> bucket(change, "but only 1 match as expected")));
    }

    private static StageMutant bucket(Edit change, String objection) {
        return mutant(SEPARATE_STORAGE, all -> all.only("AWS::S3::Bucket", "content"), change, objection);
    }

    private static StageMutant rule(Edit change, String objection) {
        return mutant(SEPARATE_STORAGE, all -> ruleOfTheDatabase(all), change, objection);
    }

    private static Resource ruleOfTheDatabase(CloudTemplate template) {
        Resource group = new SecurityGroups(template).of(template.only(DATABASE));
        return template.first(INGRESS, rule -> rule.refersTo("/GroupId", group));
    }
    /** S2.5: the password is made and rotated by Secrets Manager, and the database gets it while it is deployed. */
    private static void madeAndRotated(Template template) {
        // What generates it never changes: with another length, Secrets Manager would make another password.
        template.hasResourceProperties(
                "AWS::SecretsManager::Secret",
                Map.of("SecretString", Match.absent(), "GenerateSecretString", Map.of("PasswordLength", 40)));
        String secret = template.getResourceId("AWS::SecretsManager::Secret");
        template.resourceCountIs(DATABASE, 1);
        template.hasResourceProperties(
                DATABASE,
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
        new Configuration(variant, SEPARATE_STORAGE).meets(SeparateStorageSecurityTest::exposedCredentials);
    }

    @TestFactory
    @Row("S2.5")
    DynamicNode objectsToOtherCredentials() {
        String secret = "AWS::SecretsManager::Secret";
        String rotation = "AWS::SecretsManager::RotationSchedule";
        return caughtBy(
                CdkTemplates.check(SeparateStorageSecurityTest::madeAndRotated),
                mutant(SEPARATE_STORAGE, DATABASE, set("MasterUserPassword", "change-me"), "but received string"),
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
    void objectsToAPasswordInTheUserData() {
        mutant(
                        SEPARATE_STORAGE,
                        "AWS::EC2::Instance",
                        set("UserData", Map.of("Fn::Base64", "\nDATABASE_PASSWORD=change-me\n")),
                        "holds a password")
                .assertCaughtBy(SeparateStorageSecurityTest::exposedCredentials);
    }
}
