package dev.scalingstages.rehearsal.types;

import dev.scalingstages.rehearsal.api.Policies;
import dev.scalingstages.rehearsal.machine.Machines;
import dev.scalingstages.rehearsal.network.LoopbackNetwork;
import dev.scalingstages.rehearsal.services.Targets;
import dev.scalingstages.rehearsal.stack.Created;
import dev.scalingstages.rehearsal.stack.Declaration;
import dev.scalingstages.rehearsal.stack.FailureException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** A group of servers that only seem to run, behind a target group that only notes. */
final class FleetFixture {
    static final String GROUP = "arn:group";

    final LoopbackNetwork network = new LoopbackNetwork();
    final FakeMachines machines = new FakeMachines();
    final Signals signals = new Signals();
    final NotedTargets targets = new NotedTargets();
    final FleetTypes types;
    final List<String> log = new CopyOnWriteArrayList<>();

    private final Ids ids = new Ids();
    private final Created subnet;
    private final Created template;
    private Declaration templateNow;

    FleetFixture(int most) throws Exception {
        NetworkTypes networks = new NetworkTypes(network, ids);
        IdentityTypes identities = new IdentityTypes(new Policies("aws", "123456789012"), ids, Declared.ACCOUNT);
        Servers servers = new Servers(
                machines,
                network,
                networks,
                identities,
                (identity, at) -> {},
                (subject, status, reason) -> log.add(subject + " " + status),
                ids);
        types = new FleetTypes(servers, targets, signals, Declared.FAST, (s, t, r) -> log.add(s + " " + t), ids, most);
        subnet = networks.types()
                .get("AWS::EC2::Subnet")
                .create(Declared.of("AWS::EC2::Subnet", "{'AvailabilityZone':'us-east-1a','CidrBlock':'10.0.0.0/24'}"));
        templateNow = launchTemplate("one", "t4g.small");
        template = types.types().get("AWS::EC2::LaunchTemplate").create(templateNow);
        machines.boot = boot -> signal(boot, true);
    }

    private static Declaration launchTemplate(String userData, String type) {
        return Declared.of("AWS::EC2::LaunchTemplate", """
                {'LaunchTemplateData':{'UserData':'%s','InstanceType':'%s','SecurityGroupIds':['sg-1']}}
                """.formatted(
                        Base64.getEncoder().encodeToString(userData.getBytes(StandardCharsets.UTF_8)), type));
    }

    void signal(Machines.Boot boot, boolean success) {
        signals.send("Web", new Signals.Signal(boot.instanceId(), success, success ? "" : "nginx did not start"));
    }

    /** Changes the launch template, and returns its new version. */
    String change(String userData, String type) throws Exception {
        Declaration next = launchTemplate(userData, type);
        Created changed = types.types().get("AWS::EC2::LaunchTemplate").update(templateNow, next, template);
        templateNow = next;
        return changed.attributes().get("LatestVersionNumber");
    }

    Declaration group(int size, String version, String more, String policy) {
        return Declared.of(
                "Web",
                "AWS::AutoScaling::AutoScalingGroup",
                """
                {'MinSize':'%d','MaxSize':'9','VPCZoneIdentifier':['%s'],'TargetGroupARNs':['%s'],
                 'LaunchTemplate':{'LaunchTemplateId':'%s','Version':'%s'},
                 'Tags':[{'Key':'component','Value':'web'}]%s}
                """.formatted(size, subnet.physicalId(), GROUP, template.physicalId(), version, more),
                """
                {'CreationPolicy':{'ResourceSignal':{'Count':%d,'Timeout':'PT15M'}},
                 'UpdatePolicy':{'AutoScalingRollingUpdate':%s}}
                """.formatted(size, policy));
    }

    Created create(Declaration group) throws FailureException, InterruptedException {
        return types.types().get("AWS::AutoScaling::AutoScalingGroup").create(group);
    }

    void update(Declaration before, Declaration after) throws FailureException, InterruptedException {
        types.types().get("AWS::AutoScaling::AutoScalingGroup").update(before, after, Created.named("Web-1"));
    }

    void delete(Declaration group) throws FailureException, InterruptedException {
        types.types().get("AWS::AutoScaling::AutoScalingGroup").delete(group, Created.named("Web-1"));
    }

    /** Notes who is registered; the test says who is healthy. */
    static final class NotedTargets implements Targets {
        final Map<String, String> states = new ConcurrentHashMap<>();

        @Override
        public void register(String targetGroupArn, Target target) {
            states.put(target.id(), "initial");
        }

        @Override
        public void deregister(String targetGroupArn, String targetId) {
            states.remove(targetId);
        }

        @Override
        public Map<String, String> health(String targetGroupArn) {
            return Map.copyOf(states);
        }
    }
}
