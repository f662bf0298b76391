package io.metalstack.capi.switching;

import static io.metalstack.capi.house.Stage.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.metalstack.capi.allocation.Annotations;
import io.metalstack.capi.api.v1alpha1.MetalStackCluster;
import io.metalstack.capi.api.v1alpha1.MetalStackFirewall;
import io.metalstack.capi.api.v1alpha1.MetalStackMachine;
import io.metalstack.capi.house.Bench;
import io.metalstack.capi.house.Stage;
import io.metalstack.lab.simulator.HeldMachine;
import io.metalstack.lab.simulator.Ledger;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** What all tests about a cluster of the Go provider do: they count what metal-api carried out since it was handed over. */
abstract class SwitchingFlow {

    static final Duration A_WHILE = Duration.ofMinutes(2);

    @Inject
    Bench bench;

    Stage stage;
    GoCluster go;

    private int before;

    @BeforeEach
    void open() {
        stage = bench.open();
        go = new GoCluster(bench, stage);
    }

    @AfterEach
    void close() {
        stage.close();
    }

    /** All that is allocated counts as the Go provider's from here on. */
    void handOver() {
        before = changes().size();
        go.handOver();
    }

    /** What was allocated, freed or written in this project since. */
    List<Ledger.What> done() {
        return changes().stream().skip(before).map(Ledger.Change::what).toList();
    }

    private List<Ledger.Change> changes() {
        return bench.metal().ledger().changes().stream()
                .filter(it -> it.project().equals(stage.project()))
                .toList();
    }

    List<HeldMachine> held() {
        return bench.metal().holdings().machinesOf(stage.project());
    }

    HeldMachine held(String id) {
        return bench.metal().holdings().machine(id).orElseThrow();
    }

    /** Hardware, allocation and how often each was started: what a node would notice. */
    Map<String, String> nodes() {
        return held().stream()
                .collect(Collectors.toMap(HeldMachine::id, it -> it.allocationUuid() + " boots " + it.boots()));
    }

    MetalStackMachine machine(String name) {
        return stage.metalStackMachine(name);
    }

    void shows(String name, String type, String reason, String... words) {
        eventually().untilAsserted(() -> {
            var condition = stage.condition(machine(name), type);
            assertThat(condition).isPresent();
            assertThat(condition.get().getReason()).isEqualTo(reason);
            for (var word : words) {
                assertThat(condition.get().getMessage()).contains(word);
            }
        });
    }

    void clusterShows(String type, String reason, String... words) {
        eventually().untilAsserted(() -> {
            var condition = stage.condition(stage.metalStackCluster(), type);
            assertThat(condition).isPresent();
            assertThat(condition.get().getReason()).isEqualTo(reason);
            for (var word : words) {
                assertThat(condition.get().getMessage()).contains(word);
            }
        });
    }

    /** Waits until the allocation of this machine is recorded on the object. */
    void adopts(String name, String machineId) {
        eventually().untilAsserted(() -> {
            assertThat(Annotations.of(machine(name), Annotations.ALLOCATION_UUID))
                    .contains(held(machineId).allocationUuid());
            assertThat(Annotations.of(machine(name), Annotations.CLAIM)).isPresent();
            assertThat(machine(name).getSpec().providerID()).isEqualTo("metal://mini-lab/" + machineId);
        });
    }

    void adoptsTheCluster() {
        eventually()
                .untilAsserted(() -> assertThat(Annotations.of(stage.metalStackCluster(), Annotations.CLUSTER_UID))
                        .isPresent());
    }

    /** Deletes all of it, as core does: machines first, then the cluster; waits until every object is gone. */
    void deleteAll() {
        stage.all(MetalStackMachine.class).forEach(stage::delete);
        goes(MetalStackMachine.class);
        stage.delete(stage.metalStackCluster());
        goes(MetalStackCluster.class);
        goes(MetalStackFirewall.class);
    }

    /** Not so fast that a call under way becomes too old for its signature. */
    <T extends HasMetadata> void goes(Class<T> type) {
        eventually().pollInterval(Duration.ofMillis(500)).untilAsserted(() -> {
            bench.letTimePass(Duration.ofSeconds(5));
            assertThat(stage.all(type)).isEmpty();
        });
    }
}
