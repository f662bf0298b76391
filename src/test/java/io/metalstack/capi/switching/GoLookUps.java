package io.metalstack.capi.switching;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.metalstack.capi.house.Bench;
import io.metalstack.capi.house.Stage;
import io.metalstack.lab.simulator.HeldMachine;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * How the Go provider (v0.8) finds what belongs to its objects, written from what is known of it: by ids in spec, by the
 * project, and firewalls by four tags when it frees them.
 */
final class GoLookUps {

    private final Bench bench;
    private final Stage stage;

    GoLookUps(Bench bench, Stage stage) {
        this.bench = bench;
        this.stage = stage;
    }

    /** Without it, it would allocate another one. */
    Optional<String> nodeNetwork() {
        return text(json(stage.metalStackCluster()), "/spec/nodeNetworkID")
                .filter(id -> bench.metal().holdings().networksOf(stage.project()).stream()
                        .anyMatch(it -> it.id().equals(id)));
    }

    /** Without it, it would allocate another one. */
    Optional<String> endpoint() {
        return text(json(stage.metalStackCluster()), "/spec/controlPlaneEndpoint/host");
    }

    /** By what stands behind the first slash after the scheme, and the project; no tag takes part. */
    Optional<HeldMachine> machine(String name) {
        return text(json(stage.metalStackMachine(name)), "/spec/providerID")
                .map(it -> it.replaceFirst("^metal://", ""))
                .map(it -> it.substring(it.indexOf('/') + 1))
                .flatMap(it -> bench.metal().holdings().machine(it))
                .filter(it -> it.project().equals(stage.project()));
    }

    /** Whether it would allocate a firewall although there is one: it knows of one by this reference only. */
    boolean wouldAllocateFirewall(HasMetadata deployment) {
        return text(json(deployment), "/spec/managedResourceRef/name").isEmpty();
    }

    /** What it would free with the deployment. */
    List<String> firewallsToFree(HasMetadata deployment) {
        var cluster = stage.metalStackCluster().getMetadata().getName();
        var tags = List.of(
                "cluster.metal-stack.io/id=" + nodeNetwork().orElseThrow(),
                "metal-stack.infrastructure.cluster.x-k8s.io/cluster-resource=" + stage.namespace() + "." + cluster,
                "firewall.metal-stack.io/managed-by=cluster-api-provider-metal-stack",
                "metal-stack.infrastructure.cluster.x-k8s.io/firewall-deployment-resource=" + stage.namespace() + "."
                        + deployment.getMetadata().getName());
        return bench.metal().holdings().machinesOf(stage.project()).stream()
                .filter(it -> it.role().equals("firewall") && it.tags().containsAll(tags))
                .map(HeldMachine::id)
                .toList();
    }

    /** It works on objects with these only, and takes them off by name. */
    boolean hasItsFinalizer(HasMetadata resource, String kind) {
        return resource.getMetadata().getFinalizers().contains("metal-stack.infrastructure.cluster.x-k8s.io/" + kind);
    }

    /** What its types could not read: each condition has type, status, reason, message and a time. */
    Stream<JsonNode> unreadableConditions(HasMetadata resource) {
        var conditions = json(resource).at("/status/conditions");
        return Stream.iterate(0, it -> it < conditions.size(), it -> it + 1)
                .map(conditions::get)
                .filter(it -> !it.hasNonNull("type")
                        || !it.path("status").asText().matches("True|False|Unknown")
                        || it.path("reason").asText().isEmpty()
                        || !it.hasNonNull("message")
                        || it.path("lastTransitionTime").asText().isEmpty());
    }

    /** Fields of spec that it would find with another type than its own. */
    Stream<String> unreadableSpec(HasMetadata resource) {
        var spec = json(resource).at("/spec");
        return Stream.of("projectID", "partition", "nodeNetworkID", "controlPlaneIP", "providerID", "image", "size")
                .filter(it -> spec.has(it) && !spec.get(it).isTextual());
    }

    private static Optional<String> text(JsonNode node, String pointer) {
        return Optional.of(node.at(pointer).asText()).filter(it -> !it.isEmpty());
    }

    private static JsonNode json(HasMetadata resource) {
        return Serialization.jsonMapper().valueToTree(resource);
    }
}
