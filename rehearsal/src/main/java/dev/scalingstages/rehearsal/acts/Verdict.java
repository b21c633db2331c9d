package dev.scalingstages.rehearsal.acts;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** What was not as it must be in a play, and what else is to be told of it. Safe for several threads. */
public final class Verdict {
    private final Set<String> problems = new LinkedHashSet<>();
    private final List<String> remarks = new ArrayList<>();

    /** Something was not as it must be. */
    synchronized void problem(String what) {
        problems.add(what);
    }

    /** Something that is worth telling, and not wrong. */
    synchronized void remark(String what) {
        remarks.add(what);
    }

    /** What was not as it must be, in the order in which it was noticed. */
    public synchronized List<String> problems() {
        return List.copyOf(problems);
    }

    /** What else is to be told. */
    public synchronized List<String> remarks() {
        return List.copyOf(remarks);
    }

    /** Whether all was as it must be. */
    public boolean isGood() {
        return problems().isEmpty();
    }
}
