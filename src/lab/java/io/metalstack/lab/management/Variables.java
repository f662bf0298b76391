package io.metalstack.lab.management;

import io.metalstack.lab.simulator.InventorySpec;
import io.metalstack.lab.simulator.Keys;
import java.util.Map;

/** Values for the provider's components and cluster templates, by the names that CAPMS uses, too. */
final class Variables {
    static final String PROJECT = InventorySpec.SAMPLE_PROJECT;
    static final int SIMULATOR_PORT = 8080;

    /** What firewalls run, one of metal-stack's own. */
    static final String FIREWALL_IMAGE = "firewall-ubuntu-3.0";

    /** What they are changed to; the lab's inventory has it beside the other. */
    static final String NEXT_FIREWALL_IMAGE = "firewall-ubuntu-3.1";

    private Variables() {}

    /** Where the lab's metal-api is, for everything that runs in the lab. */
    static String simulatorUrl() {
        return "http://%s:%d".formatted(Bridge.INTERNET.gateway(), SIMULATOR_PORT);
    }

    /** @param kubernetes what new clusters run */
    static Map<String, String> all(String kubernetes) {
        var image = KubernetesReleases.image(kubernetes);
        return Map.ofEntries(
                Map.entry("METAL_API_URL", simulatorUrl()),
                Map.entry("METAL_API_HMAC", Keys.miniLab().edit()),
                Map.entry("METAL_API_HMAC_AUTH_TYPE", "Metal-Edit"),
                Map.entry("METAL_PARTITION", InventorySpec.MINI_LAB),
                Map.entry("METAL_PROJECT_ID", PROJECT),
                Map.entry("CONTROL_PLANE_MACHINE_SIZE", InventorySpec.SMALL),
                Map.entry("WORKER_MACHINE_SIZE", InventorySpec.SMALL),
                Map.entry("CONTROL_PLANE_MACHINE_IMAGE", image),
                Map.entry("WORKER_MACHINE_IMAGE", image),
                Map.entry("FIREWALL_MACHINE_SIZE", InventorySpec.SMALL),
                Map.entry("FIREWALL_MACHINE_IMAGE", FIREWALL_IMAGE),
                // Without quotes, which a shell would take for its own in the shortcuts.
                Map.entry("FIREWALL_EXTERNAL_NETWORKS", "[%s]".formatted(InventorySpec.INTERNET)),
                Map.entry("KUBERNETES_VERSION", "v" + kubernetes),
                Map.entry("CLUSTER_TOPOLOGY", "true"),
                Map.entry("EXP_KUBEADM_BOOTSTRAP_FORMAT_IGNITION", "true"));
    }
}
