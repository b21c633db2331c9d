package dev.scalingstages.requirements.stage6;

import static dev.scalingstages.requirements.stage6.DataPlatformParts.READ_API;
import static dev.scalingstages.requirements.stage6.DataPlatformParts.WORKER;
import static dev.scalingstages.requirements.stage6.DataPlatformParts.WRITE_API;
import static dev.scalingstages.requirements.stage6.DataPlatformParts.arn;
import static dev.scalingstages.requirements.stage6.DataPlatformParts.copies;
import static dev.scalingstages.requirements.stage6.DataPlatformParts.may;
import static dev.scalingstages.requirements.stage6.DataPlatformParts.policies;
import static dev.scalingstages.requirements.stage6.DataPlatformParts.reaches;
import static dev.scalingstages.requirements.stage6.DataPlatformParts.shard;
import static dev.scalingstages.requirements.stage6.DataPlatformParts.shardCount;
import static dev.scalingstages.requirements.stage6.DataPlatformParts.told;
import static dev.scalingstages.requirements.stage6.DataPlatformParts.toldResource;
import static dev.scalingstages.testing.Edits.set;
import static dev.scalingstages.testing.Mutant.mutant;
import static dev.scalingstages.testing.TemplateResources.each;
import static dev.scalingstages.testing.TemplateValues.ref;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.scalingstages.stage.ScalingStage;
import dev.scalingstages.testing.CdkTemplates;
import dev.scalingstages.testing.CloudTemplate;
import dev.scalingstages.testing.CloudTemplate.Resource;
import dev.scalingstages.testing.LiveStack;
import dev.scalingstages.testing.Mutant;
import dev.scalingstages.testing.Mutants;
import dev.scalingstages.testing.ProjectFiles;
import dev.scalingstages.testing.Row;
import dev.scalingstages.testing.TemplateText;
import dev.scalingstages.testing.Templates;
import dev.scalingstages.testing.Violations;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import software.amazon.awscdk.assertions.Match;
import software.amazon.awscdk.assertions.Template;

/** S6.6: content over several databases by key, with a map that lets shards be added. */
class DataPlatformShardsTest {
    private static final int DATABASE_PORT = 13306;

    @Test
    @Row("S6.6")
    @DisplayName("content is over several databases, the first of which is the one from before")
    void theFirstShardIsTheDatabaseFromBefore() {
        CloudTemplate template = DataPlatformParts.template();
        Resource before = toldResource(Templates.of(ScalingStage.AUTOSCALED), WRITE_API, "DATABASE_HOST");
        assertThat(toldResource(template, WRITE_API, "SHARD_1_HOST").logicalId())
                .as("content that is there already stays where it is")
                .isEqualTo(before.logicalId());
        haveStandby(CdkTemplates.of(ScalingStage.DATA_PLATFORM));
        assertThat(shards(template)).isEmpty();
    }

    @Test
    @Row("S6.6")
    @DisplayName("each shard's replicas answer behind a port of their own")
    void eachShardHasItsReplicasBehindAPort() {
        assertThat(replicas(DataPlatformParts.template())).isEmpty();
    }

    @Test
    @Row("S6.6")
    @DisplayName("servers find a key's shard in a map that only workers change")
    void theMapIsChangedByWorkersOnly() {
        assertThat(map(DataPlatformParts.template())).isEmpty();
    }

    @Test
    @Row("S6.6")
    @DisplayName("a shard is added without a change to those that are there")
    void aShardIsAddedWithoutMovingTheOthers() {
        CloudTemplate four = DataPlatformParts.template();
        CloudTemplate five = LiveStack.of(ScalingStage.DATA_PLATFORM, Map.of("contentShards", 5));
        assertThat(told(five, WRITE_API, "SHARD_COUNT")).isEqualTo("5");
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

    @Mutants
    @Row("S6.6")
    void checksObjectTo(Mutant mutant) {
        mutant.assertCaughtBy(
                ScalingStage.DATA_PLATFORM,
                CdkTemplates.check(DataPlatformShardsTest::haveStandby)
                        .and(DataPlatformShardsTest::shards)
                        .and(DataPlatformShardsTest::replicas)
                        .and(DataPlatformShardsTest::map));
    }

    static Stream<Mutant> checksObjectTo() {
        return Stream.of(
                new Mutant(
                        "two shards with one password",
                        all -> all.mutate(
                                shard(all, 3),
                                set("MasterUserPassword", shard(all, 2).at("/MasterUserPassword"))),
                        "credentials of their own"),
                mutant(all -> shard(all, 4), set("MultiAZ", false), "type AWS::RDS::DBInstance but found 4"),
                new Mutant(
                        "a shard's replicas copy another shard",
                        all -> all.mutate(
                                copies(all, shard(all, 2)).get(0),
                                set("SourceDBInstanceIdentifier", ref(shard(all, 1)))),
                        "replicas of SHARD_2"),
                new Mutant(
                        "a port leads to another shard's replicas",
                        all -> all.mutate(
                                listener(all, 2),
                                set("DefaultActions", listener(all, 3).at("/DefaultActions"))),
                        "SHARD_2"),
                mutant(all -> readApiRule(all), set("ToPort", DATABASE_PORT), "cannot reach the port"),
                mutant(
                        all -> policies(all, READ_API).get(0),
                        set("PolicyDocument/Statement/0/Action", "dynamodb:PutItem"),
                        "changes the map"));
    }

    private static void haveStandby(Template template) {
        Map<String, Object> primary = Map.of("SourceDBInstanceIdentifier", Match.absent());
        each(template, "AWS::RDS::DBInstance", primary, Map.of("MultiAZ", true));
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
                violations
                        .unless(
                                toldResource(template, component, "SHARD_" + number + "_HOST")
                                        .equals(primary),
                                component + " has another SHARD_" + number)
                        .unless(
                                reaches(
                                        template,
                                        component,
                                        template.target(primary.at("/VPCSecurityGroups")),
                                        DATABASE_PORT),
                                component + " does not reach SHARD_" + number)
                        .unless(
                                may(
                                        template,
                                        component,
                                        "secretsmanager:GetSecretValue",
                                        told(template, component, "SHARD_" + number + "_SECRET_ARN")),
                                component + " cannot sign in at SHARD_" + number);
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
                                    listener(template, number).at("/Port").asInt()),
                            "the read API cannot reach the port of " + name)
                    .unless(
                            may(
                                    template,
                                    READ_API,
                                    "secretsmanager:GetSecretValue",
                                    told(template, READ_API, name + "_SECRET_ARN")),
                            "the read API cannot sign in at " + name);
        }
        return violations;
    }

    private static List<String> map(CloudTemplate template) {
        Violations violations = new Violations();
        for (String component : List.of(WRITE_API, READ_API, WORKER)) {
            Resource map = toldResource(template, component, "SHARD_MAP_TABLE");
            violations.unless(
                    may(template, component, "dynamodb:GetItem", arn(map)), component + " cannot read the map");
            for (String action : List.of("dynamodb:PutItem", "dynamodb:UpdateItem", "dynamodb:DeleteItem")) {
                violations.unless(
                        may(template, component, action, arn(map)) == component.equals(WORKER),
                        component + (component.equals(WORKER) ? " never changes the map" : " changes the map"));
            }
        }
        return violations;
    }

    /** The listener behind which the read API expects a shard's replicas. */
    private static Resource listener(CloudTemplate template, int number) {
        String port = told(template, READ_API, "SHARD_" + number + "_REPLICAS_PORT");
        Resource loadBalancer = toldResource(template, READ_API, "REPLICAS_HOST");
        return template.referring("AWS::ElasticLoadBalancingV2::Listener", "/LoadBalancerArn", loadBalancer).stream()
                .filter(listener -> listener.at("/Port").asText().equals(port))
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
}
