package dev.scalingstages.workload.moves;

/**
 * How a command of the move to separate storage ended.
 *
 * @param reason one line for the person or script that started the command
 */
public record Outcome(Result result, String reason) {
    /** The boot script's next step follows from this. */
    public enum Result {
        /** The target has everything and takes writes: serve from there. Also when that was so before. */
        MOVED(0),
        /** The box has no data. Serve from the target. */
        NOTHING_TO_MOVE(0),
        /** The box takes writes: serve from there. */
        OPEN(0),
        /** Not moved. Nothing is lost, and the box takes writes again if its database answers. Serve from the box. */
        FAILED(10),
        /** The target holds data that is not the box's. Nothing was changed there. Serve from the box, and look. */
        REFUSED(11),
        /** The target may have taken over, which is not known since something does not answer. Run the command again. */
        UNKNOWN(12),
        /** A target has taken over, and may hold what the box lacks. The box stays closed. */
        SERVED_ELSEWHERE(13);

        private final int exitCode;

        Result(int exitCode) {
            this.exitCode = exitCode;
        }

        /** For the shell: 0 when the command served its purpose. */
        public int exitCode() {
            return exitCode;
        }
    }
}
