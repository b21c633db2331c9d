package dev.scalingstages.growth;

import com.fasterxml.jackson.databind.JsonNode;
import dev.scalingstages.growth.Finding.Rule;
import dev.scalingstages.templates.Resource;
import java.util.List;
import java.util.stream.Stream;

/** G7: what a deploy does to running fleets, replicas and shards beyond what it has to. */
final class RunningJudge implements Judge {
    private static final String SOURCE = "SourceDBInstanceIdentifier";

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
                        deploy.changes().stream().flatMap(RunningJudge::apart))
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
                        "%s names its desired capacity: each deploy sets a fleet that has scaled back to it."
                                .formatted(resource.logicalId()),
                        "Leave DesiredCapacity out; the group keeps what it has."))
                : Stream.empty();
        JsonNode rolling = resource.json().at("/UpdatePolicy/AutoScalingRollingUpdate");
        boolean empties = rolling.path("MinInstancesInService").isNumber()
                && rolling.path("MinInstancesInService").asInt() == 0;
        return Stream.concat(
                desired,
                empties
                        ? Stream.of(new Finding(
                                Rule.CAPACITY,
                                resource.logicalId(),
                                "%s may have no server in service while its servers are replaced."
                                        .formatted(resource.logicalId()),
                                "Set MinInstancesInService to what carries the load."))
                        : Stream.empty());
    }

    /** Replicas of one source that restart, and do not wait for each other. */
    private static Stream<Finding> together(List<Resource> replicas) {
        return replicas.stream()
                .filter(replica -> replicas.stream()
                        .filter(other -> !other.equals(replica))
                        .filter(other -> other.property(SOURCE).equals(replica.property(SOURCE)))
                        .anyMatch(other -> !waitsFor(replica, other, replicas) && !waitsFor(other, replica, replicas)))
                .map(replica -> new Finding(
                        Rule.CAPACITY,
                        replica.logicalId(),
                        "%s restarts at the same time as other replicas of its source: nobody answers reads meanwhile."
                                .formatted(replica.logicalId()),
                        "Let each replica depend on the one before: addDependency."));
    }

    private static boolean waitsFor(Resource replica, Resource other, List<Resource> replicas) {
        return replica.needs().contains(other.logicalId())
                || replicas.stream()
                        .filter(between -> replica.waitsFor().contains(between.logicalId()))
                        .anyMatch(between -> waitsFor(between, other, replicas));
    }

    private static Stream<Finding> apart(Change change) {
        boolean reshards = change.type().equals("AWS::ElastiCache::ReplicationGroup")
                && change.outcome() != Outcome.REPLACED
                && change.properties().stream()
                        .anyMatch(property -> property.name().equals("NumNodeGroups"));
        return reshards
                ? Stream.of(new Finding(
                        Rule.APART,
                        change.logicalId(),
                        "NumNodeGroups of %s changes together with other things: when the deploy fails, CloudFormation does"
                                        .formatted(change.logicalId())
                                + " not bring the shards back.",
                        "Take it in a deploy of its own first, as AWS advises (aws-attribute-updatepolicy); in this"
                                + " application with -c cacheShards=%s at the stage that is deployed."
                                        .formatted(change.after()
                                                .orElseThrow()
                                                .property("NumNodeGroups")
                                                .asText())))
                : Stream.empty();
    }
}
