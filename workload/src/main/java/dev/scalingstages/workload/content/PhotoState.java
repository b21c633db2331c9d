package dev.scalingstages.workload.content;

/** The state of a post's photo. It only ever advances, so an update that comes late or twice changes nothing. */
public enum PhotoState {
    /** The post has no photo, and will have none. */
    NONE,
    /** The author was given an address to upload it to. */
    AWAITED,
    /** The photo is uploaded, and waits for its thumbnail. */
    UPLOADED,
    /** The photo has a thumbnail. */
    READY,
    /** The upload is not a readable picture. */
    REJECTED;

    /** The state with a number, as tables hold it. */
    public static PhotoState of(int number) {
        return values()[number];
    }

    /** The number by which tables hold the state. */
    public int number() {
        return ordinal();
    }

    /** Whether it stays as it is: a post in such a state never changes again. */
    public boolean isFinal() {
        return this == NONE || this == READY || this == REJECTED;
    }
}
