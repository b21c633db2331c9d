package dev.scalingstages.workload.worker;

import dev.scalingstages.workload.content.Job;
import dev.scalingstages.workload.content.Jobs;

/** Jobs where there is no queue, or no worker behind it: the server that submits a job does it. */
public final class InlineJobs implements Jobs {
    private final Worker worker;

    public InlineJobs(Worker worker) {
        this.worker = worker;
    }

    @Override
    public Progress submit(Job job) {
        worker.work(job);
        return Progress.DONE;
    }

    @Override
    public boolean mayDefer() {
        return false;
    }
}
