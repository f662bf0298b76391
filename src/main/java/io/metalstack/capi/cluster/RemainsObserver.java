package io.metalstack.capi.cluster;

import io.metalstack.capi.api.v1alpha1.MetalStackCluster;
import io.metalstack.capi.capi.Located;
import io.metalstack.capi.cluster.ClusterRemains.MachineRemains;
import io.metalstack.capi.cluster.ClusterRemains.NetworkRemains;
import io.metalstack.capi.cluster.ClusterRemains.Sighting;
import io.metalstack.capi.metal.IpQuery;
import io.metalstack.capi.metal.MetalException;
import io.metalstack.capi.time.Timetable;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.stream.Stream;

/** Looks at what is left of a cluster that is to go, and changes nothing. Asks metal-api only what the decision needs. */
@ApplicationScoped
class RemainsObserver {

    private final ClusterSearch search;
    private final Timetable timetable;

    RemainsObserver(ClusterSearch search, Timetable timetable) {
        this.search = search;
        this.timetable = timetable;
    }

    ClusterRemains observe(MetalStackCluster resource, Located.Found home) {
        Instant at = timetable.now();
        var own = search.facts(resource);
        return new ClusterRemains(at, own, sighting(at, own, resource, home));
    }

    private Sighting sighting(Instant at, ClusterFacts own, MetalStackCluster resource, Located.Found home) {
        var machines = search.machineObjects(resource, home);
        if (!machines.isEmpty()) {
            return new Sighting.MachineObjects(
                    machines.stream().map(it -> it.getMetadata().getName()).toList());
        }
        var firewalls = search.firewalls(own, ClusterSearch.clusterName(resource, home));
        if (!own.movedAway() && !firewalls.isEmpty()) {
            return firewalls;
        }
        if (own.refusal().isPresent()
                || own.movedAway()
                || own.untouched()
                || own.unreadableIntent().isPresent()
                || own.inDoubt(at)) {
            return new Sighting.Unasked();
        }
        try {
            return own.uid().isPresent() ? allocations(own) : new Sighting.Traces(search.traces(own, resource, home));
        } catch (MetalException e) {
            return new Sighting.Unreadable(e.failure());
        }
    }

    private Sighting allocations(ClusterFacts own) {
        var machines = search.machinesNamingUs(own);
        var named = search.named(own);
        var networks = Stream.concat(
                search.ourNetworks(own).stream(), named.networks().stream().filter(it -> GoProvider.made(own, it)));
        var ips =
                Stream.concat(search.ourIps(own).stream(), named.ips().stream().filter(it -> GoProvider.made(own, it)));
        return new Sighting.Allocations(
                search.projectKnown(own),
                machines.stream()
                        .filter(it -> ClusterPlan.isOurs(own, it))
                        .map(it -> new MachineRemains(it, search.objectOf(own, it)))
                        .toList(),
                search.services(own),
                ips.toList(),
                networks.map(it -> new NetworkRemains(it, search.api(own).findIps(IpQuery.inNetwork(it.id()))))
                        .toList(),
                named,
                GoRemains.of(own, machines, search.networksOfOurName(own), search.ipsOfOurName(own)));
    }
}
