package io.metalstack.capi.process;

import static io.metalstack.capi.house.Stage.eventually;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.metalstack.capi.house.TestApiServer;
import io.metalstack.capi.time.MovableClock;
import io.metalstack.lab.simulator.Simulator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** A manager for several tests, on all namespaces, with a metal-api behind TLS and metrics over HTTPS. */
record RunningManager(ManagerProcess manager, Simulator metal, TlsFront front, KubernetesClient admin)
        implements AutoCloseable {

    static RunningManager start(Program program) throws IOException {
        var metal = Simulator.builder().clock(new MovableClock()).machines(8).start();
        var folder = Files.createDirectories(Path.of("target/processes").toAbsolutePath());
        var front = new TlsFront(Files.createTempDirectory(folder, "tls"), metal.baseUrl());
        var manager = new ManagerProcess(
                program,
                Map.of(
                        "KUBECONFIG", TestApiServer.managerKubeconfig().toString(),
                        "METAL_API_URL", front.url(),
                        "METAL_API_HMAC", "metal-edit",
                        "METAL_API_CA_FILE", front.authority().toString()),
                List.of("--leader-elect=false", "--metrics-bind-address=:0"));
        eventually().until(() -> manager.port("https").isPresent() || manager.ended());
        return new RunningManager(manager, metal, front, TestApiServer.adminClient());
    }

    @Override
    public void close() {
        manager.close();
        front.close();
        metal.close();
        admin.close();
    }
}
