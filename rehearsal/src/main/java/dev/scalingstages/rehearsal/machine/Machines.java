package dev.scalingstages.rehearsal.machine;

import dev.scalingstages.rehearsal.network.Network;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;

/** Starts servers. Calls come from several threads. */
public interface Machines extends AutoCloseable {
    /**
     * A server to start.
     *
     * @param instanceId such as {@code i-0123}; also its host name
     * @param name what people call it, such as {@code read-api-1}
     * @param userData as EC2 gives it: not in Base64
     * @param memoryMebibytes what its instance type has; the JVM on it sees no more
     */
    record Boot(String instanceId, String name, String userData, int memoryMebibytes, Network.Interface at) {}

    /** Starts a server, and returns when its first process runs. */
    Machine start(Boot boot) throws IOException, InterruptedException;

    /** A blank volume of a size; it stays when a server goes. */
    Volume createVolume(String volumeId, int gibibytes) throws IOException, InterruptedException;

    @Override
    void close();

    /**
     * A disk of its own: a sparse file behind a loop device, or one that outlives this program where that is asked for.
     */
    interface Volume {
        String id();

        /** Makes the volume's device appear on a server under the name that EC2 gives it. */
        void attach(Machine to) throws IOException, InterruptedException;

        void detach() throws IOException, InterruptedException;

        void grow(int gibibytes) throws IOException, InterruptedException;

        void delete() throws IOException, InterruptedException;
    }

    /** A server that was started. */
    interface Machine {
        String instanceId();

        String name();

        Network.Interface at();

        boolean isRunning();

        /** Stops the processes in good order, as a shutdown does, and keeps the disk. */
        void stop() throws IOException, InterruptedException;

        /** Starts again after {@link #stop}, with other user data if given: cloud-init then runs it. */
        void startAgain(Optional<String> userData) throws IOException, InterruptedException;

        /** Ends it at once, as a lost host does. */
        void kill();

        /** Stops it and removes its root disk. */
        void terminate() throws IOException, InterruptedException;

        /** Runs a command on it as root; its output and error output. */
        Result run(String... command) throws IOException, InterruptedException;

        /** The end of its boot log, for reports. */
        String bootLog();
    }

    /** What a command on a server gave. */
    record Result(int status, String output) {}

    /** What the metadata service answers for one server: credentials of its role and its tags. */
    record Identity(
            String instanceId, Optional<String> roleName, String zone, String instanceType, Map<String, String> tags) {}
}
