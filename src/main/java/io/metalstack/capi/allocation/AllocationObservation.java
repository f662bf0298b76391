package io.metalstack.capi.allocation;

import io.metalstack.capi.api.v1alpha1.MachineHolder;
import io.metalstack.capi.metal.MetalAccount;
import io.metalstack.capi.metal.MetalFailure;
import io.metalstack.capi.metal.MetalMachine;
import io.metalstack.capi.runtime.ProviderConfig.AllowedProjects;
import java.time.Instant;
import java.util.Optional;

/**
 * What was true of an object and its allocation at one instant. Values only: nothing in here can be called.
 *
 * @param at when the pass began
 * @param resource the object, as the cache has it
 * @param record what the object says of its allocation
 * @param settledAt when the last allocating call cannot take effect any more
 * @param allowed which namespaces may use which projects
 */
public record AllocationObservation(
        Instant at,
        MachineHolder resource,
        AllocationRecord record,
        Surroundings around,
        Optional<Instant> settledAt,
        Sighting sighting,
        AllowedProjects allowed) {

    public boolean deleting() {
        return resource.getMetadata().getDeletionTimestamp() != null;
    }

    /** A copy that {@code clusterctl move} left behind: the machine lives on in another management cluster. */
    public boolean movedAway() {
        return Annotations.present(resource, Annotations.DELETE_FOR_MOVE);
    }

    public Optional<String> project() {
        return around.project(record);
    }

    /** With whose credentials metal-api is asked about it. */
    public MetalAccount account() {
        return around.account(resource, record);
    }

    /** The project in which a machine is, or may be, held for this object: what happens there is of interest. */
    public Optional<String> heldIn() {
        return record.neverAsked() ? Optional.empty() : project();
    }

    /** Why this object may have nothing to do with that project; empty when it may. */
    Optional<String> refusal(String project) {
        return allowed.refusal(resource.getMetadata().getNamespace(), project);
    }

    /** Whether the machine's allocation is provably this object's. */
    boolean holds(MetalMachine machine) {
        return record.holds(machine, project(), around.clusterUid(record));
    }

    /**
     * Whether the last call's effect may be missing from this look: the look was started before the call was over for
     * sure. Counts from the intent, an annotation, and never from a condition's time.
     */
    public boolean mayNotShowYet(Instant asOf) {
        return settledAt.filter(asOf::isBefore).isPresent();
    }

    /** The same, had metal-api not been readable. */
    public AllocationObservation unreadable(MetalFailure why) {
        return new AllocationObservation(
                at, resource, record, around, settledAt, new Sighting.Unreadable(why), allowed);
    }
}
