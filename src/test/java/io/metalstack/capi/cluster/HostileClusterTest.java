package io.metalstack.capi.cluster;

import static io.metalstack.capi.house.Stage.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.metalstack.capi.allocation.Annotations;
import io.metalstack.capi.allocation.OwnershipTags;
import io.metalstack.capi.api.v1alpha1.MetalStackCluster;
import io.metalstack.capi.house.Bench;
import io.metalstack.capi.house.GivenAllocations;
import io.metalstack.capi.house.Stage;
import io.metalstack.lab.simulator.Ledger;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * A tenant with all rights in a namespace that may use one project, and with eyes on another. Networks and addresses of
 * other projects: {@link ClusterBadInputTest}.
 */
@QuarkusTest
class HostileClusterTest {

    private static final String FOREIGN_UID = "99999999-9999-4999-8999-999999999999";

    @Inject
    Bench bench;

    @Inject
    GivenAllocations given;

    private Stage stage;

    @BeforeEach
    void open() {
        stage = bench.openForTenant();
    }

    @AfterEach
    void close() {
        stage.close();
    }

    @Test
    void is_refused_a_project_that_its_namespace_may_not_use_and_can_be_deleted() {
        stage.cluster();

        refused();
        assertThat(stage.metalStackCluster().getMetadata().getFinalizers()).isEmpty();
        assertThat(changes()).isEmpty();
        stage.delete(stage.metalStackCluster());
        eventually().until(() -> stage.metalStackCluster() == null);
    }

    @Test
    void frees_nothing_there_by_an_identity_that_it_copied_from_the_tags() {
        var network =
                given.network(stage.project(), OwnershipTags.ofNetwork(stage.namespace(), Stage.CLUSTER, FOREIGN_UID));
        var cluster = stage.cluster("nodeNetworkID: " + network);
        refused();
        stage.patch(cluster, """
                {"metadata": {"finalizers": ["%s"], "annotations": {"%s": "%s", "%s": "true"}}}
                """.formatted(
                        MetalStackCluster.FINALIZER, Annotations.CLUSTER_UID, FOREIGN_UID, Annotations.HAS_ALLOCATED));

        stage.delete(stage.metalStackCluster());

        eventually()
                .untilAsserted(() -> assertThat(stage.condition(stage.metalStackCluster(), "Deleting"))
                        .hasValueSatisfying(it -> {
                            assertThat(it.getReason()).isEqualTo("ProjectNotAllowed");
                            assertThat(it.getMessage()).contains(stage.project(), "Nothing is freed");
                        }));
        assertThat(bench.metal().holdings().networksOf(stage.project())).hasSize(1);
        assertThat(changes()).containsExactly(Ledger.What.NETWORK_CREATED);
    }

    private void refused() {
        eventually()
                .untilAsserted(() -> assertThat(stage.condition(stage.metalStackCluster(), "Ready"))
                        .hasValueSatisfying(it -> {
                            assertThat(it.getReason()).isEqualTo("ProjectNotAllowed");
                            assertThat(it.getMessage())
                                    .contains("namespace tenant may not use project " + stage.project());
                        }));
    }

    private List<Ledger.What> changes() {
        return bench.metal().ledger().changes().stream()
                .filter(it -> it.project().equals(stage.project()))
                .map(Ledger.Change::what)
                .toList();
    }
}
