package io.metalstack.capi.machine;

import static io.metalstack.capi.house.Stage.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.fabric8.kubernetes.client.KubernetesClientException;
import io.metalstack.capi.allocation.AllocationReasons;
import io.metalstack.capi.allocation.AllocationStep;
import io.metalstack.capi.allocation.Sighting;
import io.metalstack.capi.allocation.Surroundings;
import io.metalstack.capi.capi.ObjectWriter;
import io.metalstack.capi.metal.MachineQuery;
import io.metalstack.capi.metal.MetalApi;
import io.metalstack.capi.metal.MetalMachine;
import io.metalstack.capi.status.Outcome;
import io.metalstack.lab.simulator.HeldMachine;
import io.metalstack.lab.simulator.Route;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** One free, of a ready machine that the reconciler has nothing to do about, and what keeps it from being sent. */
@QuarkusTest
class FreeActionTest extends MachineFlow {

    @Inject
    MachineActions actions;

    @Inject
    MetalApi metal;

    private HeldMachine held;

    @BeforeEach
    void aReadyMachine() {
        held = ready("w-1");
    }

    @Test
    void frees_the_machine_that_is_held() {
        assertWaits(free(), AllocationReasons.FREEING, "was given back");

        assertThat(holdings()).isEmpty();
    }

    @Test
    void frees_nothing_once_the_machine_is_somebody_elses() {
        var seen = seen();
        var machine = machineOf(held);
        var network = stage.metalStackCluster().getSpec().nodeNetworkID();
        bench.metal().control().reallocate(held.id(), stage.project(), network, "debian-13.0");

        assertWaits(
                actions.perform(new AllocationStep.Free(machine), seen),
                AllocationReasons.FREEING,
                "not held by this object any more");
        assertThat(holdings()).hasSize(1);
    }

    @Test
    void frees_nothing_when_the_proof_took_so_long_that_it_may_not_hold_any_more() {
        bench.metal().faults().when(Route.FIND_MACHINES).run(() -> bench.clock().advance(Duration.ofSeconds(6)));

        assertWaits(free(), AllocationReasons.FREEING, "too long");
        assertThat(holdings()).hasSize(1);
    }

    @Test
    void frees_nothing_when_the_cluster_was_paused_since_it_was_read() {
        var before = around();
        stage.patch(stage.coreCluster(), "{\"spec\":{\"paused\":true}}");
        eventually()
                .untilAsserted(
                        () -> assertThat(condition("w-1", "Paused").getStatus()).isEqualTo("True"));
        var resource = stage.metalStackMachine("w-1");

        assertWaits(
                actions.perform(
                        new AllocationStep.Free(machineOf(held)),
                        Given.seen(resource, before, new Sighting.NotLooked())),
                AllocationReasons.FREEING,
                "paused");
        assertThat(holdings()).hasSize(1);
    }

    @Test
    void frees_nothing_when_the_object_was_changed_since_it_was_read() {
        var seen = seen();
        stage.patch(stage.metalStackMachine("w-1"), "{\"metadata\":{\"labels\":{\"a\":\"b\"}}}");

        var thrown = catchThrowableOfType(
                KubernetesClientException.class, () -> actions.perform(new AllocationStep.Free(machineOf(held)), seen));

        assertThat(ObjectWriter.isRace(thrown)).isTrue();
        assertThat(holdings()).hasSize(1);
    }

    private Outcome free() {
        return actions.perform(new AllocationStep.Free(machineOf(held)), seen());
    }

    private MachineObservation seen() {
        return Given.seen(stage.metalStackMachine("w-1"), around(), new Sighting.NotLooked());
    }

    private Surroundings around() {
        return new Surroundings(
                Optional.of(stage.coreCluster()),
                Optional.of(stage.coreMachine("w-1")),
                Optional.of(stage.metalStackCluster()));
    }

    private MetalMachine machineOf(HeldMachine machine) {
        return metal.findMachines(MachineQuery.withId(machine.id())).getFirst();
    }

    private static void assertWaits(Outcome outcome, String reason, String words) {
        assertThat(outcome).isInstanceOfSatisfying(Outcome.Waiting.class, it -> {
            assertThat(it.reason()).isEqualTo(reason);
            assertThat(it.message()).contains(words);
        });
    }
}
