package io.metalstack.capi.house;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.metalstack.capi.metal.MachineQuery;
import io.metalstack.capi.metal.MetalApi;
import io.metalstack.capi.runtime.ProviderConfig;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import org.junit.jupiter.api.Test;

/** That the bench is what the other component tests take it for. */
@QuarkusTest
class BenchTest {

    @Inject
    Bench bench;

    @Inject
    MetalApi metal;

    @Inject
    KubernetesClient client;

    @Inject
    ProviderConfig config;

    @Test
    void the_provider_speaks_to_the_simulator() {
        try (var stage = bench.open()) {
            assertThat(metal.findMachines(MachineQuery.inProject(stage.project())))
                    .isEmpty();
            assertThat(metal.projectName(stage.project())).isPresent();
        }
    }

    @Test
    void the_provider_acts_with_no_more_than_its_own_rights() {
        assertThat(config.leaderElection()).isFalse();
        assertThatThrownBy(() -> client.secrets().inNamespace("default").list())
                .isInstanceOf(KubernetesClientException.class)
                .hasMessageContaining("system:serviceaccount:capms-system:capms-controller-manager");
    }
}
