package dev.scalingstages.review.judge;

import com.fasterxml.jackson.databind.JsonNode;
import dev.scalingstages.review.knowledge.ApplicationFacts;
import dev.scalingstages.review.knowledge.Setting;
import dev.scalingstages.review.knowledge.Step;
import dev.scalingstages.review.plan.Change;
import dev.scalingstages.review.plan.Finding;
import dev.scalingstages.review.plan.Finding.Rule;
import dev.scalingstages.review.plan.Outcome;
import dev.scalingstages.review.plan.PropertyChange;
import dev.scalingstages.review.template.Resource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** G7: what a deploy does to running fleets, replicas and shards beyond what it has to. */
final class RunningJudge implements Judge {
    private static final String SOURCE = "SourceDBInstanceIdentifier";

    /** The properties that set how many shards a cache has, and which slots each one has. */
    private static final Set<String> SHARDS = Set.of("NodeGroupConfiguration", "NumNodeGroups");

    /** The properties that RDS changes by rebuilding the volume while it serves. */
    private static final Set<String> STORAGE = Set.of("AllocatedStorage", "Iops", "StorageThroughput", "StorageType");

    @Override
    public Stream<Finding> findings(Deploy deploy) {
        return Stream.of(
                        deploy.changes().stream()
                                .flatMap(change -> change.after().stream())
                                .flatMap(RunningJudge::capacity),
                        together(deploy.with(Outcome.INTERRUPTED)
                                .map(Change::resource)
                                .filter(resource -> resource.properties().has(SOURCE))
                                .toList()),
                        deploy.changes().stream().flatMap(change -> apart(change, deploy.facts())),
                        deploy.changes().stream().flatMap(change -> storageChange(change, deploy.step())))
                .flatMap(each -> each);
    }

    private static Stream<Finding> capacity(Resource resource) {
        if (!resource.type().equals("AWS::AutoScaling::AutoScalingGroup")) {
            return Stream.empty();
        }
        Stream<Finding> desired = resource.properties().has("DesiredCapacity")
                ? Stream.of(new Finding(
                        Rule.CAPACITY,
                        resource.logicalId(),
                        "%s sets its desired capacity: each deploy resets a fleet that has scaled."
                                .formatted(resource.logicalId()),
                        "Leave DesiredCapacity out; the group keeps what it has."))
                : Stream.empty();
        return Stream.concat(desired, rolling(resource));
    }

    /**
     * How many servers a rolling update leaves in service. Source: UpdatePolicy attribute, AWS CloudFormation Template
     * Reference.
     */
    private static Stream<Finding> rolling(Resource fleet) {
        JsonNode rolling = fleet.json().at("/UpdatePolicy/AutoScalingRollingUpdate");
        JsonNode minimum = rolling.path("MinInstancesInService");
        boolean isNone = minimum.isMissingNode() || minimum.isValueNode() && minimum.asInt() == 0;
        Stream<Finding> empties = rolling.isObject() && isNone
                ? Stream.of(new Finding(
                        Rule.CAPACITY,
                        fleet.logicalId(),
                        "%s may have no server in service while its servers are replaced.".formatted(fleet.logicalId()),
                        "Set MinInstancesInService to as many as carry the load; the default is none."))
                : Stream.empty();
        Stream<Finding> deaf = StreamSupport.stream(
                        rolling.path("SuspendProcesses").spliterator(), false)
                .filter(process -> process.asText().equals("AlarmNotification"))
                .map(process -> new Finding(
                        Rule.CAPACITY,
                        fleet.logicalId(),
                        "%s does not scale with its load while its servers are replaced.".formatted(fleet.logicalId()),
                        "Leave AlarmNotification out of SuspendProcesses."));
        return Stream.concat(empties, deaf);
    }

    /** Replicas of one source that restart without waiting for each other. */
    private static Stream<Finding> together(List<Resource> replicas) {
        return replicas.stream()
                .filter(replica -> replicas.stream()
                        .filter(other -> !other.equals(replica))
                        .filter(other -> other.property(SOURCE).equals(replica.property(SOURCE)))
                        .anyMatch(other -> !waitsFor(replica, other, replicas) && !waitsFor(other, replica, replicas)))
                .map(replica -> new Finding(
                        Rule.CAPACITY,
                        replica.logicalId(),
                        ("%s restarts at the same time as other replicas of its source: meanwhile nothing"
                                        + " answers reads.")
                                .formatted(replica.logicalId()),
                        "Let each replica depend on the one before: addDependency."));
    }

    private static boolean waitsFor(Resource replica, Resource other, List<Resource> replicas) {
        return replica.needs().contains(other.logicalId())
                || replicas.stream()
                        .filter(between -> replica.waitsFor().contains(between.logicalId()))
                        .anyMatch(between -> waitsFor(between, other, replicas));
    }

    private static Stream<Finding> apart(Change change, ApplicationFacts facts) {
        if (!change.type().equals("AWS::ElastiCache::ReplicationGroup") || change.outcome() == Outcome.REPLACED) {
            return Stream.empty();
        }
        return change.properties().stream()
                .map(PropertyChange::name)
                .filter(SHARDS::contains)
                .map(property -> apart(
                        change, property, facts.settings().of(change.after().orElseThrow(), property)));
    }

    private static Finding apart(Change change, String property, Optional<Setting> setting) {
        return new Finding(
                Rule.APART,
                change.logicalId(),
                ("%s of %s changes together with other things: if the deploy fails, CloudFormation does not"
                                + " restore the shards.")
                        .formatted(property, change.logicalId()),
                "Change it in a separate deploy first, as AWS advises (aws-attribute-updatepolicy)%s."
                        .formatted(setting.map(each -> "; in this application with %s at the stage that is deployed"
                                        .formatted(each.option()))
                                .orElse("")),
                setting);
    }

    /**
     * A primary whose storage changes on the way to another stage. RDS refuses another change of it for six hours or
     * more (Amazon RDS User Guide, Storage for DB instances), so CloudFormation cannot take the step back meanwhile.
     */
    private static Stream<Finding> storageChange(Change change, Step step) {
        boolean isPrimary = change.type().equals("AWS::RDS::DBInstance")
                && !change.resource().properties().has(SOURCE);
        boolean isInPlace = change.outcome() == Outcome.UPDATED || change.outcome() == Outcome.INTERRUPTED;
        boolean grows = change.properties().stream().map(PropertyChange::name).anyMatch(STORAGE::contains);
        return step.isUp() && isPrimary && isInPlace && grows
                ? Stream.of(new Finding(
                        Rule.APART,
                        change.logicalId(),
                        "Storage of %s changes together with everything else: RDS refuses another change of it for hours, so a step"
                                        .formatted(change.logicalId())
                                + " that fails meanwhile cannot be rolled back.",
                        ("Grow the database first, in a separate deploy at stage %d, and wait until it is"
                                                + " available; the runbook of stage %d has")
                                        .formatted(step.from(), step.to())
                                + " the command."))
                : Stream.empty();
    }
}
