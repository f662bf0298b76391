package io.metalstack.capi.process;

import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.metalstack.capi.house.Stage;
import io.metalstack.capi.house.TestApiServer;
import io.metalstack.capi.time.MovableClock;
import io.metalstack.lab.simulator.Simulator;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/**
 * What all tests do that start managers of their own: as the bundle's ServiceAccount on the API server of all tests, and
 * with a metal-api of their own.
 */
abstract class ManagerSuite {

    static final String LEASE_NAMESPACE = "capms-system";
    static final String LEASE = "6fca141d.cluster.x-k8s.io";

    final List<ManagerProcess> managers = new ArrayList<>();
    KubernetesClient admin;
    Simulator metal;
    Stage stage;

    private final Program program;
    private final List<Stage> others = new ArrayList<>();

    ManagerSuite(Program program) {
        this.program = program;
    }

    @BeforeEach
    void open() {
        program.require();
        admin = TestApiServer.adminClient();
        metal = Simulator.builder().clock(new MovableClock()).machines(4).start();
        stage = Stage.open(admin, metal);
    }

    @AfterEach
    void close() {
        managers.forEach(ManagerProcess::close);
        if (stage == null) {
            return; // this program was left out
        }
        others.forEach(Stage::close);
        stage.close();
        lease().delete(); // or the next test waits until it has run out
        metal.close();
        admin.close();
    }

    /** Another namespace and project. */
    Stage another() {
        var made = Stage.open(admin, metal);
        others.add(made);
        return made;
    }

    /** One that speaks to the simulator. */
    ManagerProcess manager(String... words) {
        return manager(Map.of("METAL_API_URL", metal.baseUrl().toString(), "METAL_API_HMAC", "metal-edit"), words);
    }

    /** @param credentials settings that say how metal-api is reached */
    ManagerProcess manager(Map<String, String> credentials, String... words) {
        var settings = new HashMap<>(credentials);
        settings.put("KUBECONFIG", TestApiServer.managerKubeconfig().toString());
        var made = new ManagerProcess(program, settings, Arrays.asList(words));
        managers.add(made);
        return made;
    }

    Resource<Lease> lease() {
        return admin.leases().inNamespace(LEASE_NAMESPACE).withName(LEASE);
    }

    /** Who holds the lease; empty when nobody does. */
    String leaseHolder() {
        var lease = lease().get();
        var holder = lease == null ? null : lease.getSpec().getHolderIdentity();
        return holder == null ? "" : holder;
    }
}
