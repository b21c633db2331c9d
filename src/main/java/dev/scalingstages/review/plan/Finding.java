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
 * @param setting the setting that causes it, if one does
 */
public record Finding(Rule rule, String logicalId, String what, String remedy, Optional<Setting> setting) {
    /** A finding that no setting causes. */
    public Finding(Rule rule, String logicalId, String what, String remedy) {
        this(rule, logicalId, what, remedy, Optional.empty());
    }

    /** What findings are about. */
    public enum Rule {
        /** Data is destroyed, or is left behind while a new and empty resource serves. */
        DATA_LOST(true),
        /** A stateful resource leaves the stack, kept or snapshotted, on a step that doesn't require it. */
        DATA_LEAVES(true),
        /** Nobody reads a stateful resource afterwards, and its successor is created by the deploy, so it is empty. */
        STRANDED(true),
        /**
         * Nobody reads a stateful resource afterwards, which is harmless if its data was moved before. The templates
         * can't show that: the deploy is refused until the operator confirms it.
         */
        MOVE_FIRST(true),
        /** A resource that data depends on is replaced or removed. */
        FOUNDATION_LOST(true),
        /** A resource is changed in place, and its content is overwritten, deleted or left behind. */
        CONTENT_LOST(true),
        /** A resource is replaced, and no allowance says that this is harmless. */
        REPLACEMENT_NOT_ALLOWED(true),
        /** A resource leaves, and no allowance says that it may. */
        DEPARTURE_NOT_ALLOWED(true),
        /** A stateful resource that the deploy creates or changes has no policy that keeps it once it leaves. */
        UNPROTECTED(true),
        /** A server leaves before its successor is known to serve. */
        HANDOVER(true),
        /** CloudFormation refuses the deploy, or it fails half-way. */
        REFUSED(true),
        /** A value that is looked up at each deploy will replace a resource some day. */
        UNPINNED(true),
        /** The deploy resets or stops something that runs, though nothing is lost. */
        CAPACITY(false),
        /** AWS advises making the change in a separate deploy. */
        APART(false),
        /** Like {@link #UNPROTECTED}, but the deploy doesn't touch the resource. */
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
