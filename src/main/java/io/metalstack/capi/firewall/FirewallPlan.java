package io.metalstack.capi.firewall;

import io.metalstack.capi.allocation.AllocationPlan;
import io.metalstack.capi.allocation.AllocationStep;
import java.util.stream.Collectors;

/** Decides the next step for a firewall. No clock, no client, no logger. */
final class FirewallPlan {

    private FirewallPlan() {}

    static AllocationStep next(FirewallObservation seen) {
        var step = AllocationPlan.next(seen.allocation(), () -> FirewallDemand.next(seen));
        return step instanceof AllocationStep.Free && !seen.nodes().isEmpty() ? waitForNodes(seen) : step;
    }

    /** A node that goes still has to say so: its drain, its etcd, its pods' last words go through the firewall. */
    private static AllocationStep waitForNodes(FirewallObservation seen) {
        return new AllocationStep.Wait(
                FirewallReasons.WAITING_FOR_MACHINES,
                "waits until these MetalStackMachines are gone: "
                        + seen.nodes().stream().sorted().collect(Collectors.joining(", ")),
                AllocationStep.Pace.SOON);
    }
}
