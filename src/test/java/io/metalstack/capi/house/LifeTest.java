package io.metalstack.capi.house;

import static io.metalstack.capi.house.Stage.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.metalstack.capi.api.v1alpha1.MetalStackMachineStatus.Address;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A cluster and its machines from nothing to nothing, with nothing going wrong. */
@QuarkusTest
class LifeTest {

    @Inject
    Bench bench;

    private Stage stage;

    @BeforeEach
    void open() {
        stage = bench.open();
    }

    @AfterEach
    void close() {
        stage.close();
    }

    @Test
    void a_cluster_gets_a_network_and_an_address_and_gives_them_back() {
        var cluster = stage.provisionedCluster();

        var held = bench.metal().holdings();
        assertThat(held.networksOf(stage.project()))
                .singleElement()
                .satisfies(it -> assertThat(it.id()).isEqualTo(cluster.getSpec().nodeNetworkID()));
        assertThat(held.ipsOf(stage.project()))
                .singleElement()
                .satisfies(it -> assertThat(it.address())
                        .isEqualTo(cluster.getSpec().controlPlaneEndpoint().host()));
        assertThat(cluster.getStatus().failureDomains())
                .singleElement()
                .satisfies(it -> assertThat(it.name()).isEqualTo(Stage.PARTITION));

        stage.delete(cluster);

        eventually().untilAsserted(() -> {
            assertThat(stage.metalStackCluster()).isNull();
            assertThat(held.leftIn(stage.project())).isEmpty();
        });
    }

    @Test
    void a_machine_is_allocated_once_becomes_ready_and_is_freed() {
        stage.provisionedCluster();
        stage.worker("w-1");
        eventually().untilAsserted(() -> {
            var machine = stage.metalStackMachine("w-1");
            assertThat(machine.getSpec().providerID())
                    .as(() -> "status is " + machine.getStatus())
                    .isNotNull();
        });

        bench.metal().control().phoneHomeAll(stage.project());
        bench.letTimePass(Duration.ofMinutes(2));

        eventually().untilAsserted(() -> {
            var status = stage.metalStackMachine("w-1").getStatus();
            assertThat(status).isNotNull();
            assertThat(status.provisioned()).isTrue();
            assertThat(status.addresses()).extracting(Address::type).contains("Hostname", "InternalIP");
        });
        var machine = stage.metalStackMachine("w-1");
        assertThat(stage.condition(machine, "Ready"))
                .hasValueSatisfying(it -> assertThat(it.getStatus()).isEqualTo("True"));
        assertThat(bench.metal().ledger().allocationsOf(stage.project())).hasSize(1);

        stage.delete(machine);

        eventually().untilAsserted(() -> {
            assertThat(stage.metalStackMachine("w-1")).isNull();
            assertThat(bench.metal().holdings().machinesOf(stage.project())).isEmpty();
        });
    }
}
