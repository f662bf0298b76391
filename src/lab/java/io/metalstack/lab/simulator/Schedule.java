package io.metalstack.lab.simulator;

import java.time.Clock;
import java.time.Instant;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.function.Consumer;

/**
 * What happens later, by the simulator's clock. Nothing runs by itself: whoever looks at the inventory settles first, so
 * each task finds the world as it was at its own time, however far the clock jumped.
 */
final class Schedule {
    private record Task(Instant due, long order, Consumer<Instant> work) {}

    private final PriorityQueue<Task> tasks =
            new PriorityQueue<>(Comparator.comparing(Task::due).thenComparing(Task::order));
    private final Clock clock;
    private long order;

    Schedule(Clock clock) {
        this.clock = clock;
    }

    Instant now() {
        return clock.instant();
    }

    /** Runs the work once {@code due} is reached; it is given that time. */
    void at(Instant due, Consumer<Instant> work) {
        tasks.add(new Task(due, order++, work));
    }

    void settle() {
        var now = clock.instant();
        for (var next = tasks.peek(); next != null && !next.due().isAfter(now); next = tasks.peek()) {
            tasks.remove();
            next.work().accept(next.due());
        }
    }
}
