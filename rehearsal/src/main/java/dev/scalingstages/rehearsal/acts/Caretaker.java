package dev.scalingstages.rehearsal.acts;

import dev.scalingstages.rehearsal.play.World;
import dev.scalingstages.rehearsal.stack.FailureException;
import dev.scalingstages.rehearsal.stack.Listener;
import java.io.IOException;
import java.time.Duration;
import java.util.function.BooleanSupplier;

/**
 * What goes on by itself beside deploys: servers finish their boot, and Auto Scaling replaces those that are lost. It
 * leaves
 * servers alone while a deploy changes them, and new ones for a grace period, as the groups' health checks do.
 */
final class Caretaker implements Listener, AutoCloseable {
    private static final long PAUSE_MILLISECONDS = 1000;

    /** How long Auto Scaling is patient after it has replaced a server: ten minutes of AWS. */
    private static final Duration GRACE = Duration.ofMinutes(10);

    private final World world;
    private final Boots boots;
    private final BooleanSupplier isBusy;
    private final Duration grace;
    private final Listener listener;
    private final Thread thread;
    private volatile long patientUntil = System.nanoTime();
    private volatile boolean going = true;

    /**
     * @param isBusy whether a deploy is under way
     * @param scale how much faster than AWS
     */
    Caretaker(World world, BooleanSupplier isBusy, int scale, Listener listener) {
        this.world = world;
        this.isBusy = isBusy;
        this.listener = listener;
        boots = new Boots(listener);
        grace = GRACE.dividedBy(scale);
        thread = Thread.ofVirtual().name("caretaker").start(this::live);
    }

    @Override
    public void happened(String subject, String status, String reason) {
        if (status.equals("UNHEALTHY")) {
            patientUntil = System.nanoTime() + grace.toNanos();
        }
    }

    private void live() {
        try {
            while (going) {
                boots.look(world.servers().all());
                if (!isBusy.getAsBoolean() && System.nanoTime() - patientUntil > 0) {
                    heal();
                }
                Thread.sleep(PAUSE_MILLISECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void heal() throws InterruptedException {
        try {
            world.fleets().heal();
        } catch (FailureException | IOException e) {
            patientUntil = System.nanoTime() + grace.toNanos();
            listener.happened("Auto Scaling", "LAUNCH_FAILED", String.valueOf(e.getMessage()));
        }
    }

    @Override
    public void close() {
        going = false;
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
