package dev.scalingstages.workload.worker;

import dev.scalingstages.workload.content.Job;
import dev.scalingstages.workload.content.Jobs;
import dev.scalingstages.workload.content.UnavailableException;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Jobs at stage 6: the queue takes them while a worker is known to live, and without one the server that submits a job
 * does it. So nothing is acknowledged that depends on a worker which may never come up, as during a step to stage 6
 * that is rolled back. A queue that does not take a job is no reason to refuse it either: the databases are the ones
 * that count.
 */
public final class JobsForWorkers implements Jobs {
    private static final Logger LOG = LoggerFactory.getLogger(JobsForWorkers.class);

    private final Jobs queue;
    private final Jobs inline;
    private final Predicate<Job> isWorkerAlive;
    private volatile boolean isQueueUsed;

    /**
     * @param queue the queue that workers work on
     * @param inline does jobs at once
     * @param isWorkerAlive whether a worker that knows such a job works on the queue
     */
    public JobsForWorkers(Jobs queue, Jobs inline, Predicate<Job> isWorkerAlive) {
        this.queue = queue;
        this.inline = inline;
        this.isWorkerAlive = isWorkerAlive;
    }

    @Override
    public Progress submit(Job job) {
        boolean isAlive = isWorkerAlive(job);
        if (isAlive != isQueueUsed && job instanceof Job.StorePost) {
            isQueueUsed = isAlive;
            LOG.info(
                    isAlive
                            ? "Workers are alive: writes are queued"
                            : "No worker is alive: writes are stored" + " at once");
        }
        if (!isAlive) {
            return inline.submit(job);
        }
        try {
            return queue.submit(job);
        } catch (UnavailableException e) {
            // It may be in the queue all the same. Done twice it does no harm.
            LOG.warn("The queue does not take a job, which is done at once: {}", e.getMessage());
            return inline.submit(job);
        }
    }

    /** When it is not known whether a worker lives, none counts as alive. */
    private boolean isWorkerAlive(Job job) {
        try {
            return isWorkerAlive.test(job);
        } catch (UnavailableException e) {
            return false;
        }
    }

    @Override
    public boolean mayDefer() {
        return true;
    }
}
