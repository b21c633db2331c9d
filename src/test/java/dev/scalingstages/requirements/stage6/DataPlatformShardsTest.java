package dev.scalingstages.requirements.stage6;

import static dev.scalingstages.requirements.stage6.DataPlatformParts.READ_API;
import static dev.scalingstages.requirements.stage6.DataPlatformParts.WORKER;
import static dev.scalingstages.requirements.stage6.DataPlatformParts.WRITE_API;
import static dev.scalingstages.requirements.stage6.DataPlatformParts.configured;
import static dev.scalingstages.requirements.stage6.DataPlatformParts.copies;
import static dev.scalingstages.requirements.stage6.DataPlatformParts.fleet;
import static dev.scalingstages.requirements.stage6.DataPlatformParts.may;
import static dev.scalingstages.requirements.stage6.DataPlatformParts.reaches;
import static dev.scalingstages.requirements.stage6.DataPlatformParts.shard;
import static dev.scalingstages.requirements.stage6.DataPlatformParts.shardCount;
import static dev.scalingstages.requirements.stage6.DataPlatformParts.toldResource;
import static dev.scalingstages.testing.Edits.set;
import static dev.scalingstages.testing.Mutant.caughtBy;
import static dev.scalingstages.testing.Mutant.copied;
import static dev.scalingstages.testing.Mutant.mutant;
import static dev.scalingstages.testing.TemplateMatchers.component;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.scalingstages.stage.ScalingStage;
import dev.scalingstages.testing.Check;
import dev.scalingstages.testing.CloudTemplate;
import dev.scalingstages.testing.CloudTemplate.Resource;
import dev.scalingstages.testing.LiveStack;
import dev.scalingstages.testing.Mutant;
import dev.scalingstages.testing.ProjectFiles;
import dev.scalingstages.testing.Row;
import dev.scalingstages.testing.SecurityGroupRules;
import dev.scalingstages.testing.ServerFleet;
import dev.scalingstages.testing.TemplateText;
import dev.scalingstages.testing.Templates;
import dev.scalingstages.testing.Violations;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * S6.5 and S6.6: accounts in a database of their own, and content over several by key. That databases are kept, backed up
 * and have standbys X4, X6 and S3.5 say; that servers reach them and may sign in, X5 and X10.
 */
class DataPlatformShardsTest {
    private static final int DATABASE_PORT = 13306;

    @Test
    @Row("S6.6")
    void theFirstShardIsTheDatabaseFromBefore() {
        CloudTemplate template = DataPlatformParts.template();
        Resource before = toldResource(Templates.of(ScalingStage.AUTOSCALED), WRITE_API, "DATABASE_HOST");
        assertThat(toldResource(template, WRITE_API, "SHARD_1_HOST").logicalId())
                .as("content that is there already stays where it is")
                .isEqualTo(before.logicalId());
        assertThat(shards(template)).isEmpty();
    }

    @Test
    @Row("S6.6")
    void eachShardHasItsReplicasBehindAPortOfItsOwn() {
        assertThat(replicas(DataPlatformParts.template())).isEmpty();
    }

    @Test
    @Row("S6.6")
    void aShardIsAddedWithoutMovingTheOthers() {
        CloudTemplate four = DataPlatformParts.template();
        CloudTemplate five = LiveStack.of(ScalingStage.DATA_PLATFORM, Map.of("contentShards", 5));
        assertThat(configured(five, WRITE_API, "SHARD_COUNT")).isEqualTo("5");
        for (String type : List.of(
                "AWS::RDS::DBInstance",
                "AWS::SecretsManager::Secret",
                "AWS::ElasticLoadBalancingV2::TargetGroup",
                "AWS::ElasticLoadBalancingV2::Listener",
                "AWS::DynamoDB::Table")) {
            assertThat(four.resources(type))
                    .isNotEmpty()
                    .allSatisfy(resource -> assertThat(
                                    five.resource(resource.logicalId()).json())
                            .as("%s with a fifth shard", resource.logicalId())
                            .isEqualTo(resource.json()));
        }
    }

    @TestFactory
    @Row("S6.6")
    DynamicNode checksObjectTo() {
        return caughtBy(
                Check.all(DataPlatformShardsTest::shards, DataPlatformShardsTest::replicas),
                ScalingStage.DATA_PLATFORM,
                copied("MasterUserPassword", all -> shard(all, 2), all -> shard(all, 3), "credentials of their own"),
                copied(
                        "SourceDBInstanceIdentifier",
                        all -> copies(all, shard(all, 1)).get(0),
                        all -> copies(all, shard(all, 2)).get(0),
                        "replicas of SHARD_2"),
                copied("DefaultActions", all -> listener(all, 3), all -> listener(all, 2), "SHARD_2"),
                mutant(all -> readApiRule(all), set("ToPort", DATABASE_PORT), "cannot reach the port"));
    }

    private static List<String> shards(CloudTemplate template) {
        Violations violations = new Violations().unless(shardCount(template) > 1, "content is in one database");
        Set<String> databases = new HashSet<>();
        Set<String> secrets = new HashSet<>();
        for (int number = 1; number <= shardCount(template); number++) {
            Resource primary = shard(template, number);
            databases.add(primary.logicalId());
            secrets.addAll(CloudTemplate.references(primary.at("/MasterUserPassword")));
            for (String component : List.of(WRITE_API, WORKER)) {
                violations.unless(
                        toldResource(template, component, "SHARD_" + number + "_HOST")
                                .equals(primary),
                        component + " has another SHARD_" + number);
            }
        }
        return violations
                .unless(databases.size() == shardCount(template), "two shards are one database")
                .unless(secrets.size() == shardCount(template), "shards do not have credentials of their own");
    }

    private static List<String> replicas(CloudTemplate template) {
        Violations violations = new Violations();
        JsonNode routes = routes(template);
        Resource loadBalancer = toldResource(template, READ_API, "REPLICAS_HOST");
        for (int number = 1; number <= shardCount(template); number++) {
            String name = "SHARD_" + number;
            Resource targets = template.target(listener(template, number).at("/DefaultActions"));
            List<String> followed = Stream.iterate(0, index -> index + 1)
                    .limit(routes.size())
                    .map(routes::get)
                    .filter(route -> route.path("targetGroupArn").asText().equals("${" + targets.logicalId() + "}"))
                    .flatMap(route -> TemplateText.each(route.path("replicas")).stream())
                    .sorted()
                    .toList();
            List<String> copies = copies(template, shard(template, number)).stream()
                    .map(replica -> TemplateText.of(replica.at("/DBInstanceIdentifier")))
                    .sorted()
                    .toList();
            violations
                    .unless(copies.size() >= 2, "fewer than two replicas of " + name)
                    .unless(
                            followed.equals(copies),
                            "the port of " + name + " leads to " + followed + ", not " + copies)
                    .unless(
                            reaches(
                                    template,
                                    READ_API,
                                    template.target(loadBalancer.at("/SecurityGroups")),
                                    listener(template, number).number("/Port")),
                            "the read API cannot reach the port of " + name);
        }
        return violations;
    }

    /** The listener behind which the read API expects a shard's replicas. */
    private static Resource listener(CloudTemplate template, int number) {
        String port = configured(template, READ_API, "SHARD_" + number + "_REPLICAS_PORT");
        Resource loadBalancer = toldResource(template, READ_API, "REPLICAS_HOST");
        return template.referring("AWS::ElasticLoadBalancingV2::Listener", "/LoadBalancerArn", loadBalancer).stream()
                .filter(listener -> listener.is("/Port", port))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no listener on port " + port));
    }

    private static Resource readApiRule(CloudTemplate template) {
        return template.onlyReferring(
                "AWS::EC2::SecurityGroupIngress",
                "/GroupId",
                template.target(
                        toldResource(template, READ_API, "REPLICAS_HOST").at("/SecurityGroups")));
    }

    /** Which replicas belong behind which target group, as the function that follows them is told. */
    private static JsonNode routes(CloudTemplate template) {
        return template.resources("AWS::Lambda::Function").stream()
                .map(function -> TemplateText.of(function.at("/Environment/Variables/TARGET_GROUPS")))
                .filter(text -> !text.isEmpty())
                .map(ProjectFiles::json)
                .findFirst()
                .orElseThrow(() -> new AssertionError("no function follows the replicas"));
    }

    @Test
    @Row("S6.5")
    void accountsAreApartFromContent() {
        assertThat(accounts(DataPlatformParts.template())).isEmpty();
    }

    @TestFactory
    @Row("S6.5")
    DynamicNode objectsToSharedAccounts() {
        return caughtBy(
                DataPlatformShardsTest::accounts,
                ScalingStage.DATA_PLATFORM,
                copied("MasterUserPassword", all -> content(all), all -> accountsDatabase(all), "credentials"),
                copied("VPCSecurityGroups", all -> content(all), all -> accountsDatabase(all), "security group"),
                mutant(all -> openAccounts(all, READ_API), "reaches accounts"),
                new Mutant(
                        "the read API may sign in at accounts",
                        all -> all.allow(fleet(all, READ_API).role(), "secretsmanager:GetSecretValue", "*"),
                        "may sign in at accounts"),
                mutant(all -> openAccounts(all, "web"), "reaches accounts"));
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
            violations.unless(
                    toldResource(template, component, "ACCOUNTS_DATABASE_HOST").equals(accounts),
                    component + " has other accounts");
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
                                    configured(template, WRITE_API, "ACCOUNTS_DATABASE_SECRET_ARN")),
                            component + " may sign in at accounts")
                    .unless(
                            fleet.environment().keySet().stream().noneMatch(name -> name.startsWith("ACCOUNTS_")),
                            component + " is told of accounts");
        }
        return violations;
    }

    private static void openAccounts(CloudTemplate template, String component) {
        Resource group = template.target(accountsDatabase(template).at("/VPCSecurityGroups"));
        template.open(group, DATABASE_PORT, fleet(template, component).securityGroup());
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
