package dev.scalingstages.workload.disk;

import dev.scalingstages.workload.content.UnavailableException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Notes with files that another place has them too, so that a copy that is started again goes on where it was. A note
 * is an extended attribute ({@code user.copied-to}) and names the place and the version of the file, so it says nothing
 * of a file that was put in its place later: {@link DiskFiles} writes each content as a new file.
 */
public final class CopyNotes {
    private static final Logger LOG = LoggerFactory.getLogger(CopyNotes.class);
    private static final String NOTE = "copied-to";

    private final Function<String, Path> paths;
    private final String place;

    CopyNotes(Function<String, Path> paths, String place) {
        this.paths = paths;
        this.place = place;
    }

    /** Which content a key has: its inode, when it was written, and its size. To be asked before it is read. */
    public String version(String key) {
        Path file = paths.apply(key);
        try {
            return Files.getAttribute(file, "unix:ino") + "/"
                    + Files.getLastModifiedTime(file).toInstant() + "/" + Files.size(file);
        } catch (IOException e) {
            throw new UnavailableException("cannot read " + key, e);
        }
    }

    /** Notes that the place has this version. */
    public void note(String key, String version) {
        try {
            Attributes.write(paths.apply(key), NOTE, text(version));
        } catch (AccessDeniedException e) {
            LOG.warn("{} belongs to another user, so its copy is not noted and will be compared again", key);
        } catch (IOException e) {
            throw new UnavailableException("cannot note a copy of " + key, e);
        }
    }

    /** Whether the place has the current content of a key. */
    public boolean isCopied(String key) {
        try {
            return Attributes.read(paths.apply(key), NOTE)
                    .filter(note -> note.equals(text(version(key))))
                    .isPresent();
        } catch (IOException e) {
            throw new UnavailableException("cannot read " + key, e);
        }
    }

    private String text(String version) {
        return place + "/" + version;
    }
}
