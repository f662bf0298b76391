package io.metalstack.capi.cluster;

import io.metalstack.capi.allocation.AllocationKind;
import io.metalstack.capi.allocation.Annotations;
import io.metalstack.capi.allocation.OwnershipTags;
import io.metalstack.capi.api.v1alpha1.MachineHolder;
import io.metalstack.capi.metal.MetalMachine;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Machines that were allocated for a MetalStackMachine or MetalStackFirewall of a cluster and outlived it: its finalizer was taken off by hand,
 * or a backup was restored that did not hold it. Decides whose a machine is; knows no more than what it is given.
 */
final class Orphans {

    /** The annotations by which an object says which allocation is its own. */
    static final Set<String> TOLD_BY = Set.of(Annotations.CLAIM, Annotations.ALLOCATION_UUID);

    private Orphans() {}

    /**
     * Whether the machine was allocated for an object of this cluster. Everything that is written to each of them has to
     * be there: cluster-uid, cluster, object and claim. Anything less was made by somebody else.
     */
    static boolean isOurs(ClusterFacts own, MetalMachine machine) {
        return ClusterPlan.isOurs(own, machine)
                && objectName(own, machine).isPresent()
                && OwnershipTags.value(machine.tags(), OwnershipTags.CLAIM).isPresent()
                && machine.allocation()
                        .filter(it -> it.project().equals(own.spec().projectID()))
                        .isPresent();
    }

    /** The name of the object that the machine was allocated for. */
    static Optional<String> objectName(ClusterFacts own, MetalMachine machine) {
        return kind(machine)
                .flatMap(it -> OwnershipTags.object(machine.tags(), it.resourceTag()))
                .filter(it -> it.namespace().equals(own.namespace()))
                .map(OwnershipTags.ObjectName::name);
    }

    /** As what the machine is held, and so the kind of its object. */
    static Optional<AllocationKind> kind(MetalMachine machine) {
        return machine.allocation().flatMap(it -> AllocationKind.ofRole(it.role()));
    }

    /**
     * Whether the object of that name may be the one that the machine was allocated for. It is not when it says that it
     * is another: an object that was created again under an old name has a claim of its own.
     */
    static boolean mayBelongTo(MachineHolder object, MetalMachine machine) {
        var claim = Annotations.of(object, Annotations.CLAIM);
        var recorded = Annotations.of(object, Annotations.ALLOCATION_UUID);
        return claim.isEmpty()
                || claim.equals(OwnershipTags.value(machine.tags(), OwnershipTags.CLAIM))
                || recorded.isPresent() && recorded.equals(machine.allocation().map(MetalMachine.Allocation::uuid));
    }

    /** What a look at the machines of a living cluster showed. */
    sealed interface Sighting {

        /** Nobody looked. */
        record NotLooked() implements Sighting {}

        /** metal-stack's machines were not seen yet. */
        record NotSeenYet() implements Sighting {}

        /**
         * @param machines without an object, as a later look has confirmed, by id
         * @param suspects whether others are without an object that were there before it went: the next look tells
         */
        record Seen(List<MetalMachine> machines, boolean suspects) implements Sighting {}
    }
}
