package dev.scalingstages.workload.worker;

import dev.scalingstages.workload.content.Job;
import dev.scalingstages.workload.content.Jobs;

/** Jobs where there is no queue, up to stage 5: whoever submits one does it. */
public final class InlineJobs implements Jobs {
    private final Worker worker;

    public InlineJobs(Worker worker) {
        this.worker = worker;
    }

    @Override
    public void submit(Job job) {
        worker.work(job);
    }

    @Override
    public boolean isDeferred() {
        return false;
    }
}
