package io.metalstack.capi.cluster;

import io.metalstack.capi.allocation.AllocationKind;
import io.metalstack.capi.allocation.OwnershipTags;
import io.metalstack.capi.metal.MetalIp;
import io.metalstack.capi.metal.MetalMachine;
import io.metalstack.capi.metal.MetalNetwork;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What bears the name of a cluster that has our finalizer, which is the Go provider's as well, and no cluster-uid. It
 * gets a new identity only if the Go provider provably made it: both sides say that they belong together, the object
 * names an allocation and the allocation names the object, and nothing of this name bears anybody's cluster-uid.
 *
 * @param networks with our {@code <namespace>.<name>} as cluster id
 * @param ips likewise, with the purpose of a control-plane address
 * @param machines of the project that name our object
 * @param machineIds by name of the MetalStackMachine of this cluster, what its providerID names
 */
record GoTraces(
        List<MetalNetwork> networks, List<MetalIp> ips, List<MetalMachine> machines, Map<String, String> machineIds) {

    /** What shows that somebody gave this name an identity already: then it was not the Go provider's alone. */
    Optional<String> contradiction() {
        return Stream.of(
                        networks.stream()
                                .filter(it -> it.labels().containsKey(OwnershipTags.CLUSTER_UID))
                                .map(it -> "network " + it.id()),
                        ips.stream()
                                .filter(it -> OwnershipTags.value(it.tags(), OwnershipTags.CLUSTER_UID)
                                        .isPresent())
                                .map(it -> "IP " + it.address()),
                        machines.stream()
                                .filter(it -> OwnershipTags.value(it.tags(), OwnershipTags.CLUSTER_UID)
                                        .isPresent())
                                .map(it -> "machine " + it.id()))
                .flatMap(it -> it)
                .sorted()
                .findFirst();
    }

    /** What the object names and what names the object, both in the Go provider's way. */
    Optional<String> proof(ClusterFacts own) {
        return networks.stream()
                .filter(it -> GoProvider.made(own, it))
                .map(it -> "node network " + it.id())
                .findFirst()
                .or(() -> ips.stream()
                        .filter(it -> GoProvider.made(own, it))
                        .map(it -> "control-plane IP " + it.address())
                        .findFirst())
                .or(() -> machines.stream()
                        .filter(it -> isNamed(own, it))
                        .map(it -> "machine " + it.id())
                        .sorted()
                        .findFirst());
    }

    private boolean isNamed(ClusterFacts own, MetalMachine machine) {
        return machine.allocation()
                        .filter(it -> it.project().equals(own.spec().projectID())
                                && it.role().equals(AllocationKind.MACHINE.role()))
                        .isPresent()
                && machine.tags().contains(OwnershipTags.tag(OwnershipTags.CLUSTER_RESOURCE, own.clusterId()))
                && OwnershipTags.object(machine.tags(), OwnershipTags.MACHINE_RESOURCE)
                        .filter(it -> it.namespace().equals(own.namespace()))
                        .map(it -> machineIds.get(it.name()))
                        .filter(machine.id()::equals)
                        .isPresent();
    }

    /** What the annotation names truly: the network of spec, or one that the Go provider made for our name and lost. */
    Optional<String> permission(ClusterFacts own) {
        var network = own.nodeNetworkId()
                .or(() -> networks.stream()
                        .filter(it -> GoProvider.marked(own, it))
                        .map(MetalNetwork::id)
                        .filter(own.adopts()::contains)
                        .findFirst());
        return network.filter(own.adopts()::contains).map(it -> "node network " + it + ", as the annotation says");
    }
}
