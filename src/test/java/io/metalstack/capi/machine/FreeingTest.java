package io.metalstack.capi.machine;

import static io.metalstack.capi.house.Stage.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.metalstack.capi.allocation.AllocationReasons;
import io.metalstack.capi.allocation.Annotations;
import io.metalstack.capi.allocation.OwnershipTags;
import io.metalstack.capi.api.v1alpha1.MetalStackMachine;
import io.metalstack.capi.house.Stage;
import io.metalstack.lab.simulator.HeldMachine;
import io.metalstack.lab.simulator.Ledger.What;
import io.metalstack.lab.simulator.Route;
import io.quarkus.test.junit.QuarkusTest;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/** A machine goes, and what is not ours stays. */
@QuarkusTest
class FreeingTest extends MachineFlow {

    private static final String IMAGE = "debian-13.0";
    private static final String FIREWALL_IMAGE = "firewall-ubuntu-3.0";

    @Test
    void a_machine_is_freed_and_its_object_goes() {
        var held = allocated("w-1");
        var object = machine("w-1");
        stage.delete(object);

        goes("w-1");
        assertThat(holdings()).isEmpty();
        assertThat(stage.events(object)).contains("MachineFreed: freed machine " + held.id());
        assertThat(freesOf(held)).hasSize(1);
    }

    @Test
    void nothing_else_is_needed_for_a_deletion() {
        allocated("w-1");
        stage.patch(stage.coreCluster(), "{\"spec\":{\"paused\":true}}");
        stage.patch(stage.metalStackCluster(), "{\"metadata\":{\"finalizers\":null}}");
        for (HasMetadata it : List.of(stage.metalStackCluster(), stage.coreMachine("w-1"), stage.coreCluster())) {
            stage.delete(it);
        }
        eventually().untilAsserted(() -> {
            assertThat(stage.coreCluster()).isNull();
            assertThat(stage.metalStackCluster()).isNull();
        });

        stage.delete(machine("w-1"));

        goes("w-1");
        assertThat(holdings()).isEmpty();
    }

    @Test
    void an_object_for_which_nothing_was_asked_goes_without_metal_api() {
        stage.cluster();
        stage.worker("w-1");
        shows("w-1", "Ready", Reasons.WAITING_FOR_CLUSTER);
        bench.metal().faults().when(Route.FIND_MACHINES, Route.GET_PROJECT).refuse(403, "access denied");

        stage.delete(machine("w-1"));

        goes("w-1");
    }

    @Test
    void a_locked_machine_is_said_so_and_freed_once_it_is_unlocked() {
        var held = allocated("w-1");
        bench.metal().control().state(held.id(), "LOCKED", "maintenance");
        stage.delete(machine("w-1"));

        shows("w-1", "Deleting", AllocationReasons.FREE_REFUSED, held.id(), "machine is locked");

        bench.metal().control().state(held.id(), "", "");
        bench.letTimePass(A_WHILE);
        goes("w-1");
        assertThat(holdings()).isEmpty();
    }

    @Test
    void an_object_stays_while_metal_api_cannot_be_asked() {
        allocated("w-1");
        bench.metal().faults().when(Route.FIND_MACHINES).badGateway();
        stage.delete(machine("w-1"));

        shows("w-1", "Deleting", "MetalApiUnavailable");
        assertThat(holdings()).hasSize(1);

        bench.metal().faults().clear();
        bench.letTimePass(A_WHILE);
        goes("w-1");
        assertThat(holdings()).isEmpty();
    }

    @Test
    void a_free_whose_answer_is_lost_is_looked_at_again() {
        var held = allocated("w-1");
        bench.metal().faults().when(Route.FREE_MACHINE).next(1).afterCommit().drop();
        stage.delete(machine("w-1"));

        goes("w-1");
        assertThat(freesOf(held)).as("it was free already").hasSize(1);
    }

    @Test
    void a_paused_machine_is_not_freed() {
        allocated("w-1");
        stage.patch(stage.coreCluster(), "{\"spec\":{\"paused\":true}}");
        eventually()
                .untilAsserted(
                        () -> assertThat(condition("w-1", "Paused").getStatus()).isEqualTo("True"));
        stage.delete(machine("w-1"));
        stage.worker("w-2");
        eventually()
                .untilAsserted(
                        () -> assertThat(condition("w-2", "Paused").getStatus()).isEqualTo("True"));
        bench.letTimePass(A_WHILE);

        assertThat(holdings()).hasSize(1);
        assertThat(machine("w-1").getMetadata().getFinalizers()).contains(MetalStackMachine.FINALIZER);

        stage.patch(stage.coreCluster(), "{\"spec\":{\"paused\":false}}");
        goes("w-1");
        eventually()
                .untilAsserted(
                        () -> assertThat(holdings()).noneMatch(it -> it.name().equals("w-1")));
    }

    @Test
    void what_was_moved_to_another_management_cluster_is_never_freed() {
        var held = allocated("w-1");
        stage.patch(
                machine("w-1"),
                "{\"metadata\":{\"annotations\":{\"%s\":\"\"}}}".formatted(Annotations.DELETE_FOR_MOVE));
        stage.delete(machine("w-1"));

        goes("w-1");
        assertThat(heldIds()).containsExactly(held.id());
    }

    @Test
    void hardware_that_somebody_else_has_got_by_now_stays_theirs() {
        var held = allocated("w-1");
        bench.metal().control().reallocate(held.id(), stage.project(), network(), IMAGE);

        stage.delete(machine("w-1"));

        goes("w-1");
        assertThat(holdings())
                .singleElement()
                .satisfies(it -> assertThat(it.name()).isEqualTo("somebody-elses"));
    }

    @Test
    void a_machine_that_carries_our_name_and_the_claim_of_somebody_else_stays_theirs() {
        var held = allocated("w-1");
        var theirs = allocatedBeside(held, it -> it.startsWith(OwnershipTags.MACHINE_RESOURCE));

        stage.delete(machine("w-1"));

        goes("w-1");
        assertThat(heldIds()).containsExactly(theirs);
    }

    @Test
    void a_firewall_that_carries_all_our_tags_stays() {
        doublesOnPurpose = true;
        var held = allocated("w-1");
        var firewall = freeMachine();
        bench.metal().control().allocateFirewall(firewall, stage.project(), network(), FIREWALL_IMAGE, held.tags());

        stage.delete(machine("w-1"));

        goes("w-1");
        assertThat(heldIds()).containsExactly(firewall);
    }

    @Test
    void an_allocation_of_another_project_that_carries_all_our_tags_stays() {
        doublesOnPurpose = true;
        var held = allocated("w-1");
        try (var other = bench.open()) {
            other.provisionedCluster();
            bench.metal()
                    .control()
                    .allocate(
                            freeMachine(),
                            other.project(),
                            other.metalStackCluster().getSpec().nodeNetworkID(),
                            IMAGE,
                            held.tags());

            stage.delete(machine("w-1"));

            goes("w-1");
            assertThat(holdings()).isEmpty();
            assertThat(bench.metal().holdings().machinesOf(other.project())).hasSize(1);
        }
    }

    @Test
    void an_object_that_was_replaced_without_its_metadata_finds_its_machine_again_and_frees_it() {
        var held = allocated("w-1");
        stage.patch(machine("w-1"), "{\"metadata\":{\"finalizers\":null,\"annotations\":null}}");
        eventually()
                .untilAsserted(() -> assertThat(Annotations.of(machine("w-1"), Annotations.ALLOCATION_UUID))
                        .hasValue(held.allocationUuid()));

        stage.delete(machine("w-1"));

        goes("w-1");
        assertThat(holdings()).isEmpty();
    }

    @Test
    void an_object_built_from_another_with_all_its_annotations_does_not_get_its_machine() {
        var held = allocated("w-1");
        var copied = Annotations.of(machine("w-1"), Annotations.ALLOCATION_UUID).orElseThrow();
        stage.worker("w-2");
        recorded("w-2");
        stage.patch(
                machine("w-2"),
                "{\"metadata\":{\"annotations\":{\"%s\":\"%s\"}}}".formatted(Annotations.ALLOCATION_UUID, copied));

        stage.delete(machine("w-2"));

        goes("w-2");
        assertThat(heldIds()).containsExactly(held.id());
    }

    @Test
    void hardware_that_metal_api_does_not_show_at_all_is_no_proof_that_it_was_freed() {
        var held = allocated("w-1");
        bench.metal().control().takeAway(held.id());
        bench.metal().control().removeMachine(held.id());

        stage.delete(machine("w-1"));

        shows("w-1", "Deleting", AllocationReasons.GONE_NOT_PROVED, held.id(), "by hand");
        bench.metal().control().addMachines(1, Stage.PARTITION, Stage.SIZE, "rack");
    }

    @Test
    void a_machine_that_was_named_by_hand_is_not_touched_and_stays() {
        stage.provisionedCluster();
        var network = stage.metalStackCluster().getSpec().nodeNetworkID();
        var id = freeMachine();
        bench.metal().control().allocate(id, stage.project(), network, IMAGE, List.of());
        stage.worker("w-1", "providerID: metal://mini-lab/" + id);

        shows("w-1", "Ready", AllocationReasons.NOT_OURS, id, "not touched");
        var object = machine("w-1");
        stage.delete(object);

        goes("w-1");
        assertThat(holdings())
                .singleElement()
                .satisfies(it -> assertThat(it.id()).isEqualTo(id));
        assertThat(stage.events(object)).anyMatch(it -> it.startsWith("MachineLeftAlone: left machine " + id));
    }

    @Test
    void nothing_is_done_with_several_machines_until_they_are_freed_one_by_one() {
        doublesOnPurpose = true;
        var held = allocated("w-1");
        var network = stage.metalStackCluster().getSpec().nodeNetworkID();
        var second = freeMachine();
        var ours = held.tags().stream()
                .filter(it -> it.startsWith(OwnershipTags.CLAIM) || it.startsWith(OwnershipTags.MACHINE_RESOURCE))
                .toList();
        bench.metal().control().allocate(second, stage.project(), network, IMAGE, ours);
        bench.letTimePass(A_WHILE);

        shows("w-1", "Ready", AllocationReasons.DUPLICATE_MACHINES, held.id(), second);
        assertThat(holdings()).hasSize(2);

        stage.delete(machine("w-1"));
        goes("w-1");
        assertThat(holdings()).isEmpty();
    }

    @Test
    void an_object_that_is_stuck_is_released_by_force_and_tells_what_it_leaves() {
        var held = allocated("w-1");
        bench.metal().faults().when(Route.FIND_MACHINES).refuse(403, "access denied");
        var object = machine("w-1");
        stage.delete(object);
        shows("w-1", "Deleting", "MetalApiDenied");

        force("w-1", "true");
        eventually()
                .untilAsserted(() -> assertThat(stage.events(object))
                        .anyMatch(it -> it.startsWith("ForceReleaseIgnored: ") && it.contains("w-1")));
        force("w-1", "w-1");

        goes("w-1");
        assertThat(heldIds()).containsExactly(held.id());
        assertThat(stage.events(object))
                .filteredOn(it -> it.startsWith("ForceReleased: "))
                .singleElement()
                .asString()
                .contains(held.id(), held.allocationUuid(), stage.project())
                .contains(Annotations.of(object, Annotations.CLAIM).orElseThrow());
    }

    @Test
    void an_object_that_is_not_being_deleted_is_not_released() {
        allocated("w-1");

        force("w-1", "w-1");
        stage.worker("w-2");
        recorded("w-2");
        bench.letTimePass(A_WHILE);

        assertThat(machine("w-1").getMetadata().getFinalizers()).contains(MetalStackMachine.FINALIZER);
        assertThat(holdings()).hasSize(2);
    }

    @Test
    void a_paused_object_is_not_released_by_force() {
        allocated("w-1");
        stage.patch(stage.coreCluster(), "{\"spec\":{\"paused\":true}}");
        eventually()
                .untilAsserted(
                        () -> assertThat(condition("w-1", "Paused").getStatus()).isEqualTo("True"));
        force("w-1", "w-1");
        stage.delete(machine("w-1"));
        stage.worker("w-2");
        eventually()
                .untilAsserted(
                        () -> assertThat(condition("w-2", "Paused").getStatus()).isEqualTo("True"));
        bench.letTimePass(A_WHILE);

        assertThat(machine("w-1").getMetadata().getFinalizers()).contains(MetalStackMachine.FINALIZER);
    }

    private void force(String name, String value) {
        stage.patch(
                machine(name),
                "{\"metadata\":{\"annotations\":{\"%s\":\"%s\"}}}".formatted(Annotations.FORCE_RELEASE, value));
    }

    /** Another client allocates a machine in our project, with those of our tags. */
    private String allocatedBeside(HeldMachine ours, Predicate<String> which) {
        doublesOnPurpose = true;
        var id = freeMachine();
        bench.metal()
                .control()
                .allocate(
                        id,
                        stage.project(),
                        network(),
                        IMAGE,
                        ours.tags().stream().filter(which).toList());
        return id;
    }

    private String network() {
        return stage.metalStackCluster().getSpec().nodeNetworkID();
    }

    private String freeMachine() {
        return bench.metal().holdings().allMachineIds().stream()
                .filter(it -> bench.metal().holdings().machine(it).isEmpty())
                .findFirst()
                .orElseThrow();
    }

    private List<?> freesOf(HeldMachine held) {
        return bench.metal().ledger().changes().stream()
                .filter(it -> it.id().equals(held.id()) && it.allocation().equals(held.allocationUuid()))
                .filter(it -> it.what() == What.MACHINE_FREED)
                .toList();
    }
}
