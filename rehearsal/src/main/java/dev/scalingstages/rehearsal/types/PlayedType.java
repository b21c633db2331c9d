package dev.scalingstages.rehearsal.types;

import dev.scalingstages.rehearsal.stack.Created;
import dev.scalingstages.rehearsal.stack.Declaration;
import dev.scalingstages.rehearsal.stack.FailureException;
import dev.scalingstages.rehearsal.stack.ResourceType;
import java.io.IOException;

/** A type of resource whose work can fail as input and output do, and of which no change is played but a subclass's. */
abstract class PlayedType implements ResourceType {
    /** Creates a resource; see {@link ResourceType#create}. */
    abstract Created make(Declaration declaration) throws FailureException, IOException, InterruptedException;

    /** Removes a resource; nothing by default, for what has no effect by itself. */
    void remove(Declaration declaration, Created created) throws FailureException, IOException, InterruptedException {}

    /** Changes a resource; by default only tags and descriptions can change. */
    Created change(Declaration before, Declaration after, Created created)
            throws FailureException, IOException, InterruptedException {
        Properties.playedChanges(before, after);
        return created;
    }

    @Override
    public final Created create(Declaration declaration) throws FailureException, InterruptedException {
        try {
            return make(declaration);
        } catch (IOException e) {
            throw new FailureException(e.getMessage(), e);
        }
    }

    @Override
    public final Created update(Declaration before, Declaration after, Created created)
            throws FailureException, InterruptedException {
        try {
            return change(before, after, created);
        } catch (IOException e) {
            throw new FailureException(e.getMessage(), e);
        }
    }

    @Override
    public final void delete(Declaration declaration, Created created) throws FailureException, InterruptedException {
        try {
            remove(declaration, created);
        } catch (IOException e) {
            throw new FailureException(e.getMessage(), e);
        }
    }
}
