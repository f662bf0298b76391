package io.metalstack.capi.machine;

import static io.metalstack.capi.house.Stage.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.metalstack.capi.allocation.AllocationIntent;
import io.metalstack.capi.allocation.AllocationReasons;
import io.metalstack.capi.allocation.Annotations;
import io.metalstack.lab.simulator.Route;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** A machine was asked for, and what became of it is not known. */
@QuarkusTest
class LostAnswerTest extends MachineFlow {

    private static final Duration SETTLED = Duration.ofMinutes(3);

    @Test
    void a_machine_whose_answer_was_dropped_is_found_and_recorded() {
        stage.provisionedCluster();
        bench.metal()
                .faults()
                .when(Route.ALLOCATE_MACHINE)
                .next(1)
                .afterCommit()
                .drop();
        stage.worker("w-1");

        var held = recorded("w-1");

        assertThat(heldIds()).containsExactly(held.id());
        assertThat(stage.events(machine("w-1"))).anyMatch(it -> it.startsWith("MachineAdopted: "));
    }

    @Test
    void a_machine_behind_a_gateways_error_page_is_found_too() {
        stage.provisionedCluster();
        bench.metal()
                .faults()
                .when(Route.ALLOCATE_MACHINE)
                .next(1)
                .afterCommit()
                .badGateway();
        stage.worker("w-1");

        var held = recorded("w-1");

        assertThat(heldIds()).containsExactly(held.id());
    }

    @Test
    void a_call_that_got_lost_on_its_way_is_repeated_only_once_it_is_settled() {
        stage.provisionedCluster();
        bench.metal().faults().when(Route.ALLOCATE_MACHINE).next(1).drop();
        stage.worker("w-1");

        shows("w-1", "Ready", AllocationReasons.ALLOCATION_IN_DOUBT);
        assertThat(condition("w-1", "MachineCreated").getStatus()).isEqualTo("Unknown");
        assertThat(Annotations.present(machine("w-1"), Annotations.BLOCK_MOVE)).isTrue();
        bench.letTimePass(SETTLED.minusSeconds(30));
        shows("w-1", "Ready", AllocationReasons.ALLOCATION_IN_DOUBT);
        assertThat(holdings()).isEmpty();

        bench.letTimePass(Duration.ofSeconds(40));
        recorded("w-1");

        assertThat(AllocationIntent.of(machine("w-1")))
                .hasValueSatisfying(it -> assertThat(it.attempt()).isEqualTo(2));
        assertThat(holdings()).hasSize(1);
    }

    @Test
    void a_label_that_core_sets_meanwhile_does_not_lose_the_answer() {
        stage.provisionedCluster();
        bench.metal()
                .faults()
                .when(Route.ALLOCATE_MACHINE)
                .next(1)
                .run(() -> stage.patch(machine("w-1"), "{\"metadata\":{\"labels\":{\"synced\":\"meanwhile\"}}}"));
        stage.worker("w-1");

        var held = recorded("w-1");

        assertThat(heldIds()).containsExactly(held.id());
        assertThat(stage.events(machine("w-1"))).noneMatch(it -> it.startsWith("MachineAdopted: "));
    }

    @Test
    void a_deletion_takes_back_a_machine_whose_answer_was_lost() {
        stage.provisionedCluster();
        bench.metal().faults().when(Route.ALLOCATE_MACHINE).next(1).run(() -> stage.delete(machine("w-1")));
        bench.metal()
                .faults()
                .when(Route.ALLOCATE_MACHINE)
                .next(1)
                .afterCommit()
                .drop();
        stage.worker("w-1");

        goes("w-1");
        assertThat(holdings()).isEmpty();
    }

    @Test
    void a_deletion_waits_until_a_lost_call_is_settled() {
        stage.provisionedCluster();
        bench.metal().faults().when(Route.ALLOCATE_MACHINE).next(1).drop();
        stage.worker("w-1");
        shows("w-1", "Ready", AllocationReasons.ALLOCATION_IN_DOUBT);

        stage.delete(machine("w-1"));
        shows("w-1", "Deleting", AllocationReasons.ALLOCATION_IN_DOUBT);

        bench.letTimePass(SETTLED);
        goes("w-1");
        assertThat(bench.metal().ledger().allocationsOf(stage.project())).isEmpty();
    }

    @Test
    void an_object_that_lost_its_annotations_finds_its_machine_again() {
        var held = allocated("w-1");
        stage.patch(machine("w-1"), """
                {"metadata":{"annotations":{"%s":null,"%s":null,"%s":null}}}
                """.formatted(
                        Annotations.CLAIM, Annotations.ALLOCATION_UUID, Annotations.ALLOCATION_INTENT));

        eventually().untilAsserted(() -> {
            assertThat(Annotations.of(machine("w-1"), Annotations.ALLOCATION_UUID))
                    .contains(held.allocationUuid());
            assertThat(Annotations.of(machine("w-1"), Annotations.CLAIM)).isPresent();
        });
        assertThat(holdings()).hasSize(1);
    }
}
