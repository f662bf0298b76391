package io.metalstack.capi.process;

import static io.metalstack.capi.house.Stage.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.metalstack.capi.metal.CredentialsSource;
import io.metalstack.lab.simulator.Role;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Credentials for metal-api that are mounted, and change while the manager runs. */
abstract class ManagerCredentialsTest extends ManagerSuite {

    @TempDir
    Path mounted;

    @TempDir
    Path certificates;

    ManagerCredentialsTest(Program program) {
        super(program);
    }

    @Test
    void what_is_mounted_counts_from_the_next_call_on() throws IOException {
        try (var front = new TlsFront(certificates, metal.baseUrl())) {
            var credentials = new HashMap<>(
                    Map.of(CredentialsSource.URL_FILE, front.url(), CredentialsSource.HMAC_FILE, "metal-edit"));
            mount(credentials);
            manager(
                    Map.of("METAL_API_CREDENTIALS_DIR", mounted.toString()),
                    "--leader-elect=false",
                    "--namespace=" + stage.namespace());
            stage.cluster();
            eventually().until(() -> stage.shows(stage.metalStackCluster(), "Ready", "MetalApiUnavailable"));
            assertThat(metal.ledger().calls()).isEmpty();

            credentials.put(CredentialsSource.CA_FILE, Files.readString(front.authority()));
            mount(credentials);
            eventually().until(stage::provisioned);
            stage.infrastructureProvisioned();

            credentials.put(CredentialsSource.HMAC_FILE, "expired");
            mount(credentials);
            stage.worker("w-1");
            eventually().until(() -> stage.shows(stage.metalStackMachine("w-1"), "Ready", "MetalApiDenied"));

            credentials.put(CredentialsSource.HMAC_FILE, "metal-admin");
            credentials.put(CredentialsSource.AUTH_TYPE_FILE, "Metal-Admin");
            mount(credentials);
            stage.recorded("w-1");
            assertThat(metal.ledger().calls().getLast().role()).isEqualTo(Role.ADMIN);
        }
    }

    /** As a kubelet does it: all files change at one moment, by a link. */
    private void mount(Map<String, String> files) throws IOException {
        var fresh = Files.createTempDirectory(mounted, "..");
        for (var it : files.entrySet()) {
            Files.writeString(fresh.resolve(it.getKey()), it.getValue());
            var link = mounted.resolve(it.getKey());
            if (!Files.isSymbolicLink(link)) {
                Files.createSymbolicLink(link, Path.of("..data", it.getKey()));
            }
        }
        var swapped = Files.createSymbolicLink(mounted.resolve("..data_tmp"), fresh.getFileName());
        Files.move(swapped, mounted.resolve("..data"), StandardCopyOption.ATOMIC_MOVE);
    }
}
