package dev.scalingstages.review.judge;

import dev.scalingstages.review.plan.Change;
import dev.scalingstages.review.plan.Finding;
import dev.scalingstages.review.plan.Finding.Rule;
import dev.scalingstages.review.plan.Outcome;
import dev.scalingstages.review.template.Resource;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.stream.Stream;

/**
 * G5: a server leaves only after its successor serves. CloudFormation deletes resources at the end of a deploy, after
 * all new ones are complete; a fleet is complete only with its servers' signals, and a domain may point to it only
 * then.
 */
final class HandoverJudge implements Judge {
    private static final String FLEET = "AWS::AutoScaling::AutoScalingGroup";
    private static final String SERVER = "AWS::EC2::Instance";
    private static final String DOMAIN = "AWS::Route53::RecordSet";

    @Override
    public Stream<Finding> findings(Deploy deploy) {
        List<Change> servers = deploy.with(Outcome.REMOVED)
                .filter(change -> change.type().equals(SERVER))
                .toList();
        if (servers.isEmpty() || deploy.step().isDown()) {
            return Stream.empty();
        }
        List<Resource> fleets = deploy.with(Outcome.ADDED)
                .map(Change::resource)
                .filter(resource -> resource.type().equals(FLEET))
                .toList();
        String server = servers.get(0).logicalId();
        return Stream.of(noSuccessor(server, fleets), notAwaited(server, fleets), early(deploy, fleets))
                .flatMap(each -> each);
    }

    private static Stream<Finding> noSuccessor(String server, List<Resource> fleets) {
        return fleets.isEmpty()
                ? Stream.of(new Finding(
                        Rule.HANDOVER,
                        server,
                        "The server %s is removed, and no fleet takes its place.".formatted(server),
                        "Keep the server until something else serves."))
                : Stream.empty();
    }

    private static Stream<Finding> notAwaited(String server, List<Resource> fleets) {
        return fleets.stream()
                .filter(fleet ->
                        fleet.json().at("/CreationPolicy/ResourceSignal/Count").asInt() < 1)
                .map(fleet -> new Finding(
                        Rule.HANDOVER,
                        fleet.logicalId(),
                        "The server %s is removed, and CloudFormation does not wait until the servers of %s serve."
                                .formatted(server, fleet.logicalId()),
                        "Give the group a CreationPolicy that waits for signals, and send them when the health check"
                                + " answers."));
    }

    private static Stream<Finding> early(Deploy deploy, List<Resource> fleets) {
        return Stream.concat(deploy.with(Outcome.UPDATED), deploy.with(Outcome.INTERRUPTED))
                .filter(change -> change.type().equals(DOMAIN))
                .flatMap(domain -> fleets.stream()
                        .filter(fleet -> !awaited(deploy, domain).contains(fleet.logicalId()))
                        .map(fleet -> new Finding(
                                Rule.HANDOVER,
                                domain.logicalId(),
                                "The domain %s may point to the new tier before the servers of %s serve."
                                        .formatted(domain.logicalId(), fleet.logicalId()),
                                "Let the record depend on the group: addDependency.")));
    }

    /** The resources that are complete before a resource is changed. */
    private static SortedSet<String> awaited(Deploy deploy, Change change) {
        return deploy.comparison().after().needs(Set.of(change.logicalId()));
    }
}
