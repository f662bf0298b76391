package io.metalstack.capi.faults;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** Whether an incarnation of the provider is doing anything, as far as its lines to the outside show. */
final class Activity {

    private final AtomicInteger underWay = new AtomicInteger();
    private final AtomicLong events = new AtomicLong();
    private volatile long last = System.nanoTime();

    /** A call has begun; {@link #ended} follows. */
    void began() {
        underWay.incrementAndGet();
        stirred();
    }

    void ended() {
        underWay.decrementAndGet();
        stirred();
    }

    /** Something went over a line. */
    void stirred() {
        events.incrementAndGet();
        last = System.nanoTime();
    }

    /** No call is under way and nothing went over a line for so long. */
    boolean quietFor(Duration time) {
        return underWay.get() <= 0 && System.nanoTime() - last > time.toNanos();
    }

    /** Grows with all that happens. */
    long count() {
        return events.get();
    }
}
