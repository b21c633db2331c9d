package dev.scalingstages.testing;

import java.util.ArrayList;
import java.util.List;

/** What a check finds wrong with a template, in words. */
public final class Violations {
    private final List<String> found = new ArrayList<>();

    /** Notes a violation when something that must hold does not. */
    public Violations unless(boolean holds, String violation) {
        if (!holds) {
            found.add(violation);
        }
        return this;
    }

    /** Adds what another check found. */
    public Violations and(List<String> others) {
        found.addAll(others);
        return this;
    }

    /** All violations, in the order in which they were found. */
    public List<String> found() {
        return List.copyOf(found);
    }
}
