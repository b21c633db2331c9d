package dev.scalingstages.workload.decoding;

/** A file that gets no thumbnail, whenever it is tried. */
final class RefusedPictureException extends Exception {
    /** With the reason, for the log: without anything that stands in the file. */
    RefusedPictureException(String reason) {
        super(reason, null, false, false);
    }
}
