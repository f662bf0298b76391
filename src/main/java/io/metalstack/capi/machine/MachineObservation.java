package io.metalstack.capi.machine;

import io.metalstack.capi.allocation.AllocationObservation;
import io.metalstack.capi.allocation.AllocationRecord;
import io.metalstack.capi.allocation.Sighting;
import io.metalstack.capi.allocation.Surroundings;
import io.metalstack.capi.api.v1alpha1.MetalStackMachine;
import java.time.Instant;

/**
 * What was true at one instant. Values only: nothing in here can be called.
 *
 * @param resource the object, as the cache has it
 * @param allocation what is known of its machine
 */
public record MachineObservation(
        MetalStackMachine resource,
        AllocationObservation allocation,
        BootstrapData bootstrap,
        Announcement announcement) {

    public Instant at() {
        return allocation.at();
    }

    public AllocationRecord record() {
        return allocation.record();
    }

    public Surroundings around() {
        return allocation.around();
    }

    public Sighting sighting() {
        return allocation.sighting();
    }

    public boolean deleting() {
        return allocation.deleting();
    }

    public boolean provisioned() {
        return resource.getStatus() != null && resource.getStatus().provisioned();
    }
}
