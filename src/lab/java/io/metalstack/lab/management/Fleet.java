package io.metalstack.lab.management;

import static io.metalstack.lab.simulator.ProvisioningEvent.BOOTING_NEW_KERNEL;
import static io.metalstack.lab.simulator.ProvisioningEvent.INSTALLING;
import static io.metalstack.lab.simulator.ProvisioningEvent.PHONED_HOME;

import io.metalstack.lab.LabException;
import io.metalstack.lab.Poll;
import io.metalstack.lab.simulator.HeldMachine;
import io.metalstack.lab.simulator.Simulator;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/** Makes the simulator's allocations real: whatever is allocated and has power runs, whatever is not does not. */
final class Fleet {
    private static final Duration PAUSE = Duration.ofMillis(100);
    private static final Duration PROBE_PAUSE = Duration.ofMillis(200);

    private final Simulator simulator;
    private final LabFiles files;
    private final Map<Key, SimulatedMachine> running = new ConcurrentHashMap<>();
    private final Set<Key> failed = new HashSet<>();
    private final Set<Key> ended = new HashSet<>();
    private int started;

    /** A machine's allocation between two boots. */
    private record Key(String machine, String allocation, int boot) {
        static Key of(HeldMachine held) {
            return new Key(held.id(), held.allocationUuid(), held.boots());
        }
    }

    Fleet(Simulator simulator, LabFiles files) {
        this.simulator = simulator;
        this.files = files;
    }

    /** The machines that have power now. */
    Collection<SimulatedMachine> machines() {
        return List.copyOf(running.values());
    }

    /** Follows the simulator until the thread is interrupted. */
    void run() {
        while (!Thread.currentThread().isInterrupted()) {
            var wanted = simulator.holdings().machines().stream()
                    .filter(HeldMachine::powered)
                    .collect(Collectors.toMap(Key::of, it -> it));
            Set.copyOf(running.keySet()).stream()
                    .filter(it -> !wanted.containsKey(it))
                    .forEach(this::stop);
            wanted.forEach((key, held) -> {
                if (!running.containsKey(key) && !failed.contains(key)) {
                    start(key, held);
                }
            });
            running.forEach(this::noticeEnd);
            Poll.pause(PAUSE);
        }
    }

    private void start(Key key, HeldMachine held) {
        try {
            simulator.control().event(held.id(), INSTALLING, "start installation");
            var machine = SimulatedMachine.start(held, ++started, files, new NodeBoot(files.tools()));
            running.put(key, machine);
            simulator.control().event(held.id(), BOOTING_NEW_KERNEL, "booting into distro kernel");
            // Further signs of life come from the simulator itself, once a minute.
            simulator.control().event(held.id(), PHONED_HOME, "phoned home");
            Thread.ofVirtual().name("probe-" + held.hostname()).start(() -> probe(key, machine));
            Diary.note("machine %s boots %s at %s", held.hostname(), held.image(), machine.address());
        } catch (LabException e) {
            failed.add(key);
            Diary.note("machine %s cannot be started: %s", held.hostname(), e.getMessage());
        }
    }

    private void probe(Key key, SimulatedMachine machine) {
        try (var web = Web.trustingEverybody()) {
            while (running.get(key) == machine) {
                machine.probe(web);
                Poll.pause(PROBE_PAUSE);
            }
        }
    }

    private void stop(Key key) {
        var machine = running.remove(key);
        if (machine != null) {
            machine.stop();
            Diary.note("machine %s is off", machine.held().hostname());
        }
    }

    /** A machine whose first process ended has crashed; it stays so until it is freed or its power is switched. */
    private void noticeEnd(Key key, SimulatedMachine machine) {
        if (!machine.alive() && ended.add(key)) {
            Diary.note("machine %s ended by itself, see %s", machine.held().hostname(), machine.console());
        }
    }
}
