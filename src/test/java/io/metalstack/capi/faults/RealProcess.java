package io.metalstack.capi.faults;

import io.metalstack.capi.process.ManagerProcess;
import io.metalstack.capi.process.Program;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** The packaged manager in a process of its own, which dies by SIGKILL. Its windows are shortened by configuration. */
final class RealProcess implements Incarnation {

    private static final int KILLED = 128 + 9;

    private final Lines lines;
    private final ManagerProcess process;
    private volatile boolean killed;

    /** One that watches this namespace alone and acts without a lease. */
    RealProcess(Lines lines, String namespace) {
        this.lines = lines;
        process = new ManagerProcess(
                Program.JVM,
                Map.of(
                        "KUBECONFIG", kubeconfig(lines).toString(),
                        "METAL_API_URL", lines.metalUrl(),
                        "METAL_API_HMAC", "metal-edit"),
                List.of("--namespace=" + namespace, "--leader-elect=false"));
    }

    private static Path kubeconfig(Lines lines) {
        try {
            var folder = Files.createDirectories(Path.of("target/faults").toAbsolutePath());
            return Files.writeString(Files.createTempFile(folder, "manager", ".kubeconfig"), """
                    apiVersion: v1
                    kind: Config
                    clusters: [{name: test, cluster: {server: "%s"}}]
                    users: [{name: manager, user: {}}]
                    contexts: [{name: test, context: {cluster: test, user: manager, namespace: default}}]
                    current-context: test
                    """.formatted(
                            lines.kubernetes().url()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void kill() {
        killed = true;
        process.kill();
        lines.cut();
    }

    @Override
    public boolean ended() {
        if (!process.ended()) {
            return false;
        }
        if (killed && process.exitCode() != KILLED) {
            throw new IllegalStateException("the process ended by itself, with " + process.exitCode());
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
        process.close();
        lines.cut();
    }
}
