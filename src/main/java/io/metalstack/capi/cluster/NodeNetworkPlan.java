package io.metalstack.capi.cluster;

import io.metalstack.capi.cluster.ClusterObservation.NetworkSighting;
import io.metalstack.capi.cluster.ClusterStep.AllocateNetwork;
import io.metalstack.capi.cluster.ClusterStep.Part;
import io.metalstack.capi.cluster.ClusterStep.RecordNetwork;
import io.metalstack.capi.cluster.ClusterStep.Refuse;
import io.metalstack.capi.cluster.ClusterStep.UseExistingNetwork;
import io.metalstack.capi.metal.MetalNetwork;
import java.util.Optional;

/**
 * Chooses the next step about the node network: the one that spec names is checked, one of ours is found again, else one is
 * allocated.
 */
final class NodeNetworkPlan {

    private NodeNetworkPlan() {}

    /** The next step about the node network; empty once it is recorded and found suitable. */
    static Optional<ClusterStep> next(ClusterObservation seen, NetworkSighting sighting) {
        return switch (sighting) {
            case NetworkSighting.Named(var id, var network) -> objection(seen, "nodeNetworkID", id, network);
            case NetworkSighting.Existing(var id, var network) ->
                objection(seen, "existingNodeNetworkID", id, network).or(() -> Optional.of(new UseExistingNetwork(id)));
            case NetworkSighting.Ours(var networks, var around) ->
                Optional.of(
                        switch (networks.size()) {
                            case 0 ->
                                around.flatMap(it -> Adoption.lostNetwork(seen.own(), it.networks()))
                                        .or(() -> ClusterPlan.objection(seen, Part.NODE_NETWORK, around))
                                        .orElseGet(() ->
                                                new AllocateNetwork(seen.own().nextAttempt(ClusterFacts.NETWORK)));
                            case 1 -> new RecordNetwork(networks.getFirst().id());
                            default ->
                                new Refuse(
                                        Part.NODE_NETWORK,
                                        ClusterReasons.SEVERAL_NODE_NETWORKS,
                                        "several networks carry this cluster's uid ("
                                                + ClusterPlan.named(
                                                        networks.stream().map(MetalNetwork::id))
                                                + "): free all but the one to use");
                        });
        };
    }

    /** What stands against a network that spec names: itself, or a call for another one that is still open. */
    private static Optional<ClusterStep> objection(
            ClusterObservation seen, String field, String id, Optional<MetalNetwork> network) {
        return complaint(seen.own(), field, id, network)
                .or(() -> ClusterPlan.closeIntent(seen, Part.NODE_NETWORK, ClusterFacts.NETWORK));
    }

    private static Optional<ClusterStep> complaint(
            ClusterFacts own, String field, String id, Optional<MetalNetwork> sighting) {
        if (sighting.isEmpty()) {
            return Optional.of(new Refuse(
                    Part.NODE_NETWORK,
                    ClusterReasons.NODE_NETWORK_NOT_FOUND,
                    "metal-api knows no network " + id + ": spec." + field + " has to name an existing one"));
        }
        var network = sighting.get();
        var project = own.spec().projectID();
        var partition = own.spec().partition();
        if (!network.project().equals(project) && !network.shared()) {
            return unsuitable(field, id, "belongs to another project and is not shared: use one of project " + project);
        }
        if (!network.partition().isEmpty() && !network.partition().equals(partition)) {
            return unsuitable(
                    field, id, "is in partition " + network.partition() + ", but the cluster is in " + partition);
        }
        if (network.privateSuper() || network.parent().isEmpty()) {
            return unsuitable(
                    field,
                    id,
                    "is no private network for nodes: use one that was allocated, or none to have one allocated");
        }
        return Optional.empty();
    }

    private static Optional<ClusterStep> unsuitable(String field, String id, String why) {
        return Optional.of(new Refuse(
                Part.NODE_NETWORK,
                ClusterReasons.NODE_NETWORK_UNSUITABLE,
                "network " + id + " (spec." + field + ") " + why));
    }
}
