package io.metalstack.capi.machine;

import static io.metalstack.capi.house.Stage.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.metalstack.capi.allocation.Annotations;
import io.metalstack.capi.api.v1alpha1.MetalStackCluster;
import io.metalstack.capi.api.v1alpha1.MetalStackMachine;
import io.metalstack.capi.house.Stage;
import io.metalstack.lab.simulator.Fault;
import io.metalstack.lab.simulator.Route;
import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.Test;

/** {@code clusterctl move}, played on one API server: objects go without their status and come back as new ones. */
@QuarkusTest
class MoveTest extends MachineFlow {

    @Test
    void an_allocation_under_way_keeps_an_object_from_being_moved() {
        var call = allocationUnderWay("w-1");

        assertThat(Annotations.present(machine("w-1"), Annotations.BLOCK_MOVE)).isTrue();

        call.release();
        recorded("w-1");
        assertThat(Annotations.present(machine("w-1"), Annotations.BLOCK_MOVE)).isFalse();
    }

    @Test
    void a_move_that_is_forced_during_an_allocation_loses_no_machine() {
        var call = allocationUnderWay("w-1");

        pause(true);
        moveMachine("w-1");
        call.release();
        pause(false);

        var held = recorded("w-1");
        assertThat(heldIds()).containsExactly(held.id());
        assertThat(bench.metal().ledger().allocationsOf(stage.project())).hasSize(1);
    }

    @Test
    void t09_a_moved_cluster_keeps_its_network_its_address_and_its_machine() {
        var held = ready("w-1");
        var before = bench.metal().holdings().leftIn(stage.project());

        pause(true);
        moveMachine("w-1");
        moveCluster();
        pause(false);
        bench.metal().control().phoneHome(held.id());
        bench.letTimePass(A_WHILE);
        shows("w-1", "Ready", Reasons.READY);
        eventually()
                .untilAsserted(
                        () -> assertThat(stage.metalStackCluster().getStatus().provisioned())
                                .isTrue());

        assertThat(bench.metal().holdings().leftIn(stage.project())).isEqualTo(before);

        stage.delete(machine("w-1"));
        stage.delete(stage.metalStackCluster());
        eventually().untilAsserted(() -> {
            bench.letTimePass(A_WHILE);
            assertThat(stage.metalStackCluster()).isNull();
        });
        assertThat(bench.metal().holdings().leftIn(stage.project())).isEmpty();
    }

    @Test
    void copies_that_a_move_leaves_behind_free_nothing_when_they_are_deleted_and_unpaused() {
        var held = allocated("w-1");
        pause(true);
        eventually()
                .untilAsserted(
                        () -> assertThat(condition("w-1", "Paused").getStatus()).isEqualTo("True"));
        for (HasMetadata it : new HasMetadata[] {machine("w-1"), stage.metalStackCluster()}) {
            stage.patch(it, "{\"metadata\":{\"annotations\":{\"%s\":\"\"}}}".formatted(Annotations.DELETE_FOR_MOVE));
            stage.delete(it);
        }
        pause(false);

        goes("w-1");
        eventually()
                .until(() -> stage.metalStackCluster() == null
                        || stage.shows(stage.metalStackCluster(), "Deleting", "MovedAway"));
        assertThat(heldIds()).containsExactly(held.id());
        assertThat(bench.metal().holdings().networksOf(stage.project())).hasSize(1);
        assertThat(bench.metal().holdings().ipsOf(stage.project())).isNotEmpty();
    }

    /** Carried out, and its answer held. */
    private Fault allocationUnderWay(String name) {
        stage.provisionedCluster();
        var call = bench.metal()
                .faults()
                .when(Route.ALLOCATE_MACHINE)
                .next(1)
                .afterCommit()
                .hold();
        stage.worker(name);
        eventually().until(() -> call.fired() == 1);
        return call;
    }

    private void pause(boolean paused) {
        stage.patch(stage.coreCluster(), "{\"spec\":{\"paused\":" + paused + "}}");
    }

    private void moveMachine(String name) {
        var old = machine(name);
        var moved = new MetalStackMachine();
        moved.setSpec(old.getSpec());
        move(old, moved, stage.coreMachine(name), true);
    }

    private void moveCluster() {
        var old = stage.metalStackCluster();
        var moved = new MetalStackCluster();
        moved.setSpec(old.getSpec());
        move(old, moved, stage.coreCluster(), false);
    }

    /** Finalizers come along; clusterctl takes them off what it leaves behind, after marking it. */
    private void move(HasMetadata old, HasMetadata moved, HasMetadata owner, boolean controller) {
        moved.setMetadata(Stage.broughtBack(old));
        stage.patch(old, "{\"metadata\":{\"annotations\":{\"%s\":\"\"}}}".formatted(Annotations.DELETE_FOR_MOVE));
        stage.delete(old);
        stage.patch(old, "{\"metadata\":{\"finalizers\":null}}");
        eventually()
                .untilAsserted(
                        () -> assertThat(bench.admin().resource(old).get()).isNull());
        bench.admin().resource(moved).create();
        stage.own(moved, owner, controller);
    }
}
