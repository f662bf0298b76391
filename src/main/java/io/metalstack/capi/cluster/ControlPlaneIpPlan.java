package io.metalstack.capi.cluster;

import io.metalstack.capi.api.v1alpha1.ApiEndpoint;
import io.metalstack.capi.cluster.ClusterObservation.AddressSighting;
import io.metalstack.capi.cluster.ClusterStep.AllocateAddress;
import io.metalstack.capi.cluster.ClusterStep.Part;
import io.metalstack.capi.cluster.ClusterStep.RecordEndpoint;
import io.metalstack.capi.cluster.ClusterStep.Refuse;
import io.metalstack.capi.cluster.ClusterStep.UseEndpoint;
import io.metalstack.capi.cluster.ClusterStep.UseGivenAddress;
import io.metalstack.capi.cluster.ClusterStep.Wait;
import io.metalstack.capi.metal.MetalIp;
import io.metalstack.capi.metal.MetalNetwork;
import java.util.List;
import java.util.Optional;

/**
 * Chooses the next step about the control-plane address: the given one is checked, one of ours is found again, else one
 * is allocated.
 */
final class ControlPlaneIpPlan {

    private ControlPlaneIpPlan() {}

    /** The next step about the control-plane address; empty once it is recorded. */
    static Optional<ClusterStep> next(ClusterObservation seen, AddressSighting sighting) {
        return switch (sighting) {
            case AddressSighting.NotYet() -> throw new IllegalStateException("asked for no address, though it is due");
            case AddressSighting.Recorded() -> ClusterPlan.closeIntent(seen, Part.CONTROL_PLANE_IP, ClusterFacts.IP);
            case AddressSighting.External(var ofCluster) ->
                ClusterPlan.closeIntent(seen, Part.CONTROL_PLANE_IP, ClusterFacts.IP)
                        .or(() -> Optional.of(external(seen.own(), ofCluster)));
            case AddressSighting.Given(var address, var ip) -> Optional.of(given(seen.own(), address, ip));
            case AddressSighting.Ours(var ips, var external, var around) ->
                Optional.of(
                        switch (ips.size()) {
                            case 0 ->
                                around.flatMap(it -> Adoption.lostAddress(seen.own(), it.ips()))
                                        .or(() -> ClusterPlan.objection(seen, Part.CONTROL_PLANE_IP, around))
                                        .orElseGet(() -> allocateAddress(seen.own(), external));
                            case 1 -> new RecordEndpoint(ips.getFirst().address());
                            default ->
                                new Refuse(
                                        Part.CONTROL_PLANE_IP,
                                        ClusterReasons.SEVERAL_CONTROL_PLANE_IPS,
                                        "several control-plane IPs carry this cluster's uid ("
                                                + ClusterPlan.named(ips.stream().map(MetalIp::address))
                                                + "): free all but the one to use");
                        });
        };
    }

    private static ClusterStep external(ClusterFacts own, Optional<ApiEndpoint> ofCluster) {
        if (own.controlPlaneIp().isPresent()) {
            return new Refuse(
                    Part.CONTROL_PLANE_IP,
                    ClusterReasons.CONTROL_PLANE_IP_UNSUITABLE,
                    "spec.controlPlaneIP says that metal-stack provides the endpoint, and spec.controlPlaneEndpointFrom"
                            + " that somebody else does: create the MetalStackCluster with one of them");
        }
        return ofCluster
                .<ClusterStep>map(UseEndpoint::new)
                .orElseGet(() -> new Wait(
                        Part.CONTROL_PLANE_IP,
                        ClusterReasons.WAITING_FOR_ENDPOINT,
                        "waiting for whoever runs the control plane to fill in spec.controlPlaneEndpoint, here or in the"
                                + " Cluster (spec.controlPlaneEndpointFrom is External)",
                        Optional.empty()));
    }

    private static ClusterStep given(ClusterFacts own, String address, Optional<MetalIp> ip) {
        if (ip.isEmpty()) {
            return new Refuse(
                    Part.CONTROL_PLANE_IP,
                    ClusterReasons.CONTROL_PLANE_IP_NOT_FOUND,
                    "metal-api has not allocated IP " + address
                            + ": spec.controlPlaneIP has to name an allocated one of project "
                            + own.spec().projectID());
        }
        if (!ip.get().project().equals(own.spec().projectID())) {
            return new Refuse(
                    Part.CONTROL_PLANE_IP,
                    ClusterReasons.CONTROL_PLANE_IP_UNSUITABLE,
                    "IP " + address + " (spec.controlPlaneIP) belongs to another project: use one of project "
                            + own.spec().projectID());
        }
        return new UseGivenAddress(address, ip.get().isStatic());
    }

    private static ClusterStep allocateAddress(ClusterFacts own, List<MetalNetwork> external) {
        if (own.externalNetworkId().isPresent()) {
            return external.isEmpty()
                    ? new Refuse(
                            Part.CONTROL_PLANE_IP,
                            ClusterReasons.EXTERNAL_NETWORK_NOT_FOUND,
                            "metal-api knows no network "
                                    + own.externalNetworkId().get()
                                    + ": spec.externalNetworkID has to name an existing one")
                    : new AllocateAddress(external.getFirst().id(), own.nextAttempt(ClusterFacts.IP));
        }
        var usable = external.stream().filter(it -> usable(own, it)).toList();
        return switch (usable.size()) {
            case 1 -> new AllocateAddress(usable.getFirst().id(), own.nextAttempt(ClusterFacts.IP));
            case 0 ->
                new Refuse(
                        Part.CONTROL_PLANE_IP,
                        ClusterReasons.NO_DEFAULT_EXTERNAL_NETWORK,
                        "no network is labelled " + ClusterObserver.DEFAULT_EXTERNAL
                                + ": set spec.externalNetworkID, spec.controlPlaneIP or spec.controlPlaneEndpoint");
            default ->
                new Refuse(
                        Part.CONTROL_PLANE_IP,
                        ClusterReasons.SEVERAL_DEFAULT_EXTERNAL_NETWORKS,
                        "several networks are labelled " + ClusterObserver.DEFAULT_EXTERNAL + " ("
                                + ClusterPlan.named(usable.stream().map(MetalNetwork::id))
                                + "): set spec.externalNetworkID to the one to use");
        };
    }

    private static boolean usable(ClusterFacts own, MetalNetwork network) {
        return (network.partition().isEmpty()
                        || network.partition().equals(own.spec().partition()))
                && (network.project().isEmpty()
                        || network.shared()
                        || network.project().equals(own.spec().projectID()));
    }
}
