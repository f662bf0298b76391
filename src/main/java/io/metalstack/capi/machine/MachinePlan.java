package io.metalstack.capi.machine;

import io.metalstack.capi.allocation.AllocationPlan;
import io.metalstack.capi.allocation.AllocationStep;

/** Decides the next step from what was observed. No clock, no client, no logger. */
final class MachinePlan {

    private MachinePlan() {}

    static AllocationStep next(MachineObservation seen) {
        return AllocationPlan.next(seen.allocation(), () -> MachineDemand.next(seen));
    }
}
