package io.metalstack.lab.management;

import io.metalstack.lab.LabException;
import io.metalstack.lab.Poll;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;

/**
 * Plays the routing of metal-stack for addresses that several machines share: each machine that announces one has it on
 * its loopback interface, and the lab spreads packets over all of them.
 */
final class Announcer {
    private static final Duration PAUSE = Duration.ofMillis(100);

    private final Supplier<Collection<SimulatedMachine>> machines;
    private final Map<String, Set<SimulatedMachine>> present = new HashMap<>();

    Announcer(Supplier<Collection<SimulatedMachine>> machines) {
        this.machines = machines;
    }

    /** Follows the machines until the thread is interrupted. */
    void run() {
        while (!Thread.currentThread().isInterrupted()) {
            try {
                apply(wanted());
            } catch (LabException e) {
                Diary.note("announcing: %s", e.getMessage());
            }
            Poll.pause(PAUSE);
        }
    }

    private Map<String, Set<SimulatedMachine>> wanted() {
        var wanted = new HashMap<String, Set<SimulatedMachine>>();
        for (var machine : machines.get()) {
            machine.announced()
                    .forEach(it -> wanted.computeIfAbsent(it, key -> new LinkedHashSet<>())
                            .add(machine));
        }
        return wanted;
    }

    private void apply(Map<String, Set<SimulatedMachine>> wanted) {
        var addresses = new TreeSet<>(wanted.keySet());
        addresses.addAll(present.keySet());
        for (var address : addresses) {
            var now = wanted.getOrDefault(address, Set.of());
            var before = present.getOrDefault(address, Set.of());
            if (!now.equals(before)) {
                change(address, before, now);
            }
        }
    }

    private void change(String address, Set<SimulatedMachine> before, Set<SimulatedMachine> now) {
        for (var machine : now) {
            if (!before.contains(machine)) {
                machine.network().ip("addr replace " + address + "/32 dev lo");
            }
        }
        if (now.isEmpty()) {
            Bridge.withdraw(address);
            present.remove(address);
        } else {
            Bridge.NODES.announce(
                    address,
                    now.stream().map(SimulatedMachine::address).sorted().toList());
            present.put(address, Set.copyOf(now));
        }
        withdraw(address, before, now);
        Diary.note(
                "%s is announced by %s",
                address,
                now.isEmpty()
                        ? "nobody"
                        : now.stream().map(it -> it.held().hostname()).sorted().toList());
    }

    /** Those that are still alive must not think any longer that the address is theirs. */
    private static void withdraw(String address, Set<SimulatedMachine> before, Set<SimulatedMachine> now) {
        var gone = new HashSet<>(before);
        gone.removeAll(now);
        for (var machine : gone) {
            if (machine.alive()) {
                machine.network().ip("addr del " + address + "/32 dev lo");
            }
        }
    }
}
