package io.metalstack.capi.machine;

import static io.metalstack.capi.house.Stage.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.metalstack.capi.allocation.AllocationReasons;
import io.metalstack.lab.simulator.ProvisioningEvent;
import io.metalstack.lab.simulator.Route;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** A machine is ready, and something happens to it or to metal-api. */
@QuarkusTest
class HealthFlowTest extends MachineFlow {

    @Test
    void a_machine_that_was_freed_from_outside_is_gone_and_no_other_takes_its_place() {
        var held = ready("w-1");
        bench.metal().control().takeAway(held.id());
        bench.letTimePass(A_WHILE);

        eventually()
                .until(() -> !holdings().isEmpty()
                        || condition("w-1", "Ready").getReason().equals(AllocationReasons.GONE));
        assertThat(holdings()).isEmpty();
        shows("w-1", "Ready", AllocationReasons.GONE, held.id());
        assertThat(machine("w-1").getStatus().provisioned()).isTrue();
        assertThat(bench.metal().ledger().allocationsOf(stage.project())).hasSize(1);
    }

    @Test
    void a_metal_api_that_does_not_know_the_project_proves_nothing() {
        var held = ready("w-1");
        bench.metal().faults().when(Route.GET_PROJECT).refuse(404, "NotFound project");
        bench.metal().control().takeAway(held.id());
        bench.letTimePass(A_WHILE);

        shows("w-1", "MachineHealthy", AllocationReasons.GONE_NOT_PROVED, stage.project());
        assertThat(condition("w-1", "Ready").getStatus()).isEqualTo("True");
    }

    @Test
    void a_crash_loop_is_not_ready_until_it_ends() {
        var held = ready("w-1");
        bench.metal().control().crashLoop(held.id(), true);
        bench.letTimePass(A_WHILE);
        shows("w-1", "Ready", AllocationReasons.CRASH_LOOP, held.id());

        bench.metal().control().crashLoop(held.id(), false);
        bench.letTimePass(A_WHILE);
        shows("w-1", "Ready", Reasons.READY);
    }

    @Test
    void silence_shows_and_takes_no_readiness_away() {
        var held = ready("w-1");
        bench.metal().control().heartbeat(held.id(), false);
        bench.metal().control().liveliness(held.id(), "Unknown");
        bench.letTimePass(A_WHILE);

        shows("w-1", "MachineHealthy", Reasons.LIVELINESS_UNKNOWN, held.id());
        assertThat(condition("w-1", "Ready").getStatus()).isEqualTo("True");
    }

    @Test
    void a_planned_reboot_takes_nothing_away() {
        var held = ready("w-1");
        bench.metal().control().event(held.id(), ProvisioningEvent.PLANNED_REBOOT, "RESET");
        bench.metal().control().state(held.id(), "LOCKED", "to see that the look has come");
        bench.letTimePass(A_WHILE);
        shows("w-1", "Ready", AllocationReasons.LOCKED);

        bench.metal().control().state(held.id(), "", "");
        bench.letTimePass(A_WHILE);
        shows("w-1", "Ready", Reasons.READY);
        assertThat(machine("w-1").getStatus().provisioned()).isTrue();
    }

    @Test
    void a_metal_api_that_is_away_takes_no_readiness_away() {
        ready("w-1");
        bench.metal().faults().when(Route.FIND_MACHINES).badGateway();

        // The look and the pass that reads it fall due at the same time, in either order.
        eventually().pollInterval(Duration.ofSeconds(1)).until(() -> {
            bench.letTimePass(A_WHILE);
            return condition("w-1", "MachineHealthy").getReason().equals("MetalApiUnavailable");
        });
        assertThat(condition("w-1", "Ready").getStatus()).isEqualTo("True");
        assertThat(condition("w-1", "MachineCreated").getStatus()).isEqualTo("True");
    }

    @Test
    void nothing_is_written_while_nothing_changes() {
        ready("w-1");
        var before = machine("w-1").getMetadata().getResourceVersion();

        aLookLater();
        aLookLater();

        assertThat(machine("w-1").getMetadata().getResourceVersion()).isEqualTo(before);
    }
}
