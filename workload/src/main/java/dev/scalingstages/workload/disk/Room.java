package dev.scalingstages.workload.disk;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;

/** How much of a volume is left, which at stage 1 the files of users share with the database. */
interface Room {
    /** A tenth of the volume is the database's, */
    int FLOOR_PART = 10;

    /** and no less than 1 GiB: its logs grow by that in an hour of many writes. */
    long LEAST_FLOOR = 1L << 30;

    /** Bytes that may still be written. */
    long free();

    /** Bytes of the whole volume. */
    long total();

    /** Whether uploads are taken: one more leaves enough to the database. */
    default boolean isEnough() {
        return free() - dev.scalingstages.workload.content.Files.LARGEST >= Math.max(LEAST_FLOOR, total() / FLOOR_PART);
    }

    /** The room on the volume of a directory. */
    static Room of(Path directory) {
        return new Room() {
            @Override
            public long free() {
                return look(FileStore::getUsableSpace);
            }

            @Override
            public long total() {
                return look(FileStore::getTotalSpace);
            }

            private long look(Look look) {
                try {
                    return look.at(Files.getFileStore(directory));
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        };
    }

    /** A figure of a volume to look up. */
    interface Look {
        /** The figure, in bytes. */
        long at(FileStore store) throws IOException;
    }
}
