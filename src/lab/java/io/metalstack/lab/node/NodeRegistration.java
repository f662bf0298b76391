package io.metalstack.lab.node;

import com.fasterxml.jackson.databind.JsonNode;
import io.metalstack.lab.node.NodeObject.Capacity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/** Makes the machine a Node of its cluster, and tells the cluster that it lives. */
final class NodeRegistration {

    private static final String NODES = "/api/v1/nodes";
    private static final String LEASES = "/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases";

    /** The kernel's own is that of the computer on which all machines run. This process lives from boot to power-off. */
    private static final String BOOT_ID = UUID.randomUUID().toString();

    private final KubeApi api;
    private final MachineSpec machine;
    private final String name;
    private final String address;
    private final KubeletConfig config;

    NodeRegistration(KubeApi api, MachineSpec machine, String name, String address, KubeletConfig config) {
        this.api = api;
        this.machine = machine;
        this.name = name;
        this.address = address;
        this.config = config;
    }

    /** Creates the Node, or takes the one that is there, and returns its uid. */
    String register(KubeletFlags flags) throws IOException, InterruptedException {
        JsonNode node;
        try {
            node = api.create(NODES, NodeObject.node(name, flags));
        } catch (KubeApi.Refused e) {
            if (!e.isConflict()) {
                throw e;
            }
            node = api.get(NODES + "/" + name);
        }
        return node.path("metadata").path("uid").asText();
    }

    /** Renews the lease and reports the status. A Node that somebody deleted is not made again, as by a real kubelet. */
    void heartbeat(String uid) throws IOException, InterruptedException {
        var node = api.get(NODES + "/" + name);
        var current = lease();
        var lease = NodeObject.lease(name, uid, current, Instant.now());
        if (current.isPresent()) {
            api.replace(LEASES + "/" + name, lease);
        } else {
            api.create(LEASES, lease);
        }
        api.patch(
                NODES + "/" + name + "/status",
                NodeObject.status(node, machine, BOOT_ID, address, config.port(), capacity(), Instant.now()));
    }

    private Optional<JsonNode> lease() throws IOException, InterruptedException {
        try {
            return Optional.of(api.get(LEASES + "/" + name));
        } catch (KubeApi.Refused e) {
            if (e.isNotFound()) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /** What this computer has; in the lab each machine reports all of it. */
    private Capacity capacity() throws IOException {
        return new Capacity(
                Runtime.getRuntime().availableProcessors(),
                memoryKib(Files.readString(Path.of("/proc/meminfo"))),
                Files.getFileStore(Path.of("/usr")).getTotalSpace() / 1024,
                config.maxPods(),
                Files.readString(Path.of("/proc/sys/kernel/osrelease")).strip());
    }

    static long memoryKib(String meminfo) {
        return meminfo.lines()
                .filter(line -> line.startsWith("MemTotal:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("/proc/meminfo has no line MemTotal"));
    }
}
