package io.metalstack.lab.management;

import io.metalstack.lab.LabException;
import io.metalstack.lab.Poll;
import io.metalstack.lab.simulator.Ledger;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.stream.Collectors;

/** Writes down each call of metal-api: when, what, by which role, and how it was answered. No body, so no secret. */
final class CallLog {
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final Ledger ledger;
    private final Path file;
    private long written;

    CallLog(Ledger ledger, Path file) {
        this.ledger = ledger;
        this.file = file;
    }

    /** Follows the ledger until the thread is interrupted. */
    void run() {
        while (!Thread.currentThread().isInterrupted()) {
            append();
            Poll.pause(PAUSE);
        }
    }

    private void append() {
        var fresh = ledger.calls().stream().filter(it -> it.number() > written).toList();
        if (fresh.isEmpty()) {
            return;
        }
        var lines = fresh.stream().map(CallLog::line).collect(Collectors.joining());
        try {
            Files.writeString(file, lines, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new LabException("cannot write %s: %s".formatted(file, e.getMessage()), e);
        }
        written = fresh.getLast().number();
    }

    static String line(Ledger.Call call) {
        var what = call.changes().stream()
                .map(it -> " " + it.what() + " " + it.id())
                .collect(Collectors.joining());
        return "%s %s %s %s %d %dms%s%s%n"
                .formatted(
                        call.at(),
                        call.role() == null ? "nobody" : call.role(),
                        call.method(),
                        call.path(),
                        call.status(),
                        call.took().toMillis(),
                        what,
                        call.message().isEmpty() ? "" : " " + call.message());
    }
}
