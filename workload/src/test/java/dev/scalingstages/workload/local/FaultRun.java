package dev.scalingstages.workload.local;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scalingstages.workload.servers.LocalStage;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Something behind the service fails for three seconds, while an author goes on writing, and another one, where asked for,
 * posts photos: what was acknowledged is there afterwards, once. Prints a row for each fault.
 */
final class FaultRun {
    private static final int POSTS_BEFORE = 20;
    private static final Duration LASTS = Duration.ofSeconds(3);

    private final LocalStage local;
    private final String name;
    private boolean sees;
    private boolean photos;

    /** What is done to a server. */
    interface Action {
        void happen() throws Exception;
    }

    FaultRun(LocalStage local, String name) {
        this.local = local;
        this.name = name;
    }

    /** The author reads each own post at once, also while the fault lasts. */
    FaultRun whoseAuthorSeesAtOnce() {
        sees = true;
        return this;
    }

    /** Photos are posted too. */
    FaultRun withPhotos() {
        photos = true;
        return this;
    }

    /** Breaks something until it is repaired. Returns how many were refused. */
    int of(Action fault, Action repair) throws Exception {
        return of(() -> {
            fault.happen();
            Thread.sleep(LASTS);
            repair.happen();
        });
    }

    /** Something that stops for a moment, again and again. */
    static Action stops(Duration moment, Duration between, Action pause, Action resume) {
        return () -> {
            long end = System.nanoTime() + LASTS.toNanos();
            while (System.nanoTime() - end < 0) {
                pause.happen();
                Thread.sleep(moment);
                resume.happen();
                Thread.sleep(between);
            }
        };
    }

    /** What breaks something and repairs it. Returns how many were refused. */
    int of(Action fault) throws Exception {
        try (Author author = new Author(local);
                Author photographer = new Author(local);
                ExecutorService others = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int post = 0; post < POSTS_BEFORE; post++) {
                author.write(sees);
            }
            assertThat(author.refused()).as("refused before the fault").isZero();
            Future<?> failing = others.submit(() -> {
                fault.happen();
                return null;
            });
            Future<?> posting = others.submit(() -> {
                while (photos && !failing.isDone()) {
                    photographer.writeWithPhoto();
                }
                return null;
            });
            while (!failing.isDone()) {
                author.write(sees);
            }
            failing.get();
            posting.get();
            Awaiting.until(() -> author.write(false));
            report(author, photographer);
            return author.refused();
        }
    }

    private void report(Author author, Author photographer) throws Exception {
        List<String> seen = author.awaitAll();
        long twice = seen.size() - seen.stream().distinct().count();
        int pictures = photographer.awaitAll().size();
        System.out.printf(
                "| %s | acknowledged %d, with a photo %d | lost 0 | twice %d | refused %d |%n",
                name, author.acknowledged(), photographer.acknowledged(), twice, author.refused());
        assertThat(seen).doesNotHaveDuplicates();
        assertThat(pictures).isGreaterThanOrEqualTo(photographer.acknowledged());
        assertThat(photographer.acknowledged() > 0).isEqualTo(photos);
    }
}
