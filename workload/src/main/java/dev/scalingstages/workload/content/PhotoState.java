package dev.scalingstages.workload.content;

/** How far a post's photo has come. It only ever goes on, so an update that comes late or twice changes nothing. */
public enum PhotoState {
    /** There is none, and there will be none. */
    NONE,
    /** The author was told where to upload it. */
    AWAITED,
    /** It is uploaded, and waits for its thumbnail. */
    UPLOADED,
    /** It has a thumbnail. */
    READY,
    /** What was uploaded is no picture that can be read. */
    REJECTED;

    /** The state with a number, as tables hold it. */
    public static PhotoState of(int number) {
        return values()[number];
    }

    /** Its number in tables. */
    public int number() {
        return ordinal();
    }

    /** Whether it stays as it is: a post in such a state never changes again. */
    public boolean isFinal() {
        return this == NONE || this == READY || this == REJECTED;
    }
}
