package dev.scalingstages.review.plan;

import dev.scalingstages.review.knowledge.Setting;
import java.util.Optional;

/**
 * Something about a deploy that an engineer has to know before saying yes.
 *
 * @param rule what it is about
 * @param logicalId the resource, or empty when it is about the template
 * @param what what would happen, in a sentence
 * @param remedy what to do about it, in a sentence
 * @param setting the setting that does it, where one does
 */
public record Finding(Rule rule, String logicalId, String what, String remedy, Optional<Setting> setting) {
    /** A finding about which no setting does anything. */
    public Finding(Rule rule, String logicalId, String what, String remedy) {
        this(rule, logicalId, what, remedy, Optional.empty());
    }

    /** What findings are about. */
    public enum Rule {
        /** Data is destroyed, or is left behind while a new and empty resource serves. */
        DATA_LOST(true),
        /** What holds data leaves the stack, kept or snapshotted, on a step that has no need of it. */
        DATA_LEAVES(true),
        /** Nobody reads what holds data afterwards, and what takes over is made by the deploy, so it is empty. */
        STRANDED(true),
        /**
         * Nobody reads what holds data afterwards, which is harmless if it was moved before. The templates cannot tell: the
         * deploy is refused until the operator says that it was.
         */
        MOVE_FIRST(true),
        /** What data stands on is replaced or removed. */
        FOUNDATION_LOST(true),
        /** A resource is changed in place, and what it holds is overwritten, deleted or left behind. */
        CONTENT_LOST(true),
        /** A resource is replaced, and no allowance says that this is harmless. */
        REPLACEMENT_NOT_ALLOWED(true),
        /** A resource leaves, and no allowance says that it may. */
        DEPARTURE_NOT_ALLOWED(true),
        /** What the deploy makes or changes holds data, and has no policy that keeps it on the day when it leaves. */
        UNPROTECTED(true),
        /** A server leaves before what takes its place is known to serve. */
        HANDOVER(true),
        /** CloudFormation refuses the deploy, or it fails half-way. */
        REFUSED(true),
        /** A value that is looked up at each deploy replaces a resource some day. */
        UNPINNED(true),
        /** The deploy resets or stops something that runs, though nothing is lost. */
        CAPACITY(false),
        /** AWS advises to take the change in a deploy of its own. */
        APART(false),
        /** As {@link #UNPROTECTED}, of what this deploy leaves as it is. */
        STILL_UNPROTECTED(false),
        /** Another stack may stand in the way. */
        EXPORT(false);

        private final boolean blocks;

        Rule(boolean blocks) {
            this.blocks = blocks;
        }

        /** Whether such a finding means that something is lost or that the deploy fails. */
        public boolean blocks() {
            return blocks;
        }
    }
}
