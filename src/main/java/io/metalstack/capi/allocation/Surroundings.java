package io.metalstack.capi.allocation;

import io.metalstack.capi.api.v1alpha1.MachineHolder;
import io.metalstack.capi.api.v1alpha1.MetalStackCluster;
import io.metalstack.capi.capi.Cluster;
import io.metalstack.capi.capi.Machine;
import io.metalstack.capi.metal.MetalAccount;
import java.util.Optional;

/** The objects around a MetalStackMachine. For a deletion all of them may be gone; the last intent then knows enough. */
public record Surroundings(
        Optional<Cluster> cluster, Optional<Machine> machine, Optional<MetalStackCluster> infrastructure) {

    /** In which project to look: where it was asked for, or else where it is going to be. */
    public Optional<String> project(AllocationRecord record) {
        return record.intent()
                .map(AllocationIntent::project)
                .or(() -> infrastructure.map(it -> it.getSpec().projectID()).filter(it -> !it.isBlank()));
    }

    /**
     * With whose credentials: as its cluster says now. What was asked for with others and is not recorded yet is looked
     * for with those, and so is everything once the cluster is gone.
     */
    public MetalAccount account(MachineHolder resource, AllocationRecord record) {
        return infrastructure
                .filter(it -> record.openIntent().isEmpty())
                .map(Accounts::of)
                .or(() -> record.intent()
                        .map(it -> Accounts.of(resource.getMetadata().getNamespace(), it)))
                .orElse(MetalAccount.PROVIDER);
    }

    public Optional<String> clusterUid(AllocationRecord record) {
        return clusterUid().or(() -> record.intent().map(AllocationIntent::clusterUid));
    }

    /** The uid that the cluster carries, once it has one. */
    public Optional<String> clusterUid() {
        return infrastructure.flatMap(it -> Annotations.of(it, Annotations.CLUSTER_UID));
    }

    public Optional<String> nodeNetwork() {
        return infrastructure.map(it -> it.getSpec().nodeNetworkID()).filter(it -> !it.isEmpty());
    }
}
