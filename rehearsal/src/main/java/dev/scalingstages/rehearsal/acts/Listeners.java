package dev.scalingstages.rehearsal.acts;

import dev.scalingstages.rehearsal.stack.Listener;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;

/** Several listeners as one; others can join later. */
final class Listeners implements Listener {
    private final List<Listener> all = new CopyOnWriteArrayList<>();

    Listeners(Listener... first) {
        all.addAll(List.of(first));
    }

    void add(Listener another) {
        all.add(another);
    }

    @Override
    public void happened(String subject, String status, String reason) {
        all.forEach(each -> each.happened(subject, status, reason));
    }

    @Override
    public void waited(String logicalId, Set<String> completed) {
        all.forEach(each -> each.waited(logicalId, completed));
    }
}
