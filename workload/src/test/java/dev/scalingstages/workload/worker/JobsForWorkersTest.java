package dev.scalingstages.workload.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.scalingstages.workload.content.Job;
import dev.scalingstages.workload.content.Jobs;
import dev.scalingstages.workload.content.Jobs.Progress;
import dev.scalingstages.workload.content.Samples;
import dev.scalingstages.workload.content.UnavailableException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

class JobsForWorkersTest {
    private static final UnavailableException AWAY = new UnavailableException("away");

    private final Samples samples = new Samples("jobs");
    private final Job write = new Job.StorePost(samples.post(samples.accountId()));
    private final List<String> taken = new ArrayList<>();

    private Jobs jobs(String name, Function<Job, Progress> submit) {
        return new Jobs() {
            @Override
            public Progress submit(Job job) {
                taken.add(name);
                return submit.apply(job);
            }

            @Override
            public boolean mayDefer() {
                return true;
            }
        };
    }

    private Jobs jobs(Function<Job, Progress> queue, Function<Job, Progress> inline, Predicate<Job> alive) {
        return new JobsForWorkers(jobs("queue", queue), jobs("inline", inline), alive);
    }

    private static Progress unavailable(Job job) {
        throw AWAY;
    }

    @Test
    void theQueueTakesJobsWhileAWorkerLives() {
        boolean[] alive = {false};
        Jobs jobs = jobs(job -> Progress.DEFERRED, job -> Progress.DONE, job -> alive[0]);
        assertThat(jobs.submit(write)).isEqualTo(Progress.DONE);
        alive[0] = true;
        assertThat(jobs.submit(write)).isEqualTo(Progress.DEFERRED);
        alive[0] = false;
        assertThat(jobs.submit(write)).isEqualTo(Progress.DONE);
        assertThat(taken).containsExactly("inline", "queue", "inline");
    }

    @Test
    void whereNothingIsKnownOfWorkersThereAreNone() {
        Jobs jobs = jobs(job -> Progress.DEFERRED, job -> Progress.DONE, job -> {
            throw AWAY;
        });
        assertThat(jobs.submit(write)).isEqualTo(Progress.DONE);
        assertThat(taken).containsExactly("inline");
    }

    @Test
    void whatTheQueueDoesNotTakeIsDoneAtOnceOrRefused() {
        assertThat(jobs(JobsForWorkersTest::unavailable, job -> Progress.DONE, job -> true)
                        .submit(write))
                .isEqualTo(Progress.DONE);
        assertThat(taken).containsExactly("queue", "inline");
        Jobs neither = jobs(JobsForWorkersTest::unavailable, JobsForWorkersTest::unavailable, job -> true);
        assertThatThrownBy(() -> neither.submit(write)).isSameAs(AWAY);
    }
}
