package io.metalstack.capi.cluster;

import io.metalstack.capi.allocation.Annotations;
import io.metalstack.capi.cluster.ClusterStep.Adopt;
import io.metalstack.capi.cluster.ClusterStep.Part;
import io.metalstack.capi.cluster.ClusterStep.RecordEndpoint;
import io.metalstack.capi.cluster.ClusterStep.RecordNetwork;
import io.metalstack.capi.cluster.ClusterStep.Refuse;
import io.metalstack.capi.metal.MetalIp;
import io.metalstack.capi.metal.MetalNetwork;
import java.util.List;
import java.util.Optional;

/** Decides whether a cluster is the Go provider's and may be taken over, with what it lost. Pure. */
final class Adoption {

    private Adoption() {}

    /** For a cluster with our finalizer and without any identity to be read back; empty when nothing proves it. */
    static Optional<ClusterStep> of(ClusterFacts own, GoTraces traces) {
        return traces.contradiction().isPresent()
                ? Optional.empty()
                : traces.proof(own).or(() -> traces.permission(own)).map(Adopt::new);
    }

    /** What to tell when nothing proves it. */
    static Refuse refusal(ClusterFacts own, GoTraces traces) {
        var advice = traces.contradiction()
                .map(it -> "; " + it + " bears a cluster-uid and this name")
                .orElse("; if the Go provider made this cluster, set the annotation " + Annotations.ADOPT + " to "
                        + own.nodeNetworkId()
                                .map(it -> "the id of its node network, " + it)
                                .orElse("the id of the node network that it allocated, or, if there is none, take the"
                                        + " finalizer off"));
        return new Refuse(
                Part.IDENTITY,
                ClusterReasons.CLUSTER_UID_LOST,
                "the object has our finalizer but no annotation cluster-uid, and nothing in metal-stack proves"
                        + " which cluster it was: restore the annotation" + advice);
    }

    /** Before a node network is allocated: the Go provider may have lost one. */
    static Optional<ClusterStep> lostNetwork(ClusterFacts own, List<MetalNetwork> ofOurName) {
        var lost = ofOurName.stream().filter(it -> GoProvider.marked(own, it)).toList();
        return lost.stream()
                .filter(it -> own.adopts().contains(it.id()))
                .findFirst()
                .<ClusterStep>map(it -> new RecordNetwork(it.id()))
                .or(() -> lost.stream()
                        .map(MetalNetwork::id)
                        .sorted()
                        .findFirst()
                        .map(it -> lost(Part.NODE_NETWORK, "network " + it, it)));
    }

    /** Before a control-plane address is allocated: the Go provider may have lost one. */
    static Optional<ClusterStep> lostAddress(ClusterFacts own, List<MetalIp> ofOurName) {
        var lost = ofOurName.stream().filter(it -> GoProvider.marked(own, it)).toList();
        return lost.stream()
                .filter(it -> own.adopts().contains(it.address()))
                .findFirst()
                .<ClusterStep>map(it -> new RecordEndpoint(it.address()))
                .or(() -> lost.stream()
                        .map(MetalIp::address)
                        .sorted()
                        .findFirst()
                        .map(it -> lost(Part.CONTROL_PLANE_IP, "IP " + it, it)));
    }

    private static Refuse lost(Part part, String what, String id) {
        return new Refuse(
                part,
                ClusterReasons.CLUSTER_ID_TAKEN,
                "the Go provider allocated " + what + " for a cluster of this namespace and name, and this object does"
                        + " not name it: to use it, add " + id + " to the annotation " + Annotations.ADOPT
                        + " (commas between); if it is nobody's, free it by hand");
    }
}
