package dev.scalingstages.requirements.stage6;

import static dev.scalingstages.requirements.stage6.DataPlatformParts.READ_API;
import static dev.scalingstages.requirements.stage6.DataPlatformParts.WORKER;
import static dev.scalingstages.requirements.stage6.DataPlatformParts.WRITE_API;
import static dev.scalingstages.requirements.stage6.DataPlatformParts.fleet;
import static dev.scalingstages.requirements.stage6.DataPlatformParts.may;
import static dev.scalingstages.requirements.stage6.DataPlatformParts.reaches;
import static dev.scalingstages.requirements.stage6.DataPlatformParts.told;
import static dev.scalingstages.requirements.stage6.DataPlatformParts.toldResource;
import static dev.scalingstages.testing.Edits.remove;
import static dev.scalingstages.testing.Edits.set;
import static dev.scalingstages.testing.Mutant.mutant;
import static dev.scalingstages.testing.TemplateMatchers.component;
import static dev.scalingstages.testing.TemplateResources.retained;
import static dev.scalingstages.testing.TemplateValues.attribute;
import static dev.scalingstages.testing.TemplateValues.object;
import static org.assertj.core.api.Assertions.assertThat;

import dev.scalingstages.requirements.stage4.ReplicatedReadsCacheTest;
import dev.scalingstages.stage.ScalingStage;
import dev.scalingstages.testing.CdkTemplates;
import dev.scalingstages.testing.CloudTemplate;
import dev.scalingstages.testing.CloudTemplate.Resource;
import dev.scalingstages.testing.Mutant;
import dev.scalingstages.testing.Mutants;
import dev.scalingstages.testing.Row;
import dev.scalingstages.testing.SecurityGroupRules;
import dev.scalingstages.testing.ServerFleet;
import dev.scalingstages.testing.Violations;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import software.amazon.awscdk.assertions.Match;
import software.amazon.awscdk.assertions.Template;

/** S6.4 and S6.5: the cache over several shards, and accounts in a database of their own. */
class DataPlatformScaleOutTest {
    private static final String DATABASE = "AWS::RDS::DBInstance";
    private static final int CACHE_PORT = 16379;
    private static final int DATABASE_PORT = 13306;

    /** Reads a second: the average of the specification, and five times that. */
    private static final int PEAK_READS = 5 * 40_000;

    /** What one node answers in a second: the lowest figure published, for an r3.large in 2016. */
    private static final int READS_OF_A_NODE = 30_000;

    @Test
    @Row("S6.4")
    @DisplayName("the cache answers all reads of the peak with one node lost, and fails over by itself")
    void theCacheCarriesThePeakWithOneNodeLost() {
        ReplicatedReadsCacheTest.isProtected(CdkTemplates.of(ScalingStage.DATA_PLATFORM));
        ReplicatedReadsCacheTest.growsInPlace(CdkTemplates.of(ScalingStage.DATA_PLATFORM));
        assertThat(cache(DataPlatformParts.template())).isEmpty();
    }

    @Test
    @Row("S6.5")
    @DisplayName("accounts have a database, credentials and a security group apart from content")
    void accountsAreApartFromContent() {
        accountsAreSafe(CdkTemplates.of(ScalingStage.DATA_PLATFORM));
        assertThat(accounts(DataPlatformParts.template())).isEmpty();
    }

    @Mutants
    @Row({"S6.4", "S6.5"})
    void checksObjectTo(Mutant mutant) {
        mutant.assertCaughtBy(
                ScalingStage.DATA_PLATFORM,
                CdkTemplates.check(ReplicatedReadsCacheTest::isProtected)
                        .and(CdkTemplates.check(ReplicatedReadsCacheTest::growsInPlace))
                        .and(CdkTemplates.check(DataPlatformScaleOutTest::accountsAreSafe))
                        .and(DataPlatformScaleOutTest::cache)
                        .and(DataPlatformScaleOutTest::accounts));
    }

    static Stream<Mutant> checksObjectTo() {
        return Stream.of(
                mutant(all -> cluster(all), set("NumNodeGroups", 2), "reads/s with one node lost"),
                mutant(all -> cluster(all), set("ReplicasPerNodeGroup", 0), "reads/s with one node lost"),
                mutant(
                        all -> cluster(all),
                        set("AutomaticFailoverEnabled", false),
                        "\"AutomaticFailoverEnabled\": false"),
                mutant(all -> cluster(all), remove("/UpdatePolicy"), "Missing key 'UpdatePolicy'"),
                mutant(
                        all -> cluster(all),
                        set("TransitEncryptionEnabled", false),
                        "\"TransitEncryptionEnabled\": false"),
                new Mutant(
                        "accounts share the content's credentials",
                        all -> all.mutate(
                                accountsDatabase(all),
                                set("MasterUserPassword", content(all).at("/MasterUserPassword"))),
                        "credentials"),
                new Mutant(
                        "accounts share the content's security group",
                        all -> all.mutate(
                                accountsDatabase(all),
                                set("VPCSecurityGroups", content(all).at("/VPCSecurityGroups"))),
                        "security group"),
                mutant(all -> accountsDatabase(all), set("MultiAZ", false), "\"MultiAZ\": false"),
                mutant(
                        all -> accountsDatabase(all),
                        set("/DeletionPolicy", "Delete"),
                        "Expected Retain but received Delete"),
                mutant(
                        "AWS::Backup::BackupSelection",
                        set("BackupSelection/Resources", List.of()),
                        "Could not match arrayWith pattern"),
                new Mutant(
                        "the read API reaches accounts",
                        all -> all.open(
                                all.target(accountsDatabase(all).at("/VPCSecurityGroups")),
                                DATABASE_PORT,
                                fleet(all, READ_API).securityGroup()),
                        "reaches accounts"),
                new Mutant(
                        "the read API may sign in at accounts",
                        all -> all.allow(fleet(all, READ_API).role(), "secretsmanager:GetSecretValue", "*"),
                        "may sign in at accounts"),
                new Mutant(
                        "the web servers reach accounts",
                        all -> all.open(
                                all.target(accountsDatabase(all).at("/VPCSecurityGroups")),
                                DATABASE_PORT,
                                fleet(all, "web").securityGroup()),
                        "reaches accounts"));
    }

    private static List<String> cache(CloudTemplate template) {
        Resource cluster = cluster(template);
        int shards = cluster.at("/NumNodeGroups").asInt();
        // The shard that lost a node is the one that counts: its share of the keys stays the same.
        int nodesLeft = cluster.at("/ReplicasPerNodeGroup").asInt();
        int reads = shards * nodesLeft * READS_OF_A_NODE;
        Violations violations = new Violations()
                .unless(reads >= PEAK_READS, "the cache answers only " + reads + " reads/s with one node lost");
        for (String component : List.of(WRITE_API, READ_API, WORKER)) {
            violations.unless(
                    reaches(template, component, template.target(cluster.at("/SecurityGroupIds")), CACHE_PORT),
                    component + " cannot reach the cache");
        }
        return violations;
    }

    private static void accountsAreSafe(Template template) {
        Map<String, Object> accounts = Map.of("Tags", component("accounts"));
        String database = template.getResourceId(DATABASE, Map.of("Properties", accounts));
        template.hasResource(DATABASE, retained(Map.of("Tags", component("accounts"), "MultiAZ", true)));
        template.hasResourceProperties(
                "AWS::Backup::BackupSelection",
                object("BackupSelection/Resources", Match.arrayWith(List.of(attribute(database, "DBInstanceArn")))));
    }

    private static List<String> accounts(CloudTemplate template) {
        Resource accounts = accountsDatabase(template);
        Resource content = content(template);
        Resource group = template.target(accounts.at("/VPCSecurityGroups"));
        Violations violations = new Violations()
                .unless(!accounts.equals(content), "accounts and content have one database")
                .unless(
                        !secret(template, accounts).equals(secret(template, content)),
                        "accounts and content have the same credentials")
                .unless(
                        !group.equals(template.target(content.at("/VPCSecurityGroups"))),
                        "accounts and content have the same security group");
        for (String component : List.of(WRITE_API, WORKER)) {
            violations
                    .unless(
                            toldResource(template, component, "ACCOUNTS_DATABASE_HOST")
                                    .equals(accounts),
                            component + " has other accounts")
                    .unless(reaches(template, component, group, DATABASE_PORT), component + " does not reach accounts")
                    .unless(
                            may(
                                    template,
                                    component,
                                    "secretsmanager:GetSecretValue",
                                    told(template, component, "ACCOUNTS_DATABASE_SECRET_ARN")),
                            component + " cannot sign in at accounts");
        }
        for (String component : List.of("web", READ_API)) {
            ServerFleet fleet = fleet(template, component);
            violations
                    .unless(
                            SecurityGroupRules.ingress(template, group).stream()
                                    .noneMatch(rule -> rule.isFor(fleet.securityGroup())),
                            component + " reaches accounts")
                    .unless(
                            !may(
                                    template,
                                    component,
                                    "secretsmanager:GetSecretValue",
                                    told(template, WRITE_API, "ACCOUNTS_DATABASE_SECRET_ARN")),
                            component + " may sign in at accounts")
                    .unless(
                            fleet.environment().keySet().stream().noneMatch(name -> name.startsWith("ACCOUNTS_")),
                            component + " is told of accounts");
        }
        return violations;
    }

    private static Resource cluster(CloudTemplate template) {
        return toldResource(template, READ_API, "CACHE_HOST");
    }

    private static Resource accountsDatabase(CloudTemplate template) {
        return toldResource(template, WRITE_API, "ACCOUNTS_DATABASE_HOST");
    }

    private static Resource content(CloudTemplate template) {
        return toldResource(template, WRITE_API, "DATABASE_HOST");
    }

    private static Resource secret(CloudTemplate template, Resource database) {
        return template.target(database.at("/MasterUserPassword"));
    }
}
