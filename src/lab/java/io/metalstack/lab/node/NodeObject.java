package io.metalstack.lab.node;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.StreamSupport;

/** The objects that speak for a machine in its cluster: Node, the Node's status, lease. */
final class NodeObject {

    private static final DateTimeFormatter MICROS =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSSSS'Z'").withZone(ZoneOffset.UTC);
    private static final int LEASE_SECONDS = 40;

    /**
     * What the machine has.
     *
     * @param memoryKib in kibibytes
     * @param storageKib in kibibytes
     * @param kernel its version
     */
    record Capacity(int cpus, long memoryKib, long storageKib, int pods, String kernel) {}

    private NodeObject() {}

    /**
     * The Node as the kubelet creates it. It has a provider id only if the user wrote one into the kubelet's flags; else
     * metal's cloud controller sets it.
     */
    static ObjectNode node(String name, KubeletFlags flags) {
        var labels = new LinkedHashMap<String, String>();
        var architecture = architecture();
        labels.put("kubernetes.io/hostname", name);
        labels.put("kubernetes.io/os", "linux");
        labels.put("kubernetes.io/arch", architecture);
        labels.put("beta.kubernetes.io/os", "linux");
        labels.put("beta.kubernetes.io/arch", architecture);
        labels.putAll(flags.nodeLabels());
        var spec = new LinkedHashMap<String, Object>();
        flags.value("provider-id").ifPresent(id -> spec.put("providerID", id));
        if (!flags.taints().isEmpty()) {
            spec.put("taints", flags.taints());
        }
        return Json.object(Map.of(
                "apiVersion", "v1", "kind", "Node", "metadata", Map.of("name", name, "labels", labels), "spec", spec));
    }

    /**
     * A patch with the whole status; conditions that have not changed keep their transition time.
     *
     * @param bootId another one after each boot
     */
    static ObjectNode status(
            JsonNode node,
            MachineSpec machine,
            String bootId,
            String address,
            int kubeletPort,
            Capacity capacity,
            Instant now) {
        var time = seconds(now);
        var resources = Map.of(
                "cpu",
                Integer.toString(capacity.cpus()),
                "memory",
                capacity.memoryKib() + "Ki",
                "ephemeral-storage",
                capacity.storageKib() + "Ki",
                "pods",
                Integer.toString(capacity.pods()));
        var status = Map.of(
                "capacity", resources,
                "allocatable", resources,
                "addresses",
                        List.of(
                                Map.of("type", "InternalIP", "address", address),
                                Map.of("type", "Hostname", "address", machine.hostname())),
                "daemonEndpoints", Map.of("kubeletEndpoint", Map.of("Port", kubeletPort)),
                "nodeInfo", nodeInfo(machine, bootId, capacity),
                "conditions",
                        List.of(
                                condition(node, time, "MemoryPressure", "False", "KubeletHasSufficientMemory"),
                                condition(node, time, "DiskPressure", "False", "KubeletHasNoDiskPressure"),
                                condition(node, time, "PIDPressure", "False", "KubeletHasSufficientPID"),
                                condition(node, time, "Ready", "True", "KubeletReady")));
        return Json.object(Map.of("status", status));
    }

    private static Map<String, String> nodeInfo(MachineSpec machine, String bootId, Capacity capacity) {
        var info = new LinkedHashMap<String, String>();
        info.put("machineID", machine.id().replace("-", ""));
        info.put("systemUUID", machine.id());
        info.put("bootID", bootId);
        info.put("kernelVersion", capacity.kernel());
        info.put("osImage", machine.image());
        info.put("operatingSystem", "linux");
        info.put("architecture", architecture());
        info.put("containerRuntimeVersion", "processes://" + machine.kubernetesVersion());
        info.put("kubeletVersion", "v" + machine.kubernetesVersion());
        return info;
    }

    private static Map<String, String> condition(JsonNode node, String now, String type, String status, String reason) {
        var since = StreamSupport.stream(node.path("status").path("conditions").spliterator(), false)
                .filter(it -> it.path("type").asText().equals(type)
                        && it.path("status").asText().equals(status))
                .flatMap(it -> Json.text(it, "lastTransitionTime").stream())
                .findFirst()
                .orElse(now);
        return Map.of(
                "type", type,
                "status", status,
                "reason", reason,
                "message", "reported by the lab's stand-in for a kubelet",
                "lastHeartbeatTime", now,
                "lastTransitionTime", since);
    }

    /** The lease, new or renewed. */
    static ObjectNode lease(String name, String nodeUid, Optional<JsonNode> current, Instant now) {
        var lease = Json.object(Map.of(
                "apiVersion",
                "coordination.k8s.io/v1",
                "kind",
                "Lease",
                "metadata",
                Map.of(
                        "name",
                        name,
                        "namespace",
                        "kube-node-lease",
                        "ownerReferences",
                        List.of(Map.of("apiVersion", "v1", "kind", "Node", "name", name, "uid", nodeUid))),
                "spec",
                Map.of(
                        "holderIdentity", name,
                        "leaseDurationSeconds", LEASE_SECONDS,
                        "renewTime", MICROS.format(now))));
        current.ifPresent(it -> lease.set("metadata", it.path("metadata")));
        return lease;
    }

    /** Kubernetes' name for the processor. */
    private static String architecture() {
        return switch (System.getProperty("os.arch")) {
            case "amd64", "x86_64" -> "amd64";
            case "aarch64" -> "arm64";
            case String other -> other;
        };
    }

    /** A time as most fields of Kubernetes have it. */
    static String seconds(Instant time) {
        return time.truncatedTo(ChronoUnit.SECONDS).toString();
    }
}
