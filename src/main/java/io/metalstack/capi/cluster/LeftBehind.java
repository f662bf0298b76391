package io.metalstack.capi.cluster;

import io.metalstack.capi.allocation.AllocationIntent;
import io.metalstack.capi.allocation.OwnershipTags;
import io.metalstack.capi.cluster.ClusterRemains.Sighting;
import io.metalstack.capi.metal.MetalIp;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;

/** Tells all that a cluster is released by force with: what may stay in metal-stack, and how to find it there. */
final class LeftBehind {

    private LeftBehind() {}

    /** One sentence, for an Event. */
    static String of(ClusterRemains seen) {
        var own = seen.own();
        if (own.untouched()) {
            return "released by force: nothing was ever asked for";
        }
        var left = new ArrayList<String>();
        var networks = new TreeSet<String>();
        var ips = new TreeSet<String>();
        own.nodeNetworkId().ifPresent(networks::add);
        Stream.of(own.endpointHost(), own.controlPlaneIp()).forEach(it -> it.ifPresent(ips::add));
        switch (seen.sighting()) {
            case Sighting.Allocations shown -> {
                shown.machines()
                        .forEach(it -> left.add("machine " + it.machine().id()));
                shown.networks().forEach(it -> networks.add(it.network().id()));
                Stream.concat(shown.ips().stream(), shown.services().ips().stream())
                        .map(MetalIp::address)
                        .forEach(ips::add);
            }
            case Sighting.MachineObjects(var names) -> left.add("the machines of MetalStackMachines " + list(names));
            case Sighting.Firewalls(var deployment, var names) -> {
                if (!names.isEmpty()) {
                    left.add("the firewalls of MetalStackFirewalls " + list(names));
                }
            }
            case Sighting.Traces traces -> {}
            case Sighting.Unasked unasked -> {}
            case Sighting.Unreadable unreadable -> left.add("machines and IPs that metal-api could not be asked for");
        }
        networks.forEach(it -> left.add("network " + it));
        ips.forEach(it -> left.add("IP " + it));
        own.intent().map(AllocationIntent::what).ifPresent(it -> left.add("the " + it + " that was asked for last"));
        own.unreadableIntent().ifPresent(it -> left.add("what the unreadable allocation-intent asked for"));
        own.uid().ifPresent(it -> left.add("cluster-uid " + it));
        left.add("project " + own.spec().projectID());
        return "released by force, nothing was freed. May be left in metal-stack, unless it was given: "
                + String.join(", ", left) + "; look for the tags "
                + OwnershipTags.tag(OwnershipTags.CLUSTER_RESOURCE, own.clusterId()) + " and "
                + OwnershipTags.tag(OwnershipTags.SERVICE, own.clusterId()) + "/…";
    }

    private static String list(List<String> names) {
        return ClusterPlan.named(names.stream());
    }
}
