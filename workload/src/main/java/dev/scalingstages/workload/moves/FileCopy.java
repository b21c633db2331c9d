package dev.scalingstages.workload.moves;

import dev.scalingstages.workload.content.Files;
import dev.scalingstages.workload.content.Files.Stored;
import dev.scalingstages.workload.content.UnavailableException;
import dev.scalingstages.workload.disk.DiskFiles;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * All files of the box in the object store. Objects are compared by type, size and SHA-256 of what the store gives back,
 * since only that proves that it can be read again.
 */
final class FileCopy {
    /** Files at the same time; with the largest ones they take 80 MB. */
    private static final int AT_ONCE = 8;

    private final DiskFiles source;
    private final Files target;
    private final Runnable heartbeat;

    /**
     * @param heartbeat called now and then, since files may take hours; throws to end the copy
     */
    FileCopy(DiskFiles source, Files target, Runnable heartbeat) {
        this.source = source;
        this.target = target;
        this.heartbeat = heartbeat;
    }

    /** Stores what is missing or different, and returns how many files that were. */
    long copy() {
        return count(key -> {
            if (isSame(key)) {
                return false;
            }
            try (InputStream content = source.open(key)) {
                target.put(key, source.find(key).orElseThrow().contentType(), content.readAllBytes());
                return true;
            } catch (IOException e) {
                throw new UnavailableException("cannot read " + key, e);
            }
        });
    }

    /** Throws {@link MoveFailedException} when an object is missing or different. Returns how many were compared. */
    long verify() {
        return count(key -> {
            if (!isSame(key)) {
                throw new MoveFailedException("the object " + key + " is missing or different");
            }
            return true;
        });
    }

    private boolean isSame(String key) {
        Optional<Stored> stored = target.find(key);
        return stored.isPresent()
                && stored.equals(source.find(key))
                && MessageDigest.isEqual(digest(source, key), digest(target, key));
    }

    private static byte[] digest(Files files, String key) {
        try (DigestInputStream content = new DigestInputStream(files.open(key), MessageDigest.getInstance("SHA-256"))) {
            content.transferTo(OutputStream.nullOutputStream());
            return content.getMessageDigest().digest();
        } catch (IOException e) {
            throw new UnavailableException("cannot read " + key, e);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /** How many files something is true for. */
    private long count(Predicate<String> check) {
        long count = 0;
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
                Stream<String> keys = source.keys()) {
            Iterator<String> left = keys.iterator();
            while (left.hasNext()) {
                List<Future<Boolean>> checks = new ArrayList<>();
                while (checks.size() < AT_ONCE && left.hasNext()) {
                    String key = left.next();
                    checks.add(threads.submit(() -> check.test(key)));
                }
                for (Future<Boolean> result : checks) {
                    count += result.get() ? 1 : 0;
                }
                heartbeat.run();
            }
            return count;
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UnavailableException("interrupted", e);
        }
    }
}
