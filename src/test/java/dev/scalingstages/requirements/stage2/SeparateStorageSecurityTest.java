package dev.scalingstages.requirements.stage2;

import static dev.scalingstages.stage.ScalingStage.SEPARATE_STORAGE;
import static dev.scalingstages.testing.Edits.remove;
import static dev.scalingstages.testing.Edits.set;
import static dev.scalingstages.testing.StageMutant.mutant;
import static dev.scalingstages.testing.TemplateMatchers.with;
import static dev.scalingstages.testing.TemplateValues.object;
import static java.util.Map.entry;

import dev.scalingstages.testing.CdkTemplates;
import dev.scalingstages.testing.CloudTemplate;
import dev.scalingstages.testing.CloudTemplate.Resource;
import dev.scalingstages.testing.Configuration;
import dev.scalingstages.testing.Edits.Edit;
import dev.scalingstages.testing.Mutants;
import dev.scalingstages.testing.Row;
import dev.scalingstages.testing.StageMutant;
import dev.scalingstages.testing.SubnetRoutes;
import dev.scalingstages.testing.Variant;
import dev.scalingstages.testing.Violations;
import dev.scalingstages.testing.rules.EncryptionAtRest;
import dev.scalingstages.testing.rules.EncryptionInTransit;
import dev.scalingstages.testing.rules.SecurityGroups;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import software.amazon.awscdk.assertions.Match;
import software.amazon.awscdk.assertions.Template;

/** Who reaches the database and the bucket of stage 2. */
class SeparateStorageSecurityTest {
    private static final String INGRESS = "AWS::EC2::SecurityGroupIngress";

    /** S2.1: the database has no public address, and doesn't leave that to RDS either. */
    private static void hasNoPublicAddress(Template template) {
        template.allResourcesProperties("AWS::RDS::DBInstance", Map.of("PubliclyAccessible", false));
    }

    /** S2.1: the database is in subnets without a way out, and only the server and the rotation connect to it. */
    private static List<String> reachable(CloudTemplate template) {
        Violations violations = new Violations();
        Resource database = template.only("AWS::RDS::DBInstance");
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
            if (!rule.at("/FromPort").asText().equals(database.at("/Port").asText())
                    || !rule.at("/ToPort").asText().equals(database.at("/Port").asText())) {
                violations.add("more than the database's port is open: " + rule.properties());
            }
            if (rule.properties().has("SourceSecurityGroupId")) {
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

    /** S2.2: each bucket is encrypted and for TLS only. */
    private static List<String> openBuckets(CloudTemplate template) {
        return Stream.of(EncryptionAtRest.violations(template), EncryptionInTransit.violations(template))
                .flatMap(List::stream)
                .filter(violation -> violation.contains("Bucket"))
                .toList();
    }

    @ParameterizedTest
    @EnumSource(Variant.class)
    @Row("S2.1")
    void onlyTheServerReachesTheDatabase(Variant variant) {
        hasNoPublicAddress(CdkTemplates.of(variant, SEPARATE_STORAGE));
        new Configuration(variant, SEPARATE_STORAGE).meets(SeparateStorageSecurityTest::reachable);
    }

    @Mutants
    @Row("S2.1")
    void objectsToADatabaseThatOthersReach(StageMutant mutant) {
        mutant.assertCaughtBy(SeparateStorageSecurityTest::reachable);
    }

    @Mutants
    @Row("S2.1")
    void objectsToAPublicAddress(StageMutant mutant) {
        mutant.assertCaughtBy(CdkTemplates.check(SeparateStorageSecurityTest::hasNoPublicAddress));
    }

    static Stream<StageMutant> objectsToAPublicAddress() {
        return Stream.of(set("PubliclyAccessible", true), remove("PubliclyAccessible"))
                .map(change -> mutant(
                        SEPARATE_STORAGE, "AWS::RDS::DBInstance", change, "AWS::RDS::DBInstance, but none match"));
    }

    static Stream<StageMutant> objectsToADatabaseThatOthersReach() {
        return Stream.of(
                new StageMutant(
                        "public subnets",
                        SEPARATE_STORAGE,
                        "public subnet",
                        all -> all.mutate(
                                all.only("AWS::RDS::DBSubnetGroup"),
                                set(
                                        "SubnetIds/0",
                                        all.only("AWS::EC2::Instance").at("/SubnetId")))),
                rule("the world", "somebody by address", set("CidrIp", "0.0.0.0/0"), true),
                rule("another port", "more than the database's port", set("ToPort", 65_535), false));
    }

    @ParameterizedTest
    @EnumSource(Variant.class)
    @Row("S2.2")
    void bucketsAreEncryptedPrivateAndForTlsOnly(Variant variant) {
        CdkTemplates.of(variant, SEPARATE_STORAGE).resourceCountIs("AWS::S3::Bucket", 2);
        bucketsArePrivate(CdkTemplates.of(variant, SEPARATE_STORAGE));
        new Configuration(variant, SEPARATE_STORAGE).meets(SeparateStorageSecurityTest::openBuckets);
    }

    @Mutants
    @Row({"S2.2", "S2.4"})
    void objectsToWeakerBuckets(StageMutant mutant) {
        mutant.assertCaughtBy(SeparateStorageSecurityTest::openBuckets);
    }

    @Mutants
    @Row("S2.2")
    void objectsToPublicBuckets(StageMutant mutant) {
        mutant.assertCaughtBy(CdkTemplates.check(SeparateStorageSecurityTest::bucketsArePrivate));
    }

    static Stream<StageMutant> objectsToPublicBuckets() {
        return Stream.of(
                        remove("PublicAccessBlockConfiguration"),
                        set("PublicAccessBlockConfiguration/RestrictPublicBuckets", false),
                        set("AccessControl", "PublicRead"),
                        remove("LifecycleConfiguration"))
                .map(change -> bucket(change, "but only 1 match as expected"));
    }

    static Stream<StageMutant> objectsToWeakerBuckets() {
        return Stream.of(
                bucket(remove("BucketEncryption"), "is not encrypted"),
                new StageMutant(
                        "no policy",
                        SEPARATE_STORAGE,
                        "plain HTTP",
                        all -> all.resources("AWS::S3::BucketPolicy").forEach(all::drop)));
    }

    @ParameterizedTest
    @EnumSource(Variant.class)
    @Row("S2.4")
    void databaseAndBucketsRefuseWhoeverComesWithoutTls(Variant variant) {
        new Configuration(variant, SEPARATE_STORAGE).meets(EncryptionInTransit::violations);
    }

    @Mutants
    @Row("S2.4")
    void objectsToPlainText(StageMutant mutant) {
        mutant.assertCaughtBy(EncryptionInTransit::violations);
    }

    static Stream<StageMutant> objectsToPlainText() {
        String parameter = "Parameters/require_secure_transport";
        return Stream.of(
                mutant(SEPARATE_STORAGE, "AWS::RDS::DBParameterGroup", set(parameter, "OFF"), "without TLS"),
                mutant(SEPARATE_STORAGE, "AWS::RDS::DBParameterGroup", remove(parameter), "without TLS"),
                mutant(SEPARATE_STORAGE, "AWS::S3::BucketPolicy", remove("PolicyDocument/Statement/0"), "plain HTTP"),
                mutant(
                        SEPARATE_STORAGE,
                        "AWS::S3::BucketPolicy",
                        set("PolicyDocument/Statement/0/Effect", "Allow"),
                        "plain HTTP"));
    }

    private static StageMutant bucket(Edit change, String objection) {
        return mutant(SEPARATE_STORAGE, all -> all.only("AWS::S3::Bucket", "content"), change, objection);
    }

    /** A copy in which a rule of the database's group is another one, with the component that it names or without. */
    private static StageMutant rule(String name, String objection, Edit change, boolean anonymous) {
        return new StageMutant(name, SEPARATE_STORAGE, objection, template -> {
            Resource group = new SecurityGroups(template).of(template.only("AWS::RDS::DBInstance"));
            Resource rule = template.first(
                    INGRESS, each -> template.target(each.at("/GroupId")).equals(group));
            template.mutate(rule, change);
            if (anonymous) {
                template.mutate(rule, remove("SourceSecurityGroupId"));
            }
        });
    }
}
