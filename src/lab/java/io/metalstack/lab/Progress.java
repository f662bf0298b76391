package io.metalstack.lab;

import java.io.PrintStream;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Locale;

/** Lines for somebody who waits: what is being done, after how many seconds. Safe to call from several threads. */
public final class Progress {
    private final PrintStream out;
    private final InstantSource clock;
    private final java.time.Instant start;
    private String last = "";

    public Progress(PrintStream out, InstantSource clock) {
        this.out = out;
        this.clock = clock;
        this.start = clock.instant();
    }

    /** Prints one step, unless it is the one printed last. */
    public synchronized void say(String step) {
        if (step.equals(last)) {
            return;
        }
        last = step;
        out.println(String.format(
                Locale.ROOT,
                "%7.1fs  %s",
                Duration.between(start, clock.instant()).toMillis() / 1000.0,
                step));
        out.flush();
    }
}
