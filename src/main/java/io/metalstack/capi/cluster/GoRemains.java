package io.metalstack.capi.cluster;

import io.metalstack.capi.metal.MetalIp;
import io.metalstack.capi.metal.MetalMachine;
import io.metalstack.capi.metal.MetalNetwork;
import java.util.List;
import java.util.stream.Stream;

/**
 * What is left that bears the name of a cluster which goes, as the Go provider names things, and that nothing proves to
 * be this cluster's: its MetalStackMachine is gone, or spec does not name it.
 *
 * @param machines that name our object and carry no cluster-uid of ours
 * @param networks that the Go provider made for our name, and spec does not name
 * @param ips likewise
 */
record GoRemains(List<MetalMachine> machines, List<MetalNetwork> networks, List<MetalIp> ips) {

    static GoRemains of(ClusterFacts own, List<MetalMachine> machines, List<MetalNetwork> networks, List<MetalIp> ips) {
        return new GoRemains(
                machines.stream().filter(it -> !ClusterPlan.isOurs(own, it)).toList(),
                networks.stream()
                        .filter(it -> GoProvider.marked(own, it) && !GoProvider.made(own, it))
                        .toList(),
                ips.stream()
                        .filter(it -> GoProvider.marked(own, it) && !GoProvider.made(own, it))
                        .filter(it -> own.controlPlaneIp()
                                .filter(it.address()::equals)
                                .isEmpty()) // told as given
                        .toList());
    }

    /** A sentence for each. */
    Stream<String> leftAlone() {
        return Stream.of(
                        machines.stream().map(it -> "machine " + it.id()),
                        networks.stream().map(it -> "network " + it.id()),
                        ips.stream().map(it -> "IP " + it.address()))
                .flatMap(it -> it)
                .map(it ->
                        it + " is left alone: it bears this cluster's name, and no object names it; if the Go provider"
                                + " lost it, free it by hand");
    }
}
