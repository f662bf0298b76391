package io.metalstack.capi.switching;

import static io.metalstack.capi.house.Stage.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.metalstack.capi.allocation.Annotations;
import io.metalstack.capi.api.v1alpha1.MetalStackMachine;
import io.metalstack.capi.house.Stage;
import io.metalstack.lab.simulator.HeldMachine;
import io.quarkus.test.junit.QuarkusTest;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A machine that somebody allocated by hand becomes an object's, if a person names its allocation, and not otherwise. */
@QuarkusTest
class ImportTest extends SwitchingFlow {

    private static final String RESOURCE = "metal-stack.infrastructure.cluster.x-k8s.io/machine-resource=";

    @Test
    void a_machine_whose_allocation_is_named_is_taken_over_and_freed_with_its_object() {
        var id = allocatedByHand(List.of());
        var before = done().size();
        wanted("w-1", id);
        shows("w-1", "Ready", "MachineNotOurs", Annotations.IMPORT_ALLOCATION);

        imports("w-1", held(id).allocationUuid());

        adopts("w-1", id);
        assertThat(done()).as("changes in metal-stack").hasSize(before);
        stage.delete(machine("w-1"));
        eventually().untilAsserted(() -> assertThat(machine("w-1")).isNull());
        assertThat(held()).isEmpty();
    }

    @Test
    void without_the_annotation_it_stays_when_the_object_is_deleted() {
        var id = allocatedByHand(List.of());
        wanted("w-1", id);
        shows("w-1", "Ready", "MachineNotOurs", Annotations.IMPORT_ALLOCATION);

        stage.delete(machine("w-1"));

        eventually().untilAsserted(() -> assertThat(machine("w-1")).isNull());
        assertThat(held()).extracting(HeldMachine::id).containsExactly(id);
    }

    @Test
    void another_allocation_of_the_hardware_than_the_one_that_is_named_is_refused() {
        var id = allocatedByHand(List.of());
        var former = held(id).allocationUuid();
        bench.metal().control().takeAway(id);
        bench.metal().control().allocate(id, stage.project(), network(), "debian-13.0", List.of());
        wanted("w-1", id);
        imports("w-1", former);

        shows("w-1", "Ready", "MachineNotOurs", "not the one that the annotation");
        isNeitherHeldNorFreed("w-1", id);
    }

    @Test
    void a_machine_that_was_allocated_for_another_object_is_refused() {
        var id = allocatedByHand(List.of(RESOURCE + stage.namespace() + ".w-2"));
        wanted("w-1", id);
        imports("w-1", held(id).allocationUuid());

        shows("w-1", "Ready", "MachineNotOurs", "w-2");
        isNeitherHeldNorFreed("w-1", id);
    }

    @Test
    void a_machine_of_another_cluster_is_refused() {
        var id = allocatedByHand(List.of(
                "metal-stack.infrastructure.cluster.x-k8s.io/cluster-resource=" + stage.namespace() + ".other"));
        wanted("w-1", id);
        imports("w-1", held(id).allocationUuid());

        shows("w-1", "Ready", "MachineNotOurs", "other");
        isNeitherHeldNorFreed("w-1", id);
    }

    @Test
    void a_firewall_is_refused() {
        stage.provisionedCluster();
        var id = freeMachine();
        bench.metal().control().allocateFirewall(id, stage.project(), network(), "firewall-ubuntu-3.0", List.of());
        wanted("w-1", id);
        imports("w-1", held(id).allocationUuid());

        shows("w-1", "Ready", "MachineNotOurs", "firewall");
        isNeitherHeldNorFreed("w-1", id);
    }

    @Test
    void a_machine_of_another_project_is_refused() {
        stage.provisionedCluster();
        var id = freeMachine();
        try (var other = bench.open()) {
            var theirs = new GoCluster(bench, other).allocateNetwork();
            bench.metal().control().allocate(id, other.project(), theirs, "debian-13.0", List.of());
            wanted("w-1", id);
            imports("w-1", held(id).allocationUuid());

            shows("w-1", "Ready", "MachineNotOurs", id);
            stage.delete(machine("w-1"));
            eventually().untilAsserted(() -> assertThat(machine("w-1")).isNull());
            assertThat(bench.metal().holdings().machinesOf(other.project())).hasSize(1);
        }
    }

    @Test
    void of_two_objects_that_name_the_same_allocation_one_gets_it_and_the_other_frees_nothing() {
        var id = allocatedByHand(List.of());
        wanted("w-1", id);
        imports("w-1", held(id).allocationUuid());
        adopts("w-1", id);
        wanted("w-2", id);
        imports("w-2", held(id).allocationUuid());

        eventually()
                .until(() -> Annotations.of(machine("w-2"), Annotations.ALLOCATION_UUID)
                                .isPresent()
                        || stage.condition(machine("w-2"), "Ready")
                                .filter(it -> it.getMessage().contains("w-1"))
                                .isPresent());
        assertThat(Annotations.of(machine("w-2"), Annotations.ALLOCATION_UUID)).isEmpty();
        stage.delete(machine("w-2"));
        eventually().untilAsserted(() -> assertThat(machine("w-2")).isNull());
        assertThat(held()).extracting(HeldMachine::id).containsExactly(id);

        stage.delete(machine("w-1"));
        eventually().untilAsserted(() -> assertThat(machine("w-1")).isNull());
        assertThat(held()).isEmpty();
    }

    @Test
    void a_machine_that_two_objects_hold_nonetheless_is_not_freed_under_the_one_that_stays() {
        var id = allocatedByHand(List.of());
        wanted("w-1", id);
        imports("w-1", held(id).allocationUuid());
        adopts("w-1", id);
        wanted("w-2", id);
        stage.patch(
                machine("w-2"),
                "{\"metadata\":{\"annotations\":{\"" + Annotations.ALLOCATION_UUID + "\":\"" + held(id).allocationUuid()
                        + "\"}}}");
        bench.letTimePass(A_WHILE);
        var first = machine("w-1");

        stage.delete(first);

        eventually().untilAsserted(() -> assertThat(machine("w-1")).isNull());
        assertThat(held()).extracting(HeldMachine::id).containsExactly(id);
        assertThat(stage.events(first)).anyMatch(it -> it.startsWith("MachineLeftAlone:") && it.contains("w-2"));

        stage.delete(machine("w-2"));
        eventually().untilAsserted(() -> assertThat(machine("w-2")).isNull());
        assertThat(held()).isEmpty();
    }

    private void isNeitherHeldNorFreed(String name, String id) {
        assertThat(Annotations.of(machine(name), Annotations.ALLOCATION_UUID)).isEmpty();
        stage.delete(machine(name));
        eventually().untilAsserted(() -> assertThat(machine(name)).isNull());
        assertThat(held()).extracting(HeldMachine::id).containsExactly(id);
    }

    /** In a cluster of this provider. */
    private String allocatedByHand(List<String> tags) {
        stage.provisionedCluster();
        var id = freeMachine();
        bench.metal().control().allocate(id, stage.project(), network(), "debian-13.0", tags);
        return id;
    }

    private String network() {
        return stage.metalStackCluster().getSpec().nodeNetworkID();
    }

    private String freeMachine() {
        return bench.metal()
                .control()
                .addMachines(1, Stage.PARTITION, Stage.SIZE, "rack")
                .getFirst();
    }

    private MetalStackMachine wanted(String name, String id) {
        return stage.machine(name, false, true, "providerID: metal://mini-lab/" + id);
    }

    private void imports(String name, String allocationUuid) {
        stage.patch(
                machine(name),
                "{\"metadata\":{\"annotations\":{\"" + Annotations.IMPORT_ALLOCATION + "\":\"" + allocationUuid
                        + "\"}}}");
    }
}
