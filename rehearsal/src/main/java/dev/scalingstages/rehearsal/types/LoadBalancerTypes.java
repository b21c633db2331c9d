package dev.scalingstages.rehearsal.types;

import dev.scalingstages.rehearsal.services.LoadBalancers;
import dev.scalingstages.rehearsal.stack.Created;
import dev.scalingstages.rehearsal.stack.Declaration;
import dev.scalingstages.rehearsal.stack.FailureException;
import dev.scalingstages.rehearsal.stack.ResourceType;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Load balancers, their listeners, rules and target groups. */
public final class LoadBalancerTypes {
    private final LoadBalancers balancers;
    private final Account account;
    private final Ids ids;
    private final Map<String, String> owners = new ConcurrentHashMap<>();

    public LoadBalancerTypes(LoadBalancers balancers, Account account, Ids ids) {
        this.balancers = balancers;
        this.account = account;
        this.ids = ids;
    }

    /** The types by name. */
    public Map<String, ResourceType> types() {
        return Map.of(
                "AWS::ElasticLoadBalancingV2::LoadBalancer", new LoadBalancer(),
                "AWS::ElasticLoadBalancingV2::Listener", new Listener(),
                "AWS::ElasticLoadBalancingV2::ListenerRule", new Rule(),
                "AWS::ElasticLoadBalancingV2::TargetGroup", new Group());
    }

    /** Names have at most 32 characters. */
    private String name(Declaration declaration) {
        String id = declaration.logicalId();
        return id.substring(0, Math.min(id.length(), 15)) + "-" + ids.suffix();
    }

    private final class LoadBalancer extends PlayedType {
        @Override
        Created make(Declaration declaration) throws FailureException, IOException, InterruptedException {
            String name = name(declaration);
            boolean isNetwork = declaration.text("Type").equals("network");
            boolean isPublic = declaration.text("Scheme").equals("internet-facing");
            String path = (isNetwork ? "net/" : "app/") + name + "/" + ids.suffix();
            String arn = account.regional("elasticloadbalancing", "loadbalancer/" + path);
            String host =
                    (isPublic ? "" : "internal-") + name.toLowerCase() + "." + account.region() + ".elb.amazonaws.com";
            balancers.createBalancer(
                    arn,
                    host,
                    Properties.texts(declaration.property("Subnets")),
                    Properties.texts(declaration.property("SecurityGroups")),
                    isPublic);
            return new Created(
                    arn,
                    Map.of(
                            "LoadBalancerArn", arn,
                            "LoadBalancerName", name,
                            "LoadBalancerFullName", path,
                            "DNSName", host,
                            "CanonicalHostedZoneID", "Z35SXDOTRQ7X7K"));
        }

        @Override
        Created change(Declaration before, Declaration after, Created created)
                throws FailureException, IOException, InterruptedException {
            Properties.playedChanges(before, after, "LoadBalancerAttributes", "SecurityGroups");
            balancers.setGroups(created.physicalId(), Properties.texts(after.property("SecurityGroups")));
            return created;
        }

        @Override
        void remove(Declaration declaration, Created created) throws IOException, InterruptedException {
            balancers.deleteBalancer(created.physicalId());
        }
    }

    private final class Listener extends PlayedType {
        @Override
        Created make(Declaration declaration) throws IOException, InterruptedException {
            String balancer = declaration.text("LoadBalancerArn");
            String arn = balancer.replace(":loadbalancer/", ":listener/") + "/" + ids.suffix();
            balancers.setListener(balancer, arn, declaration.properties());
            owners.put(arn, balancer);
            return new Created(arn, Map.of("ListenerArn", arn));
        }

        @Override
        Created change(Declaration before, Declaration after, Created created)
                throws FailureException, IOException, InterruptedException {
            balancers.setListener(after.text("LoadBalancerArn"), created.physicalId(), after.properties());
            return created;
        }

        @Override
        void remove(Declaration declaration, Created created) throws IOException, InterruptedException {
            String balancer = owners.remove(created.physicalId());
            if (balancer != null) {
                balancers.removeListener(balancer, created.physicalId());
            }
        }
    }

    private final class Rule extends PlayedType {
        @Override
        Created make(Declaration declaration) throws IOException, InterruptedException {
            String listener = declaration.text("ListenerArn");
            String arn = listener.replace(":listener/", ":listener-rule/") + "/" + ids.suffix();
            balancers.setRule(listener, arn, declaration.properties());
            return new Created(arn, Map.of("RuleArn", arn));
        }

        @Override
        Created change(Declaration before, Declaration after, Created created)
                throws IOException, InterruptedException {
            balancers.setRule(after.text("ListenerArn"), created.physicalId(), after.properties());
            return created;
        }

        @Override
        void remove(Declaration declaration, Created created) throws IOException, InterruptedException {
            balancers.removeRule(declaration.text("ListenerArn"), created.physicalId());
        }
    }

    private final class Group extends PlayedType {
        @Override
        Created make(Declaration declaration) {
            String name = name(declaration);
            String path = "targetgroup/" + name + "/" + ids.suffix();
            String arn = account.regional("elasticloadbalancing", path);
            balancers.createGroup(arn, declaration.properties());
            return new Created(
                    arn, Map.of("TargetGroupArn", arn, "TargetGroupName", name, "TargetGroupFullName", path));
        }

        @Override
        Created change(Declaration before, Declaration after, Created created) throws IOException {
            balancers.setGroup(created.physicalId(), after.properties());
            return created;
        }

        @Override
        void remove(Declaration declaration, Created created) {
            balancers.deleteGroup(created.physicalId());
        }
    }
}
