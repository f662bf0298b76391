package io.metalstack.capi.process;

import static io.metalstack.capi.house.Stage.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.metalstack.capi.api.v1alpha1.MetalStackMachine;
import io.metalstack.lab.simulator.HeldMachine;
import io.metalstack.lab.simulator.Route;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a manager does about what happens outside of it. By the machine's clock, so a settled call takes its time. */
abstract class ManagerMishapsTest extends ManagerSuite {

    private static final String WORKER = "w-1";
    private static final String READY = "Ready";

    ManagerMishapsTest(Program program) {
        super(program);
    }

    @BeforeEach
    void start() {
        manager("--leader-elect=false", "--namespace=" + stage.namespace());
        stage.provisionedCluster();
    }

    @Test
    void a_machine_whose_answer_was_lost_is_found_and_no_other_is_taken() {
        metal.faults().when(Route.ALLOCATE_MACHINE).next(1).afterCommit().drop();
        stage.worker(WORKER);

        var held = stage.recorded(WORKER);

        assertThat(machinesHeld()).extracting(HeldMachine::id).containsExactly(held.id());
        eventually()
                .untilAsserted(
                        () -> assertThat(stage.events(machine())).anyMatch(it -> it.startsWith("MachineAdopted: ")));
    }

    @Test
    void a_machine_that_was_freed_from_outside_is_missed() {
        stage.worker(WORKER);
        var held = stage.recorded(WORKER);
        metal.control().phoneHome(held.id());
        eventually().until(() -> stage.shows(machine(), READY, READY));

        metal.control().takeAway(held.id());

        eventually().until(() -> stage.shows(machine(), READY, "MachineGone"));
        assertThat(machinesHeld()).isEmpty();
    }

    private MetalStackMachine machine() {
        return stage.metalStackMachine(WORKER);
    }

    private List<HeldMachine> machinesHeld() {
        return metal.holdings().machinesOf(stage.project());
    }
}
