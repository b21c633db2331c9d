package dev.scalingstages.rehearsal.services;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.scalingstages.rehearsal.network.LoopbackNetwork;
import dev.scalingstages.workload.servers.FreePort;
import dev.scalingstages.workload.servers.Opened;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;

/** A load balancer with a listener, and what may stand behind it. Time passes fifty times faster. */
final class BalancerFixture implements AutoCloseable {
    static final String ARN = "arn:aws:elasticloadbalancing:us-east-1:1:loadbalancer/app/front/1";
    static final String LISTENER = "arn:aws:elasticloadbalancing:us-east-1:1:listener/app/front/1/2";

    private static final int SCALE = 50;

    final LoopbackNetwork network = new LoopbackNetwork();
    final Opened open = new Opened();
    final LoadBalancers balancers;
    final String address;
    final int port = FreePort.next();

    BalancerFixture(Path folder, LoadBalancers.Certificates certificates) throws Exception {
        Tools.require("haproxy");
        balancers = open.keep(
                new LoadBalancers(folder.resolve("balancers"), network, certificates, onAws -> onAws.dividedBy(SCALE)));
        balancers.createBalancer(ARN, "front.example.com", List.of("subnet-1"), List.of("sg-1"), false);
        address = network.resolve("front.example.com").getFirst();
    }

    static JsonNode json(String text) {
        try {
            return new ObjectMapper().readTree(text.replace('\'', '"'));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }

    static String group(String name) {
        return "arn:aws:elasticloadbalancing:us-east-1:1:targetgroup/" + name + "/1";
    }

    static String forward(String group) {
        return "[{'Type':'forward','TargetGroupArn':'%s'}]".formatted(group(group));
    }

    /** Sets what the listener does by default. */
    void listen(String protocol, String actions) throws Exception {
        balancers.setListener(
                ARN,
                LISTENER,
                json("{'Port':%d,'Protocol':'%s','DefaultActions':%s}".formatted(port, protocol, actions)));
    }

    void rule(int priority, String condition, String actions) throws Exception {
        balancers.setRule(
                LISTENER,
                LISTENER + "/" + priority,
                json("{'ListenerArn':'%s','Priority':%d,'Conditions':[%s],'Actions':%s}"
                        .formatted(LISTENER, priority, condition, actions)));
    }

    /** A target group with fast checks, which lets a target go after 20 s on AWS. */
    void createGroup(String name, String protocol) {
        balancers.createGroup(group(name), json("""
                        {'Port':%d,'Protocol':'%s','HealthCheckPath':'/health','HealthCheckIntervalSeconds':5,
                         'HealthyThresholdCount':2,'UnhealthyThresholdCount':2,
                         'TargetGroupAttributes':[{'Key':'deregistration_delay.timeout_seconds','Value':'20'}]}
                        """.formatted(HttpTarget.PORT, protocol)));
    }

    /** A server of a group. */
    HttpTarget target(String name, String group) throws IOException {
        HttpTarget target = open.keep(new HttpTarget(
                name, network.attach(name, "subnet-1", List.of(), false).address()));
        balancers.register(group(group), target.target());
        return target;
    }

    String health(String group, String target) {
        return balancers.health(group(group)).get(target);
    }

    RawClient.Answer ask(String method, String path, String... headers) throws IOException {
        return RawClient.once(address, port, method, path, headers);
    }

    static void await(String what, BooleanSupplier condition) throws InterruptedException {
        long end = System.nanoTime() + Duration.ofSeconds(10).toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new AssertionError("within 10 s not: " + what);
            }
            Thread.sleep(10);
        }
    }

    void awaitHealth(String group, String target, String state) throws InterruptedException {
        await(target + " " + state, () -> state.equals(health(group, target)));
    }

    @Override
    public void close() {
        open.close();
    }
}
