package dev.scalingstages.workload.moves;

import dev.scalingstages.workload.content.Files;

/** A store that says that it keeps what it is given, and does not keep one file. */
final class Forgetful extends ForwardingFiles {
    private String forgotten;

    /** One that does not keep the first file that it is given. */
    Forgetful(Files files) {
        this(files, "");
    }

    Forgetful(Files files, String forgotten) {
        super(files);
        this.forgotten = forgotten;
    }

    @Override
    public void put(String key, String contentType, byte[] content) {
        synchronized (this) {
            if (forgotten.isEmpty() || forgotten.equals(key)) {
                forgotten = key;
                return;
            }
        }
        super.put(key, contentType, content);
    }
}
