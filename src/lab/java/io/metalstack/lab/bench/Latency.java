package io.metalstack.lab.bench;

import io.metalstack.lab.simulator.Fault;
import io.metalstack.lab.simulator.Faults;
import io.metalstack.lab.simulator.Route;
import java.time.Duration;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** How long metal-api takes, and whether it is there at all. */
final class Latency {
    private static final Route[] ALLOCATES = {Route.ALLOCATE_MACHINE, Route.ALLOCATE_FIREWALL};
    private static final Route[] OTHERS = Stream.of(Route.values())
            .filter(it -> Stream.of(ALLOCATES).noneMatch(it::equals))
            .toArray(Route[]::new);

    private final Faults faults;
    private @Nullable Fault allocating;

    Latency(Faults faults) {
        this.faults = faults;
    }

    /** Every allocation of a machine takes so long from now on, every other call so long. */
    void set(Duration allocate, Duration other) {
        faults.clear();
        allocating = slow(allocate, ALLOCATES);
        var unused = slow(other, OTHERS);
    }

    private @Nullable Fault slow(Duration time, Route... routes) {
        return time.isPositive() ? faults.when(routes).slow(time) : null;
    }

    /** Whether the allocation of a machine was begun since the times were set; nobody can tell of one that takes no time. */
    boolean isAllocating() {
        return allocating == null || allocating.fired() > 0;
    }

    /**
     * metal-api goes away: what is under way is carried out, and its answer is lost; whoever calls later is answered as by a
     * proxy without a backend.
     */
    void away() {
        var before = faults.all();
        faults.whenAnyCall().badGateway();
        faults.whenAnyCall().afterCommit().drop();
        before.forEach(faults::remove);
    }
}
