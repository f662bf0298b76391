package io.metalstack.lab.management;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ClusterStateTest {
    private static final ClusterState.Goal GOAL = new ClusterState.Goal(1, 1, "1.36.3");
    private static final GenericKubernetesResource CONTROL_PLANE = machine("v1.36.3", "Running", "metal://lab/1", true);
    private static final GenericKubernetesResource WORKER = machine("v1.36.3", "Running", "metal://lab/2", false);

    @Test
    void is_reached_when_each_machine_is_a_ready_node_with_its_provider_id() {
        assertThat(state("True", List.of(CONTROL_PLANE, WORKER), node("metal://lab/1"), node("metal://lab/2"))
                        .reached(GOAL))
                .isTrue();
    }

    @Test
    void is_not_reached_while_the_cluster_is_not_available() {
        assertThat(state("False", List.of(CONTROL_PLANE, WORKER), node("metal://lab/1"), node("metal://lab/2"))
                        .reached(GOAL))
                .isFalse();
    }

    @Test
    void is_not_reached_with_a_node_of_another_machine() {
        assertThat(state("True", List.of(CONTROL_PLANE, WORKER), node("metal://lab/1"), node("metal://lab/9"))
                        .reached(GOAL))
                .isFalse();
    }

    @Test
    void is_not_reached_while_an_old_machine_is_left() {
        var old = machine("v1.36.2", "Deleting", "metal://lab/3", false);

        assertThat(state(
                                "True",
                                List.of(CONTROL_PLANE, WORKER, old),
                                node("metal://lab/1"),
                                node("metal://lab/2"),
                                node("metal://lab/3"))
                        .reached(GOAL))
                .isFalse();
    }

    @Test
    void is_not_reached_with_the_right_number_in_the_wrong_roles() {
        var second = machine("v1.36.3", "Running", "metal://lab/2", true);

        assertThat(state("True", List.of(CONTROL_PLANE, second), node("metal://lab/1"), node("metal://lab/2"))
                        .reached(GOAL))
                .isFalse();
    }

    @Test
    void sums_up_what_there_is() {
        var fresh = machine("v1.36.3", "Provisioning", "", false);

        assertThat(state("False", List.of(CONTROL_PLANE, fresh), node("metal://lab/1"))
                        .summary(GOAL))
                .isEqualTo("1 of 2 nodes Ready; machines: 1 Provisioning, 1 Running");
    }

    @Test
    void sums_up_how_far_a_rollout_is() {
        var old = machine("v1.36.2", "Running", "metal://lab/3", false);

        assertThat(state("True", List.of(CONTROL_PLANE, old)).summary(GOAL))
                .endsWith("machines: 2 Running, 1 of them with v1.36.3");
    }

    @Test
    void repeats_what_cluster_api_complains_about() {
        assertThat(state("False", List.of()).complaint()).isEqualTo("not yet");
        assertThat(state("True", List.of()).complaint()).isEmpty();
    }

    private static ClusterState state(String available, List<GenericKubernetesResource> machines, Node... nodes) {
        var cluster = resource(
                "status: {conditions: [{type: Available, status: \"%s\", message: not yet}]}".formatted(available));
        return new ClusterState(Optional.of(cluster), machines, List.of(nodes));
    }

    private static GenericKubernetesResource machine(
            String version, String phase, String providerId, boolean controlPlane) {
        return resource(
                """
                metadata: {name: m, labels: {%s: ""}}
                spec: {version: %s, providerID: "%s"}
                status: {phase: %s}
                """.formatted(controlPlane ? "cluster.x-k8s.io/control-plane" : "worker", version, providerId, phase));
    }

    private static GenericKubernetesResource resource(String yaml) {
        return Serialization.unmarshal("apiVersion: a/v1\nkind: K\n" + yaml, GenericKubernetesResource.class);
    }

    private static Node node(String providerId) {
        return new NodeBuilder()
                .withNewSpec()
                .withProviderID(providerId)
                .endSpec()
                .withNewStatus()
                .addNewCondition()
                .withType("Ready")
                .withStatus("True")
                .endCondition()
                .withNewNodeInfo()
                .withKubeletVersion("v1.36.3")
                .endNodeInfo()
                .endStatus()
                .build();
    }
}
