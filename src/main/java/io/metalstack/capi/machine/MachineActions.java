package io.metalstack.capi.machine;

import io.metalstack.capi.allocation.AllocationActions;
import io.metalstack.capi.allocation.AllocationStep;
import io.metalstack.capi.status.Outcome;
import jakarta.enterprise.context.ApplicationScoped;

/** Carries a step out; a machine is freed only as far as the deletion brake allows. */
@ApplicationScoped
public class MachineActions {

    private final AllocationActions actions;
    private final DeletionBrake brake;

    public MachineActions(AllocationActions actions, DeletionBrake brake) {
        this.actions = actions;
        this.brake = brake;
    }

    Outcome perform(AllocationStep step, MachineObservation seen) {
        return step instanceof AllocationStep.Free(var machine)
                ? brake.hold(machine.id(), seen).orElseGet(() -> actions.perform(step, seen.allocation()))
                : actions.perform(step, seen.allocation());
    }
}
