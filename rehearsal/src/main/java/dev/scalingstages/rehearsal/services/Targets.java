package dev.scalingstages.rehearsal.services;

import java.io.IOException;
import java.util.Map;

/** The targets of load balancers' target groups, as Auto Scaling groups and functions register them. */
public interface Targets {
    /**
     * A target.
     *
     * @param id an instance id or an address, as the group's type asks for
     * @param address IPv4
     * @param port 0 for the group's own port
     */
    record Target(String id, String address, int port) {}

    void register(String targetGroupArn, Target target) throws IOException, InterruptedException;

    /** Takes a target out, and returns when its connections are drained or the group's delay is over. */
    void deregister(String targetGroupArn, String targetId) throws IOException, InterruptedException;

    /** The state of each target by id: {@code initial}, {@code healthy}, {@code unhealthy} or {@code draining}. */
    Map<String, String> health(String targetGroupArn);
}
