package io.metalstack.lab.bench;

import io.metalstack.lab.Command;
import io.metalstack.lab.LabException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The provider while it runs. It gets what any provider gets: a kubeconfig and metal-api's address and key. */
final class ProviderProcess implements AutoCloseable {
    private static final int SECONDS_TO_END = 10;

    private final Process process;
    private final Path log;
    private final Instant started;
    private final ProcessMeter meter;

    private ProviderProcess(Process process, Path log, Instant started) {
        this.process = process;
        this.log = log;
        this.started = started;
        this.meter = new ProcessMeter(process.pid());
    }

    /** @param access environment that tells where API server and metal-api are */
    static ProviderProcess start(Candidate candidate, Map<String, String> access, Path log) {
        var environment = new HashMap<>(access);
        environment.putAll(candidate.settings());
        environment.put("HOME", log.toAbsolutePath().resolveSibling("").toString());
        var command = Command.of(candidate.words()).with(environment);
        var started = Instant.now();
        return new ProviderProcess(command.start(log), log, started);
    }

    /** When it was executed. */
    Instant started() {
        return started;
    }

    ProcessMeter.Reading read() {
        mustRun();
        return meter.read();
    }

    Path log() {
        return log;
    }

    /** @throws LabException it has ended by itself */
    void mustRun() {
        if (!process.isAlive()) {
            throw new LabException("the provider ended with exit code " + process.exitValue(), log);
        }
    }

    /** Ends it as a kubelet would: a request first, force after some seconds. */
    @Override
    public void close() {
        var children = process.descendants().toList();
        process.destroy();
        try {
            if (!process.waitFor(SECONDS_TO_END, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
        children.forEach(ProcessHandle::destroyForcibly);
    }
}
