package io.metalstack.capi.house;

import io.metalstack.capi.runtime.ShippedOperator;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.HashMap;
import java.util.Map;

/** Points the provider under test to the test API server, as its own ServiceAccount, and to the simulator's port. */
public class BenchResource implements QuarkusTestResourceLifecycleManager {

    static final String SIMULATOR_PORT = "bench.simulator-port";

    @Override
    public Map<String, String> start() {
        // fabric8 reads this property itself; Quarkus' keys for the client are fixed when the application is built.
        System.setProperty("kubeconfig", TestApiServer.managerKubeconfig().toString());
        var port = freePort();
        var settings = new HashMap<>(ShippedOperator.metricsSettings());
        settings.putAll(Map.of(
                SIMULATOR_PORT,
                String.valueOf(port),
                "metal-api.url",
                "http://127.0.0.1:" + port + "/metal",
                "metal-api.hmac",
                "metal-edit",
                "capms.allowed-projects",
                Bench.TENANT + "=" + Bench.PROJECT_OF_TENANT + "; *=*",
                "capms.leader-election",
                "false",
                "quarkus.http.test-port",
                "0",
                "quarkus.http.test-ssl-port",
                "0"));
        return settings;
    }

    @Override
    public void stop() {
        System.clearProperty("kubeconfig");
    }

    private static int freePort() {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
