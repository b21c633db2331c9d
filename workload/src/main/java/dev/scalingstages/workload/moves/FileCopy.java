package dev.scalingstages.workload.moves;

import dev.scalingstages.workload.content.Files;
import dev.scalingstages.workload.content.Files.Stored;
import dev.scalingstages.workload.content.Pause;
import dev.scalingstages.workload.content.UnavailableException;
import dev.scalingstages.workload.disk.CopyNotes;
import dev.scalingstages.workload.disk.DiskFiles;
import dev.scalingstages.workload.mysql.copy.MoveFailedException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.NoSuchFileException;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All files of the box in the object store. Objects are compared by type, size and SHA-256 of what the store gives
 * back, since only that proves that it can be read again. A file that was compared once is marked as such, and not read
 * again as long as the file is the same and the store has an object of its size and type: so a copy that is started
 * again goes on where it was, and the comparison at the end is short.
 */
final class FileCopy {
    private static final Logger LOG = LoggerFactory.getLogger(FileCopy.class);

    /** Files at the same time; with the largest ones they take 80 MB. */
    private static final int AT_ONCE = 8;

    /** Comparisons at the same time, most of which are one short request: fewer than the connections of S3's client, 50. */
    private static final int COMPARED_AT_ONCE = 16;

    /** A store that does not answer once in hours must not end the copy: it is asked again, after one, two and four seconds. */
    private static final int TRIES = 4;

    private final DiskFiles source;
    private final CopyNotes notes;
    private final Files target;
    private final Runnable heartbeat;

    /**
     * @param bucket the target's name
     * @param heartbeat called now and then, since files may take hours; throws to end the copy
     */
    FileCopy(DiskFiles source, Files target, String bucket, Runnable heartbeat) {
        this.source = source;
        this.notes = source.notes(bucket);
        this.target = target;
        this.heartbeat = heartbeat;
    }

    /** Stores what is missing or different, and returns how many files that were. */
    long copy() {
        return count(AT_ONCE, key -> {
            if (isGone(key) || isKnown(key) || isSame(key)) {
                return false;
            }
            try (InputStream content = source.open(key)) {
                String type = source.find(key).map(Stored::contentType).orElse("");
                target.put(key, type, content.readAllBytes());
            } catch (NoSuchFileException e) {
                return false;
            } catch (IOException e) {
                throw new UnavailableException("cannot read " + key, e);
            }
            // Reads it back, and notes it. Where it is another one by now, the next comparison finds that.
            isSame(key);
            return true;
        });
    }

    /** Throws {@link MoveFailedException} when an object is missing or different. Returns how many were compared. */
    long verify() {
        return count(COMPARED_AT_ONCE, key -> {
            if (!isGone(key) && !isKnown(key) && !isSame(key) && !isGone(key)) {
                throw new MoveFailedException("the object " + key + " is missing or different");
            }
            return true;
        });
    }

    /** Uploads go while files are copied: judged, or expired. */
    private boolean isGone(String key) {
        return source.find(key).isEmpty();
    }

    /** Whether a file was read back once, and its object is still there. */
    private boolean isKnown(String key) {
        return notes.isCopied(key) && isAlike(key);
    }

    private boolean isAlike(String key) {
        Optional<Stored> stored = target.find(key);
        return stored.isPresent() && stored.equals(source.find(key));
    }

    private boolean isSame(String key) {
        String version = notes.version(key);
        boolean same = isAlike(key) && MessageDigest.isEqual(digest(source, key), digest(target, key));
        if (same) {
            notes.note(key, version);
        }
        return same;
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

    private static boolean patiently(String key, Predicate<String> check) {
        for (int tries = 1; ; tries++) {
            try {
                return check.test(key);
            } catch (UnavailableException e) {
                if (tries == TRIES) {
                    throw e;
                }
                LOG.warn("{}: {}; trying again", key, e.getMessage());
                Pause.of(Duration.ofSeconds(1L << (tries - 1)));
            }
        }
    }

    /** Counts the files for which a check is true. */
    private long count(int atOnce, Predicate<String> check) {
        long count = 0;
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
                Stream<String> keys = source.keys()) {
            Iterator<String> left = keys.iterator();
            while (left.hasNext()) {
                List<Future<Boolean>> checks = new ArrayList<>();
                while (checks.size() < atOnce && left.hasNext()) {
                    String key = left.next();
                    checks.add(threads.submit(() -> patiently(key, check)));
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
