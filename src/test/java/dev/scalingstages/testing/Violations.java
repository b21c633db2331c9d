package dev.scalingstages.testing;

import java.util.AbstractList;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;

/** What a check finds wrong with a template, in words, in the order in which it was found. */
public final class Violations extends AbstractList<String> {
    private final List<String> found = new ArrayList<>();

    /** What is wrong with each of some things. */
    public static <T> Violations ofEach(Iterable<? extends T> things, BiConsumer<Violations, T> check) {
        Violations violations = new Violations();
        things.forEach(thing -> check.accept(violations, thing));
        return violations;
    }

    /** Notes a violation when something that must hold does not. */
    public Violations unless(boolean holds, String violation) {
        return when(!holds, violation);
    }

    /** Notes a violation when something holds that must not. */
    public Violations when(boolean isWrong, String violation) {
        if (isWrong) {
            found.add(violation);
        }
        return this;
    }

    /** Adds what another check found. */
    public Violations and(List<String> others) {
        found.addAll(others);
        return this;
    }

    @Override
    public void add(int index, String violation) {
        found.add(index, violation);
    }

    @Override
    public String get(int index) {
        return found.get(index);
    }

    @Override
    public int size() {
        return found.size();
    }
}
