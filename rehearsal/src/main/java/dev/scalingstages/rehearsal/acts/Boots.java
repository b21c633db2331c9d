package dev.scalingstages.rehearsal.acts;

import dev.scalingstages.rehearsal.machine.Machines.Machine;
import dev.scalingstages.rehearsal.report.Timeline;
import dev.scalingstages.rehearsal.stack.Listener;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Tells of each server when a boot has succeeded or failed, as the server's own log has it. */
final class Boots {
    private final Listener listener;
    private final Map<String, String> told = new ConcurrentHashMap<>();

    Boots(Listener listener) {
        this.listener = listener;
    }

    void look(Iterable<Machine> machines) {
        for (Machine machine : machines) {
            look(machine);
        }
    }

    private void look(Machine machine) {
        String log = machine.bootLog();
        String end = log.lines()
                .filter(line -> line.contains("boot succeeded") || line.contains("boot failed"))
                .reduce("", (first, second) -> second);
        if (!end.isEmpty() && !end.equals(told.put(machine.instanceId(), end))) {
            boolean ready = end.contains("boot succeeded");
            listener.happened(
                    machine.name(),
                    ready ? Timeline.READY : Timeline.FAILED,
                    end.substring(Math.max(0, end.indexOf("boot "))));
        }
    }
}
