package io.metalstack.capi.cluster;

import io.metalstack.capi.allocation.AllocationIntent;
import io.metalstack.capi.allocation.OwnershipTags;
import io.metalstack.capi.metal.MetalIp;
import io.metalstack.capi.metal.MetalMachine;
import io.metalstack.capi.metal.MetalNetwork;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * Where a lost cluster-uid may still be written. An allocation is <em>provably ours</em> when it bears a cluster-uid and
 * both sides say that they belong together: our object names it, and it names our object. {@code <namespace>.<name>}
 * alone proves nothing, as another management cluster may have a cluster of that name.
 *
 * @param networks those with the id in {@code spec.nodeNetworkID}
 * @param addresses those with the address in {@code spec.controlPlaneEndpoint} or {@code spec.controlPlaneIP}
 * @param machines those of the project that name our object
 * @param claims of the MetalStackMachines of this cluster
 * @param byGoProvider what may show that the Go provider made the cluster
 */
record ClusterTraces(
        List<MetalNetwork> networks,
        List<MetalIp> addresses,
        List<MetalMachine> machines,
        Set<String> claims,
        GoTraces byGoProvider) {

    /** As we mint them, and as the admission policy takes them back: anything else was written by somebody else. */
    private static final Pattern FORM = Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");

    /** Each uid found, with what it was read from; more than one is a contradiction. */
    Map<String, String> uids(ClusterFacts own) {
        var found = new TreeMap<String, String>();
        own.intent().map(AllocationIntent::clusterUid).ifPresent(uid -> found.put(uid, "our own allocation-intent"));
        for (var network : networks) {
            if (network.project().equals(own.spec().projectID())
                    && own.clusterId().equals(network.labels().get(OwnershipTags.CLUSTER_RESOURCE))) {
                Optional.ofNullable(network.labels().get(OwnershipTags.CLUSTER_UID))
                        .ifPresent(uid -> found.putIfAbsent(uid, "network " + network.id()));
            }
        }
        for (var ip : addresses) {
            if (ip.project().equals(own.spec().projectID())
                    && ip.tags().contains(OwnershipTags.tag(OwnershipTags.CLUSTER_RESOURCE, own.clusterId()))) {
                OwnershipTags.value(ip.tags(), OwnershipTags.CLUSTER_UID)
                        .ifPresent(uid -> found.putIfAbsent(uid, "IP " + ip.address()));
            }
        }
        for (var machine : machines) {
            if (OwnershipTags.value(machine.tags(), OwnershipTags.CLAIM)
                    .filter(claims::contains)
                    .isPresent()) {
                OwnershipTags.value(machine.tags(), OwnershipTags.CLUSTER_UID)
                        .ifPresent(uid -> found.putIfAbsent(uid, "machine " + machine.id()));
            }
        }
        found.keySet().removeIf(it -> !FORM.matcher(it).matches());
        return found;
    }
}
