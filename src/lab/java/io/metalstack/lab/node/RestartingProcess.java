package io.metalstack.lab.node;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;

/** A process that is started again whenever it ends, ever more slowly, until it is stopped. */
final class RestartingProcess {

    private static final Duration FIRST_DELAY = Duration.ofMillis(200);
    private static final Duration LONGEST_DELAY = Duration.ofSeconds(5);
    /** After this time a process counts as having worked. */
    private static final Duration PROVED = Duration.ofMinutes(1);
    /** From SIGTERM to SIGKILL. */
    private static final Duration GRACE = Duration.ofSeconds(5);

    private final String name;
    private final ProcessBuilder command;
    private final Journal journal;
    private final Thread keeper;
    private volatile boolean stopped;
    private volatile ContainerState state;

    /**
     * Starts {@code command}.
     *
     * @param log gets its output; made if it does not exist
     */
    RestartingProcess(String name, ProcessBuilder command, Path log, Journal journal) throws IOException {
        this.name = name;
        this.command = command.redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        Journal.privateFile(log).toFile()));
        this.journal = journal;
        this.state = ContainerState.waiting(Instant.now(), 0, "ContainerCreating");
        this.keeper = Thread.ofVirtual().name(name).start(this::keep);
    }

    /** Its state, in which ready means only that it runs. */
    ContainerState state() {
        return state;
    }

    /** How long to wait before the next start, after so many failures in a row. */
    static Duration delay(int failures) {
        var delay = FIRST_DELAY.multipliedBy(1L << Math.min(Math.max(failures - 1, 0), 10));
        return delay.compareTo(LONGEST_DELAY) < 0 ? delay : LONGEST_DELAY;
    }

    /** Ends the process, kindly at first, and returns when it is gone. */
    void stop() throws InterruptedException {
        stopped = true;
        keeper.interrupt();
        keeper.join();
    }

    private void keep() {
        var failures = 0;
        for (int starts = 0; !stopped; starts++) {
            var started = Instant.now();
            try {
                var process = command.start();
                state = ContainerState.running(started, true, starts);
                var result = awaitEnd(process);
                failures = Duration.between(started, Instant.now()).compareTo(PROVED) > 0 ? 1 : failures + 1;
                if (!stopped) {
                    journal.say(name + " ended with status " + result + ", starting it again");
                }
            } catch (IOException e) {
                failures++;
                journal.sayOnce(name, "cannot be started: " + e.getMessage());
            }
            state = ContainerState.waiting(Instant.now(), starts, "CrashLoopBackOff");
            pause(delay(failures));
        }
    }

    /** The process's status; when we are told to stop, it is told the same first. */
    private int awaitEnd(Process process) {
        while (true) {
            try {
                if (!stopped) {
                    return process.waitFor();
                }
                process.destroy();
                if (!process.waitFor(GRACE.toMillis(), TimeUnit.MILLISECONDS)) {
                    process.destroyForcibly();
                }
                return process.waitFor();
            } catch (InterruptedException e) {
                // Only stop() interrupts, and the next round obeys it.
            }
        }
    }

    private void pause(Duration delay) {
        try {
            if (!stopped) {
                Thread.sleep(delay);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
