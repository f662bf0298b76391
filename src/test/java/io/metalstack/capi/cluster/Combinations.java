package io.metalstack.capi.cluster;

import static io.metalstack.capi.cluster.Samples.NOW;
import static io.metalstack.capi.cluster.Samples.OTHER_UID;
import static io.metalstack.capi.cluster.Samples.UID;
import static io.metalstack.capi.cluster.Samples.external;
import static io.metalstack.capi.cluster.Samples.facts;
import static io.metalstack.capi.cluster.Samples.ipOf;
import static io.metalstack.capi.cluster.Samples.machineOf;
import static io.metalstack.capi.cluster.Samples.network;
import static io.metalstack.capi.cluster.Samples.networkOf;

import io.metalstack.capi.api.v1alpha1.MetalStackCluster;
import io.metalstack.capi.cluster.ClusterObservation.AddressSighting;
import io.metalstack.capi.cluster.ClusterObservation.NetworkSighting;
import io.metalstack.capi.cluster.ClusterObservation.Sighting;
import io.metalstack.capi.cluster.ClusterObservation.Surroundings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Every combination of what can be seen of a cluster that is to exist, with what the rules say about allocating. */
record Combinations(ClusterObservation seen, boolean mayAllocate, String name) {

    private static final Surroundings CLEAR = new Surroundings(true, List.of(), List.of());

    static List<Combinations> all() {
        var all = new ArrayList<Combinations>();
        for (var networkKnown : List.of(false, true)) {
            for (var object : objects(networkKnown)) {
                for (var around : surroundings()) {
                    for (var ours : List.of(0, 1, 2)) {
                        all.add(combination(object, networkKnown, around, ours));
                    }
                }
            }
        }
        return all;
    }

    private static Combinations combination(Object object, boolean networkKnown, Around around, int ours) {
        var network = networkKnown
                ? new NetworkSighting.Named("n1", Optional.of(network("n1")))
                : new NetworkSighting.Ours(
                        List.of(networkOf(UID, "n1"), networkOf(UID, "n2")).subList(0, ours),
                        Optional.of(around.surroundings));
        var address = networkKnown
                ? new AddressSighting.Ours(
                        List.of(ipOf(UID, "1.2.3.4"), ipOf(UID, "1.2.3.5")).subList(0, ours),
                        List.of(external("internet", "", "")),
                        Optional.of(around.surroundings))
                : new AddressSighting.NotYet();
        return new Combinations(
                new ClusterObservation(
                        NOW,
                        facts(object.cluster),
                        new Sighting.Allocations(network, address),
                        new ClusterObservation.FirewallSighting.None()),
                object.mayAllocate && around.mayAllocate && ours == 0,
                object.name + ", " + around.name + ", " + ours + " of ours");
    }

    private record Object(String name, MetalStackCluster cluster, boolean mayAllocate) {}

    private static List<Object> objects(boolean networkKnown) {
        var spec = networkKnown ? new String[] {"nodeNetworkID: n1"} : new String[] {};
        var what = networkKnown ? ClusterFacts.IP : ClusterFacts.NETWORK;
        return List.of(
                new Object("new", Samples.untouched(spec), false),
                new Object("taken on", Samples.taken(spec), true),
                new Object("asked just now", Samples.asked(Samples.taken(spec), what, Duration.ofSeconds(3)), false),
                new Object("asked long ago", Samples.asked(Samples.taken(spec), what, Duration.ofHours(1)), true));
    }

    private record Around(String name, Surroundings surroundings, boolean mayAllocate) {}

    private static List<Around> surroundings() {
        return List.of(
                new Around("clear", CLEAR, true),
                new Around("no project", new Surroundings(false, List.of(), List.of()), false),
                new Around("id taken", new Surroundings(true, List.of(networkOf(OTHER_UID, "n9")), List.of()), false),
                new Around(
                        "id taken by a machine",
                        new Surroundings(true, List.of(), List.of(machineOf(OTHER_UID, "m9", "c"))),
                        false));
    }
}
