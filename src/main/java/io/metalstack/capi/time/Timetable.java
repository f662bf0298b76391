package io.metalstack.capi.time;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jboss.logging.Logger;

/**
 * Runs things when the injected clock reaches their time. Everything in the provider that looks again later goes
 * through here, so a test that moves the clock ({@link #clockMoved()}) moves all of it.
 */
@Singleton
public class Timetable implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger(Timetable.class);

    /** A time may be so far away that no number of milliseconds tells it. */
    private static final Duration LONGEST_WAIT = Duration.ofDays(1);

    private final Clock clock;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final PriorityQueue<Entry> entries = new PriorityQueue<>();
    private long sequence;
    private boolean closed;

    @Inject
    public Timetable(Clock clock) {
        this.clock = clock;
        Thread.ofVirtual().name("timetable").start(this::run);
    }

    /** The time by the injected clock. */
    public Instant now() {
        return clock.instant();
    }

    /** Runs {@code task} once, on a virtual thread of its own, when the clock has reached {@code time}. */
    public Appointment at(Instant time, Runnable task) {
        lock.lock();
        try {
            var entry = new Entry(time, sequence++, task);
            entries.add(entry);
            changed.signalAll();
            return () -> remove(entry);
        } finally {
            lock.unlock();
        }
    }

    /** Runs {@code task} once, {@code delay} from now. */
    public Appointment after(Duration delay, Runnable task) {
        return at(now().plus(delay), task);
    }

    /** To be called after the injected clock was set: what has become due runs now. */
    public void clockMoved() {
        lock.lock();
        try {
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Forgets all that is still to come. */
    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            entries.clear();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void remove(Entry entry) {
        lock.lock();
        try {
            entries.remove(entry);
        } finally {
            lock.unlock();
        }
    }

    private void run() {
        try {
            for (var due = awaitDue(); !due.isEmpty(); due = awaitDue()) {
                due.forEach(entry -> Thread.ofVirtual().start(() -> attend(entry)));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void attend(Entry entry) {
        try {
            entry.task.run();
        } catch (RuntimeException e) {
            LOG.error("A timed task failed", e);
        }
    }

    /** Blocks until something is due; empty once closed. */
    @SuppressWarnings("WaitNotInLoop") // the loop is there: its condition is what was found due
    private List<Entry> awaitDue() throws InterruptedException {
        lock.lock();
        try {
            var due = new ArrayList<Entry>();
            while (!closed && due.isEmpty()) {
                var now = clock.instant();
                while (!entries.isEmpty() && !entries.peek().time.isAfter(now)) {
                    due.add(entries.poll());
                }
                if (due.isEmpty() && entries.isEmpty()) {
                    changed.await();
                } else if (due.isEmpty()) {
                    changed.await(wait(now, entries.element().time), TimeUnit.MILLISECONDS);
                }
            }
            return closed ? List.of() : due;
        } finally {
            lock.unlock();
        }
    }

    /** In milliseconds; one more, as the clock is finer than the wait: waking early would only wait again. */
    private static long wait(Instant now, Instant time) {
        var left = Duration.between(now, time);
        return (left.compareTo(LONGEST_WAIT) < 0 ? left : LONGEST_WAIT).toMillis() + 1;
    }

    /** Something that is to happen. */
    @FunctionalInterface
    public interface Appointment {
        /** Takes it off the timetable; nothing happens if it is over already. */
        void cancel();
    }

    private record Entry(Instant time, long sequence, Runnable task) implements Comparable<Entry> {
        @Override
        public int compareTo(Entry other) {
            var byTime = time.compareTo(other.time);
            return byTime != 0 ? byTime : Long.compare(sequence, other.sequence);
        }
    }
}
