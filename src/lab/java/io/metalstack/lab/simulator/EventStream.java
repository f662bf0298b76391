package io.metalstack.lab.simulator;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What happens in the simulator, as server-sent events: {@code state} with a {@link ConsoleState} whenever it is another
 * one, {@code calls} with the calls that ended since, and {@code alive} where there was nothing to say.
 *
 * <p>Nothing is queued. Each reader's own thread looks at what there is now, and writes it; while a reader does not take
 * what was written, nobody looks for it, and afterwards it gets the newest calls and the number of those left out. One
 * that takes nothing for long, or is gone, is let go of.
 */
final class EventStream implements AutoCloseable {
    static final String PATH = "/control/events";

    /** How many readers there can be. */
    static final int READERS = 16;

    /** How many calls one event tells of. */
    static final int CALLS = 100;

    private final String run;
    private final Supplier<ConsoleState> state;
    private final Ledger ledger;
    private final Pace pace;
    private final Semaphore seats = new Semaphore(READERS);
    private final ScheduledExecutorService deadlines = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("console-deadlines").factory());

    /**
     * In real time.
     *
     * @param look between two looks
     * @param signOfLife after which a silent stream says that it is alive; so it notices that its reader is gone
     * @param patience with a reader that takes nothing
     */
    record Pace(Duration look, Duration signOfLife, Duration patience) {
        static final Pace USUAL = new Pace(Duration.ofMillis(200), Duration.ofSeconds(10), Duration.ofSeconds(30));
    }

    /** A call as the console shows it: a key that metal-api refuses and repeats is left out. */
    private record CallLine(
            long number,
            Instant at,
            String method,
            String path,
            String role,
            int status,
            double millis,
            List<String> changes,
            String message,
            String fault) {
        static CallLine of(Ledger.Call call) {
            return new CallLine(
                    call.number(),
                    call.at(),
                    call.method(),
                    call.path(),
                    call.role() == null ? "" : call.role().name(),
                    call.status(),
                    call.took().toNanos() / 1e6,
                    call.changes().stream().map(it -> it.what().name()).toList(),
                    call.message().replaceFirst("(?s)(public SSH key): .*", "$1"),
                    call.fault() == null ? "" : call.fault());
        }
    }

    /** @param run in the ids of events, so that a reader that comes back from another simulator begins anew */
    EventStream(String run, Supplier<ConsoleState> state, Ledger ledger, Pace pace) {
        this.run = run;
        this.state = state;
        this.ledger = ledger;
        this.pace = pace;
    }

    /** Streams until the reader is gone or the simulator ends. */
    void handle(HttpExchange exchange) throws IOException {
        if (!exchange.getRequestMethod().equals("GET")) {
            exchange.getResponseHeaders().set("Allow", "GET");
            ControlFront.refuse(exchange, 405, "only GET is answered here");
            return;
        }
        if (!seats.tryAcquire()) {
            ControlFront.refuse(
                    exchange,
                    503,
                    "there are " + READERS + " readers already; close another page of the console first");
            return;
        }
        try (exchange) {
            var headers = exchange.getResponseHeaders();
            headers.set("Content-Type", "text/event-stream");
            headers.set("Cache-Control", "no-store");
            exchange.sendResponseHeaders(200, 0);
            new Reader(
                            exchange.getResponseBody(),
                            seen(exchange.getRequestHeaders().getFirst("Last-Event-ID")))
                    .follow();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            seats.release();
        }
    }

    /** The number of the last call that a reader had before it lost the stream; 0 if that was another simulator's. */
    private long seen(@Nullable String lastEventId) {
        return lastEventId != null && lastEventId.matches(run + "-\\d{1,15}")
                ? Long.parseLong(lastEventId.substring(run.length() + 1))
                : 0;
    }

    @Override
    public void close() {
        deadlines.shutdownNow();
    }

    /** One who reads, and what was written to it last. */
    private final class Reader {
        private final OutputStream out;
        private final boolean returning;
        private long seen;
        private String shown = "";
        private long silentSince = System.nanoTime();

        Reader(OutputStream out, long seen) {
            this.out = out;
            this.seen = seen;
            this.returning = seen > 0;
        }

        void follow() throws IOException, InterruptedException {
            write("retry: 1000\n\n");
            var first = !returning;
            while (!Thread.currentThread().isInterrupted()) {
                var now = Json.write(state.get());
                if (!now.equals(shown)) {
                    write("event: state\ndata: " + now + "\n\n");
                    shown = now;
                }
                tellCalls(first);
                first = false;
                if (System.nanoTime() - silentSince > pace.signOfLife().toNanos()) {
                    write("event: alive\ndata: {}\n\n");
                }
                Thread.sleep(pace.look());
            }
        }

        /** @param first whether calls of before the reader came are left out without a word */
        private void tellCalls(boolean first) throws IOException {
            var fresh = ledger.newestAfter(seen, CALLS);
            if (fresh.isEmpty()) {
                return;
            }
            var missed = first ? 0 : fresh.getFirst().number() - seen - 1;
            seen = fresh.getLast().number();
            var lines = fresh.stream().map(CallLine::of).toList();
            write("event: calls\nid: " + run + "-" + seen + "\ndata: "
                    + Json.write(Map.of("missed", missed, "calls", lines)) + "\n\n");
        }

        /** An interrupt closes the connection under a write that takes too long. */
        private void write(String event) throws IOException {
            var deadline = deadlines.schedule(
                    Thread.currentThread()::interrupt, pace.patience().toMillis(), TimeUnit.MILLISECONDS);
            try {
                out.write(event.getBytes(StandardCharsets.UTF_8));
                out.flush();
            } finally {
                deadline.cancel(false);
            }
            silentSince = System.nanoTime();
        }
    }
}
