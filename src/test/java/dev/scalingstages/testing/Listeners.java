package dev.scalingstages.testing;

import com.fasterxml.jackson.databind.JsonNode;
import dev.scalingstages.testing.CloudTemplate.Resource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** How load balancers lead to target groups. */
public final class Listeners {
    private Listeners() {}

    /** The listeners of a load balancer. */
    public static List<Resource> of(CloudTemplate template, Resource loadBalancer) {
        return template.resources("AWS::ElasticLoadBalancingV2::Listener").stream()
                .filter(listener -> listener.refersTo("/LoadBalancerArn", loadBalancer))
                .toList();
    }

    /** The listener of a load balancer on a port. */
    public static Resource onPort(CloudTemplate template, Resource loadBalancer, int port) {
        return of(template, loadBalancer).stream()
                .filter(listener -> listener.number("/Port") == port)
                .findFirst()
                .orElseThrow(() -> new AssertionError("no listener on port " + port));
    }

    /** The rules of a listener. */
    public static List<Resource> rules(CloudTemplate template, Resource listener) {
        return template.resources("AWS::ElasticLoadBalancingV2::ListenerRule").stream()
                .filter(rule -> rule.refersTo("/ListenerArn", listener))
                .toList();
    }

    /** The logical ids of the target groups that actions forward to. */
    public static Set<String> forwards(JsonNode actions) {
        Set<String> targets = new TreeSet<>();
        actions.forEach(action -> {
            targets.addAll(CloudTemplate.references(action.path("TargetGroupArn")));
            targets.addAll(CloudTemplate.references(action.at("/ForwardConfig/TargetGroups")));
        });
        return targets;
    }

    /** The one load balancer whose listeners, by default or by a rule, lead to a target group. */
    public static Resource loadBalancerOf(CloudTemplate template, Resource targetGroup) {
        List<Resource> found = template.resources("AWS::ElasticLoadBalancingV2::LoadBalancer").stream()
                .filter(loadBalancer -> of(template, loadBalancer).stream()
                        .anyMatch(listener -> leadsTo(template, listener, targetGroup)))
                .toList();
        return CloudTemplate.only(found, "load balancer of " + targetGroup.logicalId());
    }

    /** The logical ids of the listeners, by default, and of the rules that lead to a target group. */
    public static List<String> leadingTo(CloudTemplate template, Resource targetGroup) {
        List<String> found = new ArrayList<>();
        template.resources("AWS::ElasticLoadBalancingV2::Listener").stream()
                .filter(listener -> forwards(listener.at("/DefaultActions")).contains(targetGroup.logicalId()))
                .forEach(listener -> found.add(listener.logicalId()));
        template.resources("AWS::ElasticLoadBalancingV2::ListenerRule").stream()
                .filter(rule -> forwards(rule.at("/Actions")).contains(targetGroup.logicalId()))
                .forEach(rule -> found.add(rule.logicalId()));
        return found;
    }

    private static boolean leadsTo(CloudTemplate template, Resource listener, Resource targetGroup) {
        return forwards(listener.at("/DefaultActions")).contains(targetGroup.logicalId())
                || rules(template, listener).stream()
                        .anyMatch(rule -> forwards(rule.at("/Actions")).contains(targetGroup.logicalId()));
    }
}
