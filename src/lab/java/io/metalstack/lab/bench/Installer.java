package io.metalstack.lab.bench;

import io.metalstack.lab.simulator.Ledger;
import io.metalstack.lab.simulator.Simulator;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Has machines phone home some time after they were allocated: between half and one and a half of the usual time, evenly spread.
 * With one time for all of them, a provider that looks at fixed intervals would be measured by how the two happen to fall.
 */
final class Installer implements AutoCloseable {
    private static final long LOOK_MILLIS = 50;

    private final Simulator metal;
    private final Duration usual;
    private final Random random = new Random(1);
    private final Map<String, Instant> phonedHome = new ConcurrentHashMap<>();
    private final ScheduledExecutorService timer = Executors.newScheduledThreadPool(
            2, Thread.ofPlatform().daemon().name("installer").factory());
    private int seen;

    Installer(Simulator metal, Duration usual) {
        this.metal = metal;
        this.usual = usual;
        var unused = timer.scheduleWithFixedDelay(this::look, 0, LOOK_MILLIS, TimeUnit.MILLISECONDS);
    }

    private void look() {
        var allocations = metal.ledger().changes(Ledger.What.MACHINE_ALLOCATED);
        for (var it : allocations.subList(seen, allocations.size())) {
            var takes = Duration.ofMillis((long) (usual.toMillis() * (0.5 + random.nextDouble())));
            var left = Duration.between(Instant.now(), it.at().plus(takes));
            var unused = timer.schedule(() -> phoneHome(it.id()), left.toMillis(), TimeUnit.MILLISECONDS);
        }
        seen = allocations.size();
    }

    private void phoneHome(String machine) {
        metal.control().phoneHome(machine);
        phonedHome.put(machine, Instant.now());
    }

    /** When the machine phoned home last. */
    Optional<Instant> phonedHome(String machine) {
        return Optional.ofNullable(phonedHome.get(machine));
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }
}
