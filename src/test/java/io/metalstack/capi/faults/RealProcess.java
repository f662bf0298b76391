package io.metalstack.capi.faults;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** The packaged manager in a process of its own, which dies by SIGKILL. Its windows are shortened by configuration. */
final class RealProcess implements Incarnation {

    private static final Path JAR =
            Path.of("target/quarkus-app/quarkus-run.jar").toAbsolutePath();
    private static final Path HOME = Path.of("target/faults").toAbsolutePath();
    private static final int KILLED = 128 + 9;

    private static final Map<String, String> SHORT_WINDOWS = Map.of(
            "CAPMS_SETTLE_MARGIN", "PT0S",
            "CAPMS_SOON", "PT0.5S",
            "CAPMS_SLOWLY", "PT1S",
            "METAL_API_SNAPSHOT_INTERVAL", "PT1S",
            "METAL_API_PENDING_INTERVAL", "PT0.5S");

    private final Lines lines;
    private final Process process;
    private final Path log;
    private volatile boolean killed;

    /** One that watches this namespace alone and acts without a lease. */
    RealProcess(Lines lines, String namespace) {
        this(lines, namespace, List.of("--namespace=" + namespace, "--leader-elect=false"));
    }

    RealProcess(Lines lines, String namespace, List<String> flags) {
        this.lines = lines;
        try {
            var name = namespace + "-" + UUID.randomUUID().toString().substring(0, 8);
            Files.createDirectories(HOME);
            var kubeconfig = Files.writeString(HOME.resolve(name + ".kubeconfig"), """
                    apiVersion: v1
                    kind: Config
                    clusters: [{name: test, cluster: {server: "%s"}}]
                    users: [{name: manager, user: {}}]
                    contexts: [{name: test, context: {cluster: test, user: manager, namespace: default}}]
                    current-context: test
                    """.formatted(
                            lines.kubernetes().url()));
            log = HOME.resolve(name + ".log");
            var words = new ArrayList<>(List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-Xmx160m",
                    "-XX:TieredStopAtLevel=1",
                    "-XX:+UseSerialGC",
                    "-jar",
                    JAR.toString()));
            words.addAll(flags);
            var builder = new ProcessBuilder(words).redirectErrorStream(true).redirectOutput(log.toFile());
            builder.environment().putAll(SHORT_WINDOWS);
            builder.environment()
                    .putAll(Map.of(
                            "KUBECONFIG",
                            kubeconfig.toString(),
                            "METAL_API_URL",
                            lines.metalUrl(),
                            "METAL_API_HMAC",
                            "metal-edit",
                            "QUARKUS_HTTP_PORT",
                            "0"));
            process = builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whether it can be started at all. */
    static void requirePackaged() {
        if (!Files.exists(JAR)) {
            throw new IllegalStateException(JAR + " is missing: run `make build` first");
        }
    }

    /** Whether its log says so. */
    boolean logged(String words) {
        try {
            return Files.readString(log).contains(words);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Stops it where it stands (SIGSTOP), until {@link #thaw}. */
    void freeze() {
        signal("STOP");
    }

    void thaw() {
        signal("CONT");
    }

    private void signal(String name) {
        try {
            var killed = new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                    .inheritIO()
                    .start()
                    .waitFor();
            if (killed != 0) {
                throw new IllegalStateException("SIG" + name + " could not be sent to " + process.pid());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void kill() {
        killed = true;
        process.destroyForcibly();
        lines.cut();
    }

    @Override
    public boolean ended() {
        if (process.isAlive()) {
            return false;
        }
        if (killed && process.exitValue() != KILLED) {
            throw new IllegalStateException("the process ended by itself, with " + process.exitValue());
        }
        return true;
    }

    /** Its time is the machine's. */
    @Override
    public void clockMoved() {}

    @Override
    public Lines lines() {
        return lines;
    }

    @Override
    public void close() {
        process.destroyForcibly();
        lines.cut();
    }
}
