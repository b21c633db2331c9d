package dev.scalingstages.workload.decoding;

/** A file that gets no thumbnail, whenever it is tried. */
final class RefusedPictureException extends Exception {
    /**
     * @param reason for the log; it contains nothing from the file
     */
    RefusedPictureException(String reason) {
        super(reason, null, false, false);
    }
}
