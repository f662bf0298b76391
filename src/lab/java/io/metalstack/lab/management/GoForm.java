package io.metalstack.lab.management;

import static io.metalstack.lab.management.GoObjects.NAMESPACE;
import static io.metalstack.lab.management.GoObjects.PREFIX;
import static io.metalstack.lab.management.GoObjects.machineId;
import static io.metalstack.lab.management.GoObjects.text;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.metalstack.lab.management.GoObjects.Kind;
import io.metalstack.lab.simulator.InventorySpec;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The form in which the Go provider (v0.8) leaves a cluster: what it writes on objects and sends to metal-api, after its own
 * source. A cluster of ours is rewritten into it, while no provider's manager runs and the Go provider's CRDs are installed.
 */
final class GoForm {
    private static final String CLUSTER_ID = "cluster.metal-stack.io/id";
    private static final String CONTROL_PLANE = "cluster.x-k8s.io/control-plane";
    private static final String PURPOSE = PREFIX + "purpose=control-plane";

    private final GoObjects objects;
    private final MetalControl control;
    private final String name;
    private final String qualified;

    GoForm(GoObjects objects, MetalControl control) {
        this.objects = objects;
        this.control = control;
        this.name = objects.cluster();
        this.qualified = NAMESPACE + "." + name;
    }

    /** Whether the API server knows the Go provider's fields alone by now; the template's cluster has one more. */
    boolean inForce() {
        return text(objects.only(Kind.CLUSTER), "spec", "controlPlaneAnnouncement")
                .isEmpty();
    }

    /** Objects and records of a cluster that this provider made become those of one that the Go provider made. */
    void rewrite() {
        var cluster = objects.only(Kind.CLUSTER);
        var network = text(cluster, "spec", "nodeNetworkID");
        recordNetwork(network);
        recordAddress(text(cluster, "spec", "controlPlaneEndpoint", "host"));
        objects.all(Kind.MACHINE).forEach(it -> recordMachine(it, network));
        firewall(network);
        var without = new HashMap<String, Object>();
        without.put("controlPlaneIP", null);
        objects.patch(cluster, Map.of("spec", without));
        for (var kind : Kind.values()) {
            objects.all(kind).forEach(this::forget);
        }
        pass();
    }

    /** What the manager writes on its first pass over objects that it finds complete. */
    void pass() {
        var cluster = objects.only(Kind.CLUSTER);
        var address = text(cluster, "spec", "controlPlaneEndpoint", "host");
        objects.patchStatus(
                cluster,
                ready(
                        condition("ClusterControlPlaneIPEnsured", "Control plane IP %s ensured".formatted(address)),
                        condition("ClusterFirewallDeploymentEnsured", "Firewall deployment ensured"),
                        condition("ClusterNodeNetworkEnsured", "Node network ensured"),
                        notPaused("NotPaused")));
        for (var machine : objects.all(Kind.MACHINE)) {
            objects.patchStatus(
                    machine,
                    ready(
                            condition("MachineCreated", "machine successfully created at provider"),
                            condition("MachineHealthy", "machine is healthy at provider"),
                            condition("MachineReady", "machine is in phoned home state"),
                            notPaused("NotPaused")));
        }
        var deployment = new HashMap<>(ready(notPaused("Paused")));
        deployment.put("initialization", null);
        objects.patchStatus(objects.only(Kind.FIREWALL_DEPLOYMENT), deployment);
    }

    private void recordNetwork(String id) {
        control.record(
                "networks/" + id,
                Map.of("name", name, "description", NAMESPACE + "/" + name, "labels", Map.of(CLUSTER_ID, qualified)));
    }

    private void recordAddress(String address) {
        control.record(
                "ips/" + address,
                Map.of(
                        "name",
                        name + "-control-plane",
                        "description",
                        qualified + " control plane ip",
                        "tags",
                        List.of(CLUSTER_ID + "=" + qualified, PURPOSE)));
    }

    private void recordMachine(GenericKubernetesResource machine, String network) {
        var host = machine.getMetadata().getName();
        var tags = new ArrayList<>(List.of(
                CLUSTER_ID + "=" + network,
                PREFIX + "cluster-resource=" + qualified,
                PREFIX + "machine-resource=" + NAMESPACE + "." + host));
        if (machine.getMetadata().getLabels().containsKey(CONTROL_PLANE)) {
            tags.add(PURPOSE);
        }
        tags.add("topology.kubernetes.io/zone=" + InventorySpec.MINI_LAB);
        tags.add("kubernetes.io/hostname=" + host);
        control.record(
                "machines/" + machineId(text(machine, "spec", "providerID")),
                Map.of(
                        "name",
                        host,
                        "description",
                        "%1$s/%2$s for cluster %1$s/%3$s".formatted(NAMESPACE, host, name),
                        "tags",
                        tags));
    }

    /** The deployment names the hardware itself, and there is no object for it. */
    private void firewall(String network) {
        var deployment = objects.only(Kind.FIREWALL_DEPLOYMENT);
        var firewall = objects.only(Kind.FIREWALL);
        var providerId = text(firewall, "spec", "providerID");
        control.record(
                "machines/" + machineId(providerId),
                Map.of(
                        "name",
                        name + "-firewall",
                        "description",
                        "firewall for cluster " + name,
                        "tags",
                        firewallTags(
                                qualified, network, deployment.getMetadata().getName())));
        objects.patch(deployment, Map.of("spec", Map.of("managedResourceRef", Map.of("name", providerId))));
        objects.patch(firewall, Map.of("metadata", Map.of("finalizers", List.of())));
        objects.delete(firewall);
    }

    /** By these it frees firewalls, too. */
    static List<String> firewallTags(String qualified, String network, String deployment) {
        return List.of(
                CLUSTER_ID + "=" + network,
                PREFIX + "cluster-resource=" + qualified,
                "firewall.metal-stack.io/managed-by=cluster-api-provider-metal-stack",
                PREFIX + "firewall-deployment-resource=" + NAMESPACE + "." + deployment);
    }

    /** Takes off what this provider keeps in annotations. */
    private void forget(GenericKubernetesResource object) {
        var annotations = object.getMetadata().getAnnotations();
        if (annotations == null) {
            return;
        }
        var without = new HashMap<String, Object>();
        annotations.keySet().stream().filter(it -> it.startsWith(PREFIX)).forEach(it -> without.put(it, null));
        if (!without.isEmpty()) {
            objects.patch(object, Map.of("metadata", Map.of("annotations", without)));
        }
    }

    private static Map<String, Object> ready(Map<?, ?>... conditions) {
        return Map.of("ready", true, "initialization", Map.of("provisioned", true), "conditions", List.of(conditions));
    }

    private static Map<String, String> condition(String type, String message) {
        var reason =
                switch (type) {
                    case "ClusterControlPlaneIPEnsured" -> "ControlPlaneIPEnsured";
                    case "ClusterFirewallDeploymentEnsured" -> "FirewallDeploymentEnsured";
                    case "MachineHealthy" -> "Healthy";
                    case "MachineReady" -> "Ready";
                    default -> type;
                };
        return condition(type, "True", reason, message);
    }

    private static Map<String, String> notPaused(String reason) {
        return condition("Paused", "False", reason, "Reconciliation is not paused");
    }

    private static Map<String, String> condition(String type, String status, String reason, String message) {
        return Map.of(
                "type",
                type,
                "status",
                status,
                "reason",
                reason,
                "message",
                message,
                "lastTransitionTime",
                Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
    }
}
