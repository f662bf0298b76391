package io.metalstack.capi.cluster;

import io.metalstack.capi.allocation.OwnershipTags;
import io.metalstack.capi.cluster.ClusterRemains.ServiceRemains;
import io.metalstack.capi.cluster.ClusterStep.FreeServiceAddress;
import io.metalstack.capi.cluster.ClusterStep.UntagServiceAddress;
import io.metalstack.capi.metal.MetalIp;
import io.metalstack.capi.metal.MetalMachine;
import io.metalstack.capi.metal.MetalNetwork;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Decides about addresses that metal's cloud-controller-manager took for Services of type LoadBalancer and could not
 * give back, as it went with its cluster. It tags them with {@code <cluster id>/<namespace>/<service>} and knows no
 * cluster-uid, so they are this cluster's only while nobody else in the project uses the id.
 */
final class ServiceIps {

    private static final String OURS = OwnershipTags.SERVICE + "=";

    private ServiceIps() {}

    /** Whether it serves a Service of this cluster, perhaps among others. */
    static boolean serves(ClusterFacts own, MetalIp ip) {
        return ip.project().equals(own.spec().projectID()) && ip.tags().stream().anyMatch(it -> isOurs(own, it));
    }

    /** All tags but those for Services of this cluster, in an order of their own. */
    static List<String> tagsWithoutOurs(ClusterFacts own, MetalIp ip) {
        return ip.tags().stream().filter(it -> !isOurs(own, it)).sorted().toList();
    }

    /** The next address to free or to let go of; empty when there is none. */
    static Optional<ClusterStep> next(ClusterFacts own, ServiceRemains left) {
        return left.otherUsers().isEmpty()
                ? left.ips().stream()
                        .filter(it -> !it.isStatic())
                        .findFirst()
                        .map(it -> usedElsewhere(own, it) ? new UntagServiceAddress(it) : new FreeServiceAddress(it))
                : Optional.empty();
    }

    /** A sentence for each address that stays as it is. */
    static Stream<String> leftAlone(ClusterFacts own, ServiceRemains left) {
        return left.ips().stream()
                .filter(it -> it.isStatic() || !left.otherUsers().isEmpty())
                .map(it -> "IP " + it.address() + " is left alone: a Service of this cluster used it, and "
                        + (it.isStatic()
                                ? "it is static"
                                : "another cluster of the project uses the id " + own.clusterId() + " ("
                                        + ClusterPlan.named(left.otherUsers().stream()) + ")"));
    }

    /** What shows that another cluster of the project goes by our {@code <namespace>.<name>} too. */
    static List<String> otherUsers(
            ClusterFacts own, List<MetalNetwork> networks, List<MetalMachine> machines, List<MetalIp> ips) {
        return Stream.of(
                        networks.stream()
                                .filter(it -> !ClusterPlan.isOurs(own, it) && !isGiven(own, it))
                                .map(it -> "network " + it.id()),
                        machines.stream()
                                .filter(it -> !ClusterPlan.isOurs(own, it))
                                .map(it -> "machine " + it.id()),
                        ips.stream().filter(it -> isNamesakes(own, it)).map(it -> "IP " + it.address()))
                .flatMap(it -> it)
                .toList();
    }

    /** A user may have labelled the network that was given to us; a cluster-uid on it would be somebody else's. */
    private static boolean isGiven(ClusterFacts own, MetalNetwork network) {
        return own.nodeNetworkId().filter(network.id()::equals).isPresent()
                && !network.labels().containsKey(OwnershipTags.CLUSTER_UID);
    }

    /** The control-plane address of a cluster of our name that is not us. */
    private static boolean isNamesakes(ClusterFacts own, MetalIp ip) {
        return ip.tags().contains(OwnershipTags.tag(OwnershipTags.CLUSTER_RESOURCE, own.clusterId()))
                && !own.tags().filter(ip.tags()::containsAll).isPresent();
    }

    private static boolean isOurs(ClusterFacts own, String tag) {
        return tag.startsWith(OURS + own.clusterId() + "/");
    }

    /** Another cluster's Service, its firewall, or a machine: freeing it would take it from them. */
    private static boolean usedElsewhere(ClusterFacts own, MetalIp ip) {
        return tagsWithoutOurs(own, ip).stream().anyMatch(it -> namesAUser(it) && !namesUs(own, it));
    }

    private static boolean namesAUser(String tag) {
        return Stream.of(
                        OwnershipTags.CLUSTER_ID,
                        OwnershipTags.CLUSTER_UID,
                        OwnershipTags.CLUSTER_RESOURCE,
                        OwnershipTags.HOLDING_MACHINE)
                .anyMatch(key -> tag.startsWith(key + "=") || tag.startsWith(key + "/"));
    }

    private static boolean namesUs(ClusterFacts own, String tag) {
        return tag.equals(OwnershipTags.tag(OwnershipTags.CLUSTER_ID, own.clusterId()))
                || own.tags().filter(it -> it.contains(tag)).isPresent();
    }
}
