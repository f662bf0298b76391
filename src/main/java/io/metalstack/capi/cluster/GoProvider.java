package io.metalstack.capi.cluster;

import io.metalstack.capi.allocation.OwnershipTags;
import io.metalstack.capi.metal.MetalIp;
import io.metalstack.capi.metal.MetalNetwork;

/**
 * What the Go provider allocates for a cluster, told by all that it writes on it and by what it leaves in spec: it
 * records its own node network and address there, so that they look as if they had been given. Pure.
 */
final class GoProvider {

    private GoProvider() {}

    /** A node network that the Go provider made for a cluster of our name. */
    static boolean marked(ClusterFacts own, MetalNetwork network) {
        return network.project().equals(own.spec().projectID())
                && own.clusterId().equals(network.labels().get(OwnershipTags.CLUSTER_ID))
                && network.name().equals(own.name())
                && network.description().equals(own.namespace() + "/" + own.name())
                && !network.labels().containsKey(OwnershipTags.CLUSTER_UID);
    }

    /** A control-plane address that the Go provider made for a cluster of our name. */
    static boolean marked(ClusterFacts own, MetalIp ip) {
        return ip.project().equals(own.spec().projectID())
                && ip.tags().contains(OwnershipTags.tag(OwnershipTags.CLUSTER_ID, own.clusterId()))
                && ip.tags().contains(OwnershipTags.tag(OwnershipTags.PURPOSE, OwnershipTags.CONTROL_PLANE))
                && ip.name().equals(own.name() + "-control-plane")
                && !ip.isStatic()
                && OwnershipTags.value(ip.tags(), OwnershipTags.CLUSTER_UID).isEmpty();
    }

    /** The node network that this very object names and the Go provider made for it: it goes with the cluster. */
    static boolean made(ClusterFacts own, MetalNetwork network) {
        return marked(own, network)
                && own.nodeNetworkId().filter(network.id()::equals).isPresent();
    }

    /** The address that this very object has as its endpoint and the Go provider made for it: it goes with the cluster. */
    static boolean made(ClusterFacts own, MetalIp ip) {
        return marked(own, ip)
                && own.controlPlaneIp().isEmpty()
                && own.endpointHost().filter(ip.address()::equals).isPresent();
    }
}
