package dev.scalingstages.rehearsal.play;

import dev.scalingstages.rehearsal.api.Endpoints.ApiException;
import dev.scalingstages.rehearsal.api.services.LoadBalancing;
import dev.scalingstages.rehearsal.services.LoadBalancers;
import dev.scalingstages.rehearsal.services.Targets;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * Target groups as functions see them by the API.
 *
 * @param instances the address of an instance by its id
 */
record TargetsApi(LoadBalancers balancers, Function<String, Optional<String>> instances)
        implements LoadBalancing.TargetGroups {
    private static final Map<String, String> REASONS = Map.of(
            "initial", "Elb.InitialHealthChecking",
            "unhealthy", "Target.FailedHealthChecks",
            "draining", "Target.DeregistrationInProgress",
            "unused", "Target.NotInUse");

    @Override
    public List<LoadBalancing.Health> health(String arn) {
        return balancers.targets(arn).entrySet().stream()
                .map(each -> new LoadBalancing.Health(
                        new LoadBalancing.Member(
                                each.getKey().id(), each.getKey().port()),
                        each.getValue(),
                        REASONS.getOrDefault(each.getValue(), "")))
                .toList();
    }

    @Override
    public void register(String arn, List<LoadBalancing.Member> members) throws ApiException {
        for (LoadBalancing.Member member : members) {
            try {
                balancers.register(arn, new Targets.Target(member.id(), address(member.id()), member.port()));
            } catch (IOException e) {
                throw new ApiException("TargetGroupNotFound", e.getMessage());
            }
        }
    }

    private String address(String id) throws ApiException {
        if (!id.startsWith("i-")) {
            return id;
        }
        return instances
                .apply(id)
                .orElseThrow(
                        () -> new ApiException("InvalidTarget", "The target '" + id + "' is not a running instance"));
    }

    /** The API answers at once; what drains goes on draining. */
    @Override
    public void deregister(String arn, List<LoadBalancing.Member> members) {
        for (LoadBalancing.Member member : members) {
            Thread.ofVirtual().start(() -> {
                try {
                    balancers.deregister(arn, member.id());
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            });
        }
    }
}
