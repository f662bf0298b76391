package io.metalstack.capi.machine;

import static org.assertj.core.api.Assertions.assertThat;

import io.metalstack.capi.house.BenchReader;
import io.metalstack.lab.management.BenchBlock;
import io.metalstack.lab.simulator.Route;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import org.junit.jupiter.api.Test;

/** Commands for who operates, typed as the pages have them; with the brake on, which one of them is for. */
@QuarkusTest
@TestProfile(DeletionBrakeTest.Braked.class)
class OperationsPageTest extends MachineFlow {

    @Test
    void a_first_look_shows_state_and_message_of_each_object() {
        ready("w-1");

        var read = types(BenchBlock.FIRST_LOOK);

        assertThat(read)
                .contains("metalstackcluster.infrastructure.cluster.x-k8s.io/demo")
                .containsPattern("metalstackmachine\\S+/w-1 +demo +True +Ready +metal://")
                .containsPattern("Normal +MachineAllocated");
    }

    @Test
    void an_object_that_cannot_be_deleted_is_let_go_and_its_machine_stays() {
        var held = allocated("w-1");
        bench.metal().faults().when(Route.FIND_MACHINES).refuse(403, "access denied");
        var object = machine("w-1");

        types(BenchBlock.FORCE_RELEASE);

        goes("w-1");
        assertThat(heldIds()).containsExactly(held.id());
        assertThat(stage.events(object)).anyMatch(it -> it.startsWith("ForceReleased: ") && it.contains(held.id()));
    }

    @Test
    void deletions_that_the_brake_holds_are_confirmed() {
        var names = workers(3);
        pauseAndDelete(names);
        unpause();
        names.forEach(it -> shows(it, "Deleting", Reasons.HELD_BY_BRAKE));

        types(BenchBlock.DELETION_BRAKE);

        names.forEach(this::goes);
        assertThat(holdings()).isEmpty();
    }

    private String types(BenchBlock block) {
        return BenchReader.of(stage, bench.clock().instant()).types(block);
    }
}
