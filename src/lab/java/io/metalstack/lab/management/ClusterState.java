package io.metalstack.lab.management;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.Node;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * A workload cluster as seen at one moment.
 *
 * @param cluster the Cluster, empty once it is gone
 * @param machines its Machines
 * @param nodes the Nodes of the workload cluster; empty while it cannot be asked
 */
record ClusterState(
        Optional<GenericKubernetesResource> cluster, List<GenericKubernetesResource> machines, List<Node> nodes) {
    private static final String CONTROL_PLANE = "cluster.x-k8s.io/control-plane";

    /**
     * What a cluster is to look like.
     *
     * @param version Kubernetes version of all nodes, without {@code v}
     */
    record Goal(int controlPlanes, int workers, String version) {}

    /** Whether every machine that is wanted runs as a Ready Node with its machine's provider id, and there are no others. */
    boolean reached(Goal goal) {
        long controlPlanes =
                machines.stream().filter(ClusterState::isControlPlane).count();
        return controlPlanes == goal.controlPlanes
                && machines.size() == goal.controlPlanes + goal.workers
                && nodes.size() == machines.size()
                && machines.stream().allMatch(it -> isDone(it, goal.version))
                && isAvailable();
    }

    private boolean isDone(GenericKubernetesResource machine, String version) {
        var providerId = text(machine, "spec", "providerID");
        return "Running".equals(text(machine, "status", "phase"))
                && ("v" + version).equals(text(machine, "spec", "version"))
                && !providerId.isEmpty()
                && nodes.stream()
                        .filter(it -> providerId.equals(it.getSpec().getProviderID()))
                        .anyMatch(it -> isReady(it)
                                && it.getStatus()
                                        .getNodeInfo()
                                        .getKubeletVersion()
                                        .equals("v" + version));
    }

    private boolean isAvailable() {
        return cluster.filter(it -> isTrue(it, "Available")).isPresent();
    }

    /** One line for somebody who waits. */
    String summary(Goal goal) {
        var phases = machines.stream()
                .map(it -> text(it, "status", "phase"))
                .collect(Collectors.groupingBy(it -> it.isEmpty() ? "new" : it, TreeMap::new, Collectors.counting()));
        long ready = nodes.stream().filter(ClusterState::isReady).count();
        long updated = machines.stream()
                .filter(it -> ("v" + goal.version).equals(text(it, "spec", "version")))
                .count();
        var text = phases.entrySet().stream()
                .map(it -> it.getValue() + " " + it.getKey())
                .collect(Collectors.joining(", "));
        var others = updated == machines.size() ? "" : ", %d of them with v%s".formatted(updated, goal.version);
        return "%d of %d nodes Ready; machines: %s%s"
                .formatted(ready, goal.controlPlanes + goal.workers, text.isEmpty() ? "none yet" : text, others);
    }

    /** What Cluster API says keeps the cluster from being available; empty when nothing does. */
    String complaint() {
        return cluster.flatMap(it -> condition(it, "Available"))
                .filter(it -> !"True".equals(it.get("status")))
                .map(it -> Objects.toString(it.get("message"), ""))
                .orElse("");
    }

    /** Names of its running machines of which the provider says that they are not ready. */
    List<String> unwell() {
        return machines.stream()
                .filter(it -> "Running".equals(text(it, "status", "phase")))
                .filter(it -> condition(it, "InfrastructureReady")
                        .filter(ready -> "False".equals(ready.get("status")))
                        .isPresent())
                .map(it -> it.getMetadata().getName())
                .toList();
    }

    /** Whether an object has this condition, and it is True. */
    static boolean isTrue(GenericKubernetesResource resource, String type) {
        return condition(resource, type)
                .filter(it -> "True".equals(it.get("status")))
                .isPresent();
    }

    private static Optional<Map<String, Object>> condition(GenericKubernetesResource resource, String type) {
        return Optional.ofNullable(resource.<Object>get("status", "conditions"))
                .filter(List.class::isInstance)
                .flatMap(it -> ClusterState.maps((List<?>) it).stream()
                        .filter(condition -> type.equals(condition.get("type")))
                        .findFirst());
    }

    @SuppressWarnings("unchecked")
    private static List<Map<String, Object>> maps(List<?> list) {
        return (List<Map<String, Object>>) list;
    }

    private static boolean isControlPlane(GenericKubernetesResource machine) {
        var labels = machine.getMetadata().getLabels();
        return labels != null && labels.containsKey(CONTROL_PLANE);
    }

    static boolean isReady(Node node) {
        return node.getStatus().getConditions().stream()
                .anyMatch(it -> it.getType().equals("Ready") && it.getStatus().equals("True"));
    }

    private static String text(GenericKubernetesResource resource, Object... path) {
        return Objects.toString(resource.get(path), "");
    }
}
