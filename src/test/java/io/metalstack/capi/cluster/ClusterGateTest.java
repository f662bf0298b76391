package io.metalstack.capi.cluster;

import static io.metalstack.capi.house.Stage.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.metalstack.capi.house.Bench;
import io.metalstack.capi.house.Stage;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Objects that must not be touched. A second cluster, made later and ready, shows that there was time enough. */
@QuarkusTest
class ClusterGateTest {

    @Inject
    Bench bench;

    private Stage stage;
    private Stage witness;

    @BeforeEach
    void open() {
        stage = bench.open();
        witness = bench.open();
    }

    @AfterEach
    void close() {
        stage.close();
        witness.close();
    }

    @Test
    void an_object_without_an_owner_is_not_written() {
        var cluster = infrastructure("");

        witness.provisionedCluster();

        assertUntouched(cluster);
    }

    @Test
    void an_externally_managed_object_is_not_written() {
        var core = coreCluster(false);
        var cluster = infrastructure("cluster.x-k8s.io/managed-by: somebody");
        stage.own(cluster, core, false);
        var owned = stage.metalStackCluster();

        witness.provisionedCluster();

        assertUntouched(owned);
    }

    @Test
    void a_paused_object_gets_only_the_condition_paused() {
        var core = coreCluster(true);
        var cluster = infrastructure("cluster.x-k8s.io/paused: ''");
        stage.own(cluster, core, false);

        eventually()
                .untilAsserted(() -> assertThat(stage.condition(stage.metalStackCluster(), "Paused"))
                        .hasValueSatisfying(it -> {
                            assertThat(it.getStatus()).isEqualTo("True");
                            assertThat(it.getMessage())
                                    .isEqualTo("Cluster spec.paused is set to true, MetalStackCluster has the"
                                            + " cluster.x-k8s.io/paused annotation");
                        }));
        witness.provisionedCluster();

        var paused = stage.metalStackCluster();
        assertThat(paused.getStatus().conditions()).hasSize(1);
        assertThat(paused.getMetadata().getFinalizers()).isEmpty();
        assertThat(bench.metal().holdings().leftIn(stage.project())).isEmpty();
    }

    @Test
    void a_cluster_that_is_unpaused_goes_on_at_once() {
        var core = coreCluster(true);
        stage.own(infrastructure(""), core, false);
        eventually()
                .until(() ->
                        stage.condition(stage.metalStackCluster(), "Paused").isPresent());

        stage.patch(stage.coreCluster(), "{\"spec\":{\"paused\":false}}");

        eventually().untilAsserted(() -> {
            assertThat(stage.condition(stage.metalStackCluster(), "Ready"))
                    .hasValueSatisfying(it -> assertThat(it.getStatus()).isEqualTo("True"));
            assertThat(stage.condition(stage.metalStackCluster(), "Paused"))
                    .hasValueSatisfying(it -> assertThat(it.getStatus()).isEqualTo("False"));
        });
    }

    @Test
    void an_object_in_a_namespace_other_than_its_clusters_is_not_written() {
        witness.cluster();
        stage.own(infrastructure(""), witness.coreCluster(), false);
        var cluster = stage.metalStackCluster();

        eventually()
                .untilAsserted(() -> assertThat(witness.condition(witness.metalStackCluster(), "Ready"))
                        .hasValueSatisfying(it -> assertThat(it.getStatus()).isEqualTo("True")));

        assertUntouched(cluster);
    }

    private void assertUntouched(HasMetadata before) {
        assertThat(stage.metalStackCluster().getMetadata().getResourceVersion())
                .isEqualTo(before.getMetadata().getResourceVersion());
        assertThat(bench.metal().holdings().leftIn(stage.project())).isEmpty();
    }

    private HasMetadata coreCluster(boolean paused) {
        return stage.applyCoreCluster(Stage.CLUSTER, paused);
    }

    private HasMetadata infrastructure(String annotation) {
        return stage.apply("""
                apiVersion: infrastructure.cluster.x-k8s.io/v1alpha1
                kind: MetalStackCluster
                metadata:
                  name: demo
                  labels: {cluster.x-k8s.io/cluster-name: demo}
                  annotations: {%s}
                spec: {projectID: $project, partition: mini-lab}
                """.formatted(annotation));
    }
}
