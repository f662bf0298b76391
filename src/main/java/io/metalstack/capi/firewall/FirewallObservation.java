package io.metalstack.capi.firewall;

import io.metalstack.capi.allocation.AllocationObservation;
import io.metalstack.capi.allocation.Sighting;
import io.metalstack.capi.api.v1alpha1.MetalStackFirewall;
import io.metalstack.capi.metal.MetalMachine;
import java.util.List;
import java.util.Optional;

/**
 * What was true of a firewall at one instant. Values only.
 *
 * @param deployment name of the MetalStackFirewallDeployment that made it
 * @param nodes MetalStackMachines that have no other way out, when the whole cluster goes
 */
record FirewallObservation(
        MetalStackFirewall resource, AllocationObservation allocation, String deployment, List<String> nodes) {

    boolean deleting() {
        return allocation.deleting();
    }

    boolean provisioned() {
        return resource.getStatus() != null && resource.getStatus().provisioned();
    }

    /** The firewall in metal-stack, when exactly one is ours. */
    Optional<MetalMachine> machine() {
        return allocation.sighting() instanceof Sighting.Ours(var machine) ? Optional.of(machine) : Optional.empty();
    }
}
