package io.metalstack.capi.cluster;

import static io.metalstack.capi.house.Stage.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.metalstack.capi.allocation.Annotations;
import io.metalstack.capi.api.v1alpha1.MetalStackCluster;
import io.metalstack.capi.house.Bench;
import io.metalstack.capi.house.Stage;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A cluster that was made by printing another one, renaming it and applying it: its annotations came along. */
@QuarkusTest
class ClusterCopyTest {

    @Inject
    Bench bench;

    private Stage stage;
    private MetalStackCluster original;

    @BeforeEach
    void open() {
        stage = bench.open();
        original = stage.provisionedCluster();
    }

    @AfterEach
    void close() {
        stage.close();
    }

    @Test
    void makes_a_network_and_an_address_of_its_own() {
        copy("");

        eventually()
                .untilAsserted(() -> assertThat(stage.condition(copied(), "Ready"))
                        .hasValueSatisfying(it -> assertThat(it.getStatus()).isEqualTo("True")));
        assertThat(copied().getSpec().nodeNetworkID())
                .isNotEqualTo(original.getSpec().nodeNetworkID());
        assertThat(copied().getSpec().controlPlaneEndpoint().host())
                .isNotEqualTo(original.getSpec().controlPlaneEndpoint().host());

        stage.delete(copied());
        eventuallyGone();
        assertOriginalHasItsOwn();
    }

    @Test
    void frees_nothing_of_the_original_when_it_is_deleted() {
        var copy = copy("nodeNetworkID: %s, controlPlaneEndpoint: {host: %s, port: 443},"
                .formatted(
                        original.getSpec().nodeNetworkID(),
                        original.getSpec().controlPlaneEndpoint().host()));
        eventually()
                .untilAsserted(() -> assertThat(stage.condition(copied(), "Ready"))
                        .hasValueSatisfying(it -> assertThat(it.getStatus()).isEqualTo("True")));

        stage.delete(copied());

        eventuallyGone();
        assertOriginalHasItsOwn();
        assertThat(stage.events(copy))
                .anyMatch(it ->
                        it.startsWith("LeftAlone: network " + original.getSpec().nodeNetworkID()))
                .anyMatch(it -> it.startsWith("LeftAlone: IP "
                        + original.getSpec().controlPlaneEndpoint().host()));
    }

    private HasMetadata copy(String spec) {
        var core = stage.applyCoreCluster("copy", false);
        var copy = stage.apply("""
                apiVersion: infrastructure.cluster.x-k8s.io/v1alpha1
                kind: MetalStackCluster
                metadata:
                  name: copy
                  labels: {cluster.x-k8s.io/cluster-name: copy}
                  finalizers: [%s]
                  annotations: {%s: "%s", %s: "true"}
                spec: {%s projectID: $project, partition: mini-lab}
                """.formatted(
                        MetalStackCluster.FINALIZER,
                        Annotations.CLUSTER_UID,
                        Annotations.of(original, Annotations.CLUSTER_UID).orElseThrow(),
                        Annotations.HAS_ALLOCATED,
                        spec));
        stage.own(copy, core, false);
        return copy;
    }

    private MetalStackCluster copied() {
        return bench.admin()
                .resources(MetalStackCluster.class)
                .inNamespace(stage.namespace())
                .withName("copy")
                .get();
    }

    private void eventuallyGone() {
        eventually().until(() -> {
            bench.letTimePass(Duration.ofSeconds(11));
            return copied() == null;
        });
    }

    private void assertOriginalHasItsOwn() {
        assertThat(bench.metal().holdings().networksOf(stage.project()))
                .singleElement()
                .satisfies(
                        it -> assertThat(it.id()).isEqualTo(original.getSpec().nodeNetworkID()));
        assertThat(bench.metal().holdings().ipsOf(stage.project()))
                .singleElement()
                .satisfies(it -> assertThat(it.address())
                        .isEqualTo(original.getSpec().controlPlaneEndpoint().host()));
    }
}
