package io.metalstack.capi.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.metalstack.capi.capi.Cluster;
import org.junit.jupiter.api.Test;

class ClusterEventsTest {

    @Test
    void a_cluster_wakes_its_infrastructure_in_its_own_namespace() {
        assertThat(ClusterEvents.infrastructureOf(cluster("infrastructure.cluster.x-k8s.io", "MetalStackCluster")))
                .containsExactly(new ResourceID("demo-x7", "tenant"));
    }

    @Test
    void a_cluster_on_other_infrastructure_wakes_nobody() {
        assertThat(ClusterEvents.infrastructureOf(cluster("infrastructure.cluster.x-k8s.io", "DockerCluster")))
                .isEmpty();
        assertThat(ClusterEvents.infrastructureOf(cluster("example.org", "MetalStackCluster")))
                .isEmpty();
    }

    @Test
    void a_cluster_without_infrastructure_wakes_nobody() {
        assertThat(ClusterEvents.infrastructureOf(new Cluster())).isEmpty();
    }

    private static Cluster cluster(String group, String kind) {
        return new KubernetesSerialization().unmarshal("""
                        apiVersion: cluster.x-k8s.io/v1beta2
                        kind: Cluster
                        metadata: {name: demo, namespace: tenant}
                        spec: {infrastructureRef: {apiGroup: %s, kind: %s, name: demo-x7}}
                        """.formatted(group, kind), Cluster.class);
    }
}
