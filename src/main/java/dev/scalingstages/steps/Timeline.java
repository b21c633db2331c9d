package dev.scalingstages.steps;

import dev.scalingstages.review.plan.Change;
import dev.scalingstages.review.plan.Outcome;
import dev.scalingstages.review.plan.Plan;
import dev.scalingstages.review.template.Resource;
import dev.scalingstages.servers.MoveTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The order of a step's long parts, and the total time: CloudFormation starts a resource when everything it needs is
 * complete, and independent resources in parallel.
 *
 * <p>The minutes are assumptions for small data. AWS publishes none; a rehearsal shows the actual ones.
 */
final class Timeline {
    private static final String DATABASE = "AWS::RDS::DBInstance";
    private static final String FLEET = "AWS::AutoScaling::AutoScalingGroup";

    /** Packages, the application and its first answer, in minutes: the time for one batch of a fleet. */
    private static final int BOOT = 5;

    /** In minutes; RDS first copies the primary, which takes longer the larger the database is. */
    private static final int REPLICA = 30;

    /** The one server whose user data a step changes moves its data at that boot: as much as its volume's default. */
    private static final int MOVE = (int) MoveTime.minutes(SeparateStorageNotes.DEFAULT_GIB);

    private static final int STANDBY = 20;

    private static final int RESTART = 3;

    /** Minutes to make a resource of a type; types that aren't listed take less than one. */
    private static final Map<String, Integer> TO_MAKE = Map.of(
            DATABASE,
            20,
            "AWS::ElastiCache::ReplicationGroup",
            20,
            "AWS::CloudFront::Distribution",
            10,
            "AWS::RedshiftServerless::Workgroup",
            10,
            "AWS::ElasticLoadBalancingV2::LoadBalancer",
            3,
            "AWS::EC2::VPCEndpoint",
            2,
            "AWS::SecretsManager::RotationSchedule",
            3,
            "Custom::ReplicasServing",
            5,
            FLEET,
            BOOT);

    /**
     * A resource that takes minutes.
     *
     * @param start after how many minutes it begins
     * @param minutes how long it takes
     * @param change what the step does to it
     */
    record Part(int start, int minutes, Change change) {
        int end() {
            return start + minutes;
        }
    }

    private final Map<String, Change> changes = new HashMap<>();
    private final Map<String, Integer> ends = new HashMap<>();
    private final List<Part> parts = new ArrayList<>();

    Timeline(Plan up) {
        up.changes().stream()
                .filter(change -> change.after().isPresent())
                .forEach(change -> changes.put(change.logicalId(), change));
        changes.keySet().stream().sorted().forEach(this::end);
        parts.sort(Comparator.comparingInt(Part::start)
                .thenComparing(Comparator.comparingInt(Part::end).reversed())
                .thenComparing(part -> part.change().logicalId()));
    }

    /** The parts that take minutes, in the order in which they start. */
    List<Part> parts() {
        return List.copyOf(parts);
    }

    /** The total time, in minutes. */
    int minutes() {
        return ends.values().stream().mapToInt(Integer::intValue).max().orElse(0);
    }

    private int end(String id) {
        Integer known = ends.get(id);
        if (known != null) {
            return known;
        }
        Change change = changes.get(id);
        // CloudFormation refuses circular dependencies; here they only must not loop for ever.
        ends.put(id, 0);
        int start = change.resource().needs().stream()
                .filter(changes::containsKey)
                .mapToInt(this::end)
                .max()
                .orElse(0);
        int minutes = minutes(change);
        ends.put(id, start + minutes);
        if (minutes > 0) {
            parts.add(new Part(start, minutes, change));
        }
        return start + minutes;
    }

    private static int minutes(Change change) {
        Resource after = change.resource();
        if (change.outcome() == Outcome.ADDED || change.outcome() == Outcome.REPLACED) {
            return after.properties().has("SourceDBInstanceIdentifier")
                    ? REPLICA
                    : TO_MAKE.getOrDefault(after.type(), 0);
        }
        return switch (after.type()) {
            case FLEET -> changes(change, "LaunchTemplate") ? batches(after) * BOOT : 0;
            case DATABASE -> changes(change, "MultiAZ") ? STANDBY : 0;
            case "AWS::EC2::Instance" -> changes(change, "UserData") ? BOOT + MOVE : 0;
            case "AWS::RDS::DBParameterGroup" -> changes(change, "Parameters") ? RESTART : 0;
            case "AWS::CloudFront::Distribution" -> changes(change, "DistributionConfig") ? RESTART : 0;
            default -> 0;
        };
    }

    private static boolean changes(Change change, String property) {
        return change.properties().stream().anyMatch(each -> each.name().equals(property));
    }

    private static int batches(Resource fleet) {
        int batch = fleet.json()
                .at("/UpdatePolicy/AutoScalingRollingUpdate/MaxBatchSize")
                .asInt(1);
        return (fleet.property("MinSize").asInt(1) + batch - 1) / batch;
    }
}
