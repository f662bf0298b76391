package io.metalstack.capi.allocation;

import static io.metalstack.capi.allocation.OwnershipTags.tag;

import io.metalstack.capi.allocation.AllocationStep.Refuse;
import io.metalstack.capi.metal.MetalMachine;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** What else is allocated in a project that forbids to allocate a machine. */
public final class Conflicts {

    private Conflicts() {}

    /**
     * Who in the project already has the name or the cluster's id. metal-api keeps neither apart, and metal's
     * cloud-controller-manager tells machines by both.
     *
     * @param machines all that are allocated in the project, none of which is this object's
     */
    public static Optional<Refuse> of(List<MetalMachine> machines, AllocationStep.Allocate wanted) {
        var hostname = wanted.request().hostname();
        var clusterId = tag(
                OwnershipTags.CLUSTER_ID,
                OwnershipTags.value(wanted.request().tags(), OwnershipTags.CLUSTER_ID)
                        .orElseThrow());
        var namesake = machines.stream()
                .filter(it -> it.allocation()
                        .filter(held -> hostname.equals(held.hostname()))
                        .isPresent())
                .min(Comparator.comparing(MetalMachine::id))
                .map(it -> new Refuse(
                        AllocationReasons.HOSTNAME_TAKEN,
                        "machine " + it.id() + " of project " + wanted.request().project()
                                + " has the host name " + hostname
                                + " already: free it, or give this machine another name"));
        return claimed(machines, wanted)
                .or(() -> namesake)
                .or(() -> machines.stream()
                        .filter(it -> it.tags().contains(clusterId))
                        .filter(it -> OwnershipTags.value(it.tags(), OwnershipTags.CLUSTER_UID)
                                .filter(uid -> !uid.equals(wanted.clusterUid()))
                                .isPresent())
                        .min(Comparator.comparing(MetalMachine::id))
                        .map(it -> new Refuse(
                                AllocationReasons.CLUSTER_ID_TAKEN,
                                "machine " + it.id() + " of project "
                                        + wanted.request().project() + " carries " + clusterId
                                        + " for another cluster of the same namespace and name: delete that cluster, or use"
                                        + " another project or name")));
    }

    /** A claim that came along from another object, by a template or a copy: by it nothing could be told apart. */
    private static Optional<Refuse> claimed(List<MetalMachine> machines, AllocationStep.Allocate wanted) {
        var claim = tag(
                OwnershipTags.CLAIM,
                OwnershipTags.value(wanted.request().tags(), OwnershipTags.CLAIM)
                        .orElseThrow());
        return machines.stream()
                .filter(it -> it.tags().contains(claim))
                .min(Comparator.comparing(MetalMachine::id))
                .map(it -> new Refuse(
                        AllocationReasons.CLAIM_TAKEN,
                        "machine " + it.id() + " of project " + wanted.request().project()
                                + " was allocated for another object with the same claim: take the annotation "
                                + OwnershipTags.CLAIM + " off this one, then it gets its own"));
    }
}
