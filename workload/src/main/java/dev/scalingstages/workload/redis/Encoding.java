package dev.scalingstages.workload.redis;

import dev.scalingstages.workload.content.AccountId;
import dev.scalingstages.workload.content.Likes.Popular;
import dev.scalingstages.workload.content.PhotoState;
import dev.scalingstages.workload.content.Post;
import dev.scalingstages.workload.content.PostId;
import dev.scalingstages.workload.content.Session;
import dev.scalingstages.workload.content.TimelineEntry;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Values as the cache holds them: the format's number in the first byte, then the fields without what the key says
 * already. A value of another format, or one that cannot be read, counts as absent: then the store is read.
 */
final class Encoding {
    /** To be raised with each change of what is below, so that servers of two releases do not misread each other. */
    private static final int FORMAT = 1;

    /** The first byte of this release's values, for scripts that compare it. */
    static final byte[] MARK = {FORMAT};

    /**
     * The length of an entry's prefix: the format, how many there are, and the post's id. The photo's state follows.
     */
    static final int ENTRY_NAME = Byte.BYTES + Short.BYTES + PostId.BYTES;

    /** The offset at which a page's version ends. */
    private static final int VERSION_END = Byte.BYTES + Long.BYTES;

    private static final int ENDED = 0;
    private static final int LIVE = 1;

    private Encoding() {}

    private interface Writing {
        void to(DataOutputStream out) throws IOException;
    }

    private interface Reading<T> {
        T from(DataInputStream in) throws IOException;
    }

    /** A post; its photo's state is the rank that {@link RedisCache#setUnlessHigher} looks at. */
    static byte[] post(Post post) {
        return write(out -> {
            out.writeByte(post.photo().number());
            out.writeLong(post.owner().value());
            out.writeUTF(post.authorName());
            out.writeUTF(post.body());
        });
    }

    static Optional<Post> post(PostId id, byte[] value) {
        return read(value, in -> {
            PhotoState photo = PhotoState.of(in.readByte());
            return new Post(id, new AccountId(in.readLong()), in.readUTF(), in.readUTF(), photo);
        });
    }

    /** Rows of one owner's timeline. */
    static byte[] entries(List<TimelineEntry> entries) {
        return write(out -> {
            out.writeShort(entries.size());
            for (TimelineEntry entry : entries) {
                writeId(out, entry.id());
                out.writeByte(entry.photo().number());
                out.writeBoolean(entry.whole());
                out.writeUTF(entry.authorName());
                out.writeUTF(entry.excerpt());
            }
        });
    }

    static Optional<List<TimelineEntry>> entries(AccountId owner, byte[] value) {
        return read(value, in -> {
            int count = in.readShort();
            List<TimelineEntry> entries = new ArrayList<>(count);
            for (int i = 0; i < count; i++) {
                PostId id = readId(in);
                PhotoState photo = PhotoState.of(in.readByte());
                boolean whole = in.readBoolean();
                entries.add(new TimelineEntry(id, owner, in.readUTF(), in.readUTF(), whole, photo));
            }
            return entries;
        });
    }

    /**
     * A first page, in whose head a script can read what is on it: the version that distinguishes it from other pages
     * of the owner (8 bytes), how many posts there are (1), and of each its id in text (32), its id (16) and its
     * photo's state (1), as in {@link #ENTRY_NAME} and behind. The entries follow.
     */
    static byte[] page(long version, List<TimelineEntry> entries) {
        byte[] rows = entries(entries);
        return write(out -> {
            out.writeLong(version);
            out.writeByte(entries.size());
            for (TimelineEntry entry : entries) {
                out.writeBytes(entry.id().toString());
                writeId(out, entry.id());
                out.writeByte(entry.photo().number());
            }
            out.write(rows);
        });
    }

    /**
     * Whether a page, of which no more than the version need be there, is of a version.
     *
     * @param version that begins with the page's
     */
    static boolean isOf(byte[] version, byte[] page) {
        return page.length >= VERSION_END
                && version.length >= Long.BYTES
                && page[0] == FORMAT
                && Arrays.equals(page, Byte.BYTES, VERSION_END, version, 0, Long.BYTES);
    }

    /** The entries of a page, or nothing when it cannot be read. */
    static Optional<List<TimelineEntry>> pageEntries(AccountId owner, byte[] page) {
        int count = page.length > VERSION_END ? page[VERSION_END] : 0;
        int from = VERSION_END + 1 + count * (PostId.DIGITS + PostId.BYTES + 1);
        return count < 0 || from > page.length
                ? Optional.empty()
                : entries(owner, Arrays.copyOfRange(page, from, page.length));
    }

    static byte[] popular(List<Popular> posts) {
        return write(out -> {
            out.writeShort(posts.size());
            for (Popular post : posts) {
                writeId(out, post.post());
                out.writeLong(post.likes());
            }
        });
    }

    static Optional<List<Popular>> popular(byte[] value) {
        return read(value, in -> {
            int count = in.readShort();
            List<Popular> posts = new ArrayList<>(count);
            for (int i = 0; i < count; i++) {
                posts.add(new Popular(readId(in), in.readLong()));
            }
            return posts;
        });
    }

    static byte[] session(Session session) {
        return write(out -> {
            out.writeByte(LIVE);
            out.writeLong(session.account().value());
            out.writeLong(session.expiresAt().toEpochMilli());
            out.writeUTF(session.displayName());
        });
    }

    /** The note that a session has ended. */
    static byte[] endedSession() {
        return write(out -> out.writeByte(ENDED));
    }

    /** A session, or nothing in it when it ended. */
    static Optional<Optional<Session>> session(byte[] value) {
        return read(value, in -> {
            if (in.readByte() == ENDED) {
                return Optional.empty();
            }
            AccountId account = new AccountId(in.readLong());
            Instant expiresAt = Instant.ofEpochMilli(in.readLong());
            return Optional.of(new Session(account, in.readUTF(), expiresAt));
        });
    }

    private static void writeId(DataOutputStream out, PostId id) throws IOException {
        out.writeLong(id.high());
        out.writeLong(id.low());
    }

    private static PostId readId(DataInputStream in) throws IOException {
        return new PostId(in.readLong(), in.readLong());
    }

    private static byte[] write(Writing fields) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeByte(FORMAT);
            fields.to(out);
        } catch (IOException e) {
            throw new UncheckedIOException("a field is too long to be cached", e);
        }
        return bytes.toByteArray();
    }

    private static <T> Optional<T> read(byte[] value, Reading<T> fields) {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(value))) {
            return in.readByte() == FORMAT ? Optional.of(fields.from(in)) : Optional.empty();
        } catch (IOException | RuntimeException e) {
            return Optional.empty();
        }
    }
}
