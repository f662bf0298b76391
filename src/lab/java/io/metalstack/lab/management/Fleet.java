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
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/** Makes the simulator's allocations real: whatever is allocated and has power runs, whatever is not does not. */
final class Fleet {
    private static final Duration PAUSE = Duration.ofMillis(100);
    private static final Duration PROBE_PAUSE = Duration.ofMillis(200);

    private final Simulator simulator;
    private final MetalReader metal;
    private final LabFiles files;
    private final Egress egress = new Egress(Bridge::batch);
    private final Map<Key, SimulatedMachine> running = new ConcurrentHashMap<>();
    private final Set<Key> failed = new HashSet<>();
    private final Set<Key> ended = new HashSet<>();
    private final Set<Key> waiting = new HashSet<>();
    private int started;

    /** A machine's allocation between two boots. */
    private record Key(String machine, String allocation, int boot) {
        static Key of(HeldMachine held) {
            return new Key(held.id(), held.allocationUuid(), held.boots());
        }
    }

    /** @param metal where the rules of firewalls are read */
    Fleet(Simulator simulator, MetalReader metal, LabFiles files) {
        this.simulator = simulator;
        this.metal = metal;
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
            // Nothing is sent to a firewall that is about to go.
            egress.follow(living(wanted.keySet()));
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

    private List<AddressPlan> living(Set<Key> keys) {
        return running.entrySet().stream()
                .filter(it -> keys.contains(it.getKey()) && it.getValue().alive())
                .map(it -> it.getValue().plan())
                .toList();
    }

    private void start(Key key, HeldMachine held) {
        var boot = boot(held);
        if (boot.isEmpty()) {
            return;
        }
        try {
            simulator.control().event(held.id(), INSTALLING, "start installation");
            var machine = SimulatedMachine.start(held, ++started, files, boot.get());
            running.put(key, machine);
            egress.follow(living(running.keySet()));
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

    /** What its image does; nothing while metal-api does not tell the rules of a firewall, as one without any blocks all. */
    private Optional<Boot> boot(HeldMachine held) {
        if (!AddressPlan.isFirewall(held)) {
            return Optional.of(new NodeBoot(files.tools()));
        }
        try {
            return Optional.of(new Firewall(metal.firewallRules(held.id()), files.tools()));
        } catch (LabException e) {
            if (waiting.add(Key.of(held))) {
                Diary.note("firewall %s waits for its rules: %s", held.hostname(), e.getMessage());
            }
            return Optional.empty();
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
