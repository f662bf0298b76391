package io.metalstack.lab.management;

import io.metalstack.lab.Command;
import io.metalstack.lab.Poll;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A process that is meant to run on: started again when it ends by itself, and ended with {@link #close}. */
final class Server implements AutoCloseable {
    private static final Duration PAUSE_BEFORE_RESTART = Duration.ofSeconds(1);

    private final String name;
    private final Command command;
    private final Path log;
    private final AtomicInteger starts = new AtomicInteger();
    private volatile boolean wanted = true;
    private volatile @Nullable Process process;

    private Server(String name, Command command, Path log) {
        this.name = name;
        this.command = command;
        this.log = log;
    }

    static Server start(String name, Command command, Path log) {
        var server = new Server(name, command, log);
        server.process = command.start(log);
        server.starts.incrementAndGet();
        Thread.ofVirtual().name(name).start(server::keepRunning);
        return server;
    }

    private void keepRunning() {
        try {
            while (wanted) {
                var running = process;
                if (running == null) {
                    return;
                }
                int code = running.waitFor();
                if (wanted) {
                    Diary.note("%s ended with exit code %d, starting it again", name, code);
                    Poll.pause(PAUSE_BEFORE_RESTART);
                    restart();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized void restart() {
        if (wanted) {
            process = command.start(log);
            starts.incrementAndGet();
        }
    }

    Path log() {
        return log;
    }

    /** How often it had to be started again. */
    int restarts() {
        return starts.get() - 1;
    }

    /** Ends it as a kubelet would: a request first, force after some seconds. */
    @Override
    public synchronized void close() {
        wanted = false;
        var running = process;
        if (running == null) {
            return;
        }
        running.destroy();
        Thread.ofVirtual().start(() -> {
            try {
                if (!running.waitFor(10, TimeUnit.SECONDS)) {
                    running.destroyForcibly();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
    }
}
