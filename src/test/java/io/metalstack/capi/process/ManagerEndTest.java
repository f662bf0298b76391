package io.metalstack.capi.process;

import static io.metalstack.capi.house.Stage.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.metalstack.capi.allocation.OwnershipTags;
import io.metalstack.lab.simulator.Fault;
import io.metalstack.lab.simulator.Faults;
import io.metalstack.lab.simulator.Route;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** A manager that is asked to end (SIGTERM) in the middle of an allocation, and the one that comes after it. */
abstract class ManagerEndTest extends ManagerSuite {

    /** What the Deployment grants; after that a kubelet kills. */
    private static final long GRACE_SECONDS = 30;

    private static final String WORKER = "w-1";

    ManagerEndTest(Program program) {
        super(program);
    }

    @Test
    void an_answer_that_still_comes_is_recorded_before_it_ends() throws Exception {
        var ending = duringACall(whenAllocating().hold());

        ending.manager.terminate();
        eventually().until(() -> ending.manager.logged("is shutting down"));
        ending.call.release();

        endsInGoodOrder(ending.manager);
        assertThat(stage.isRecorded(WORKER)).isTrue();
        theNextOneFindsOneMachine();
    }

    @Test
    void a_machine_whose_answer_never_came_is_found_by_the_next_one() throws Exception {
        var ending = duringACall(whenAllocating().afterCommit().hold());

        ending.manager.terminate();

        endsInGoodOrder(ending.manager);
        assertThat(ending.manager.logged("The provider ended before metal-api")).isTrue();
        assertThat(stage.isRecorded(WORKER)).isFalse();
        theNextOneFindsOneMachine();
    }

    @Test
    void a_call_that_is_carried_out_after_its_end_is_found_by_the_next_one() throws Exception {
        var ending = duringACall(whenAllocating().hold());

        ending.manager.terminate();

        endsInGoodOrder(ending.manager);
        ending.call.release();
        theNextOneFindsOneMachine();
    }

    private record Ending(ManagerProcess manager, Fault call) {}

    private Faults.Rule whenAllocating() {
        return metal.faults().when(Route.ALLOCATE_MACHINE).next(1);
    }

    private Ending duringACall(Fault call) {
        var manager = manager("--namespace=" + stage.namespace());
        stage.provisionedCluster();
        stage.worker(WORKER);
        eventually().until(() -> call.fired() == 1);
        return new Ending(manager, call);
    }

    private void endsInGoodOrder(ManagerProcess manager) throws InterruptedException {
        assertThat(manager.endsWithin(GRACE_SECONDS, TimeUnit.SECONDS))
                .as("it ends within the time that it has")
                .isTrue();
        assertThat(manager.exitCode()).isZero();
        assertThat(leaseHolder()).as("the lease is given back").isEmpty();
    }

    private void theNextOneFindsOneMachine() {
        manager("--namespace=" + stage.namespace());
        metal.control().phoneHomeAll(stage.project());
        eventually().until(() -> stage.shows(stage.metalStackMachine(WORKER), "Ready", "Ready"));
        assertThat(metal.holdings().machinesOf(stage.project())).hasSize(1);
        assertThat(metal.ledger().allocatedMoreThanOncePer(OwnershipTags.CLAIM)).isEmpty();
    }
}
