package io.metalstack.capi.cluster;

import io.metalstack.capi.api.v1alpha1.ApiEndpoint;
import io.metalstack.capi.api.v1alpha1.MetalStackCluster;
import io.metalstack.capi.capi.Located;
import io.metalstack.capi.cluster.ClusterObservation.AddressSighting;
import io.metalstack.capi.cluster.ClusterObservation.NetworkSighting;
import io.metalstack.capi.cluster.ClusterObservation.Sighting;
import io.metalstack.capi.cluster.ClusterObservation.Surroundings;
import io.metalstack.capi.cluster.ClusterStep.Part;
import io.metalstack.capi.metal.IpQuery;
import io.metalstack.capi.metal.MetalException;
import io.metalstack.capi.metal.MetalNetwork;
import io.metalstack.capi.metal.NetworkQuery;
import io.metalstack.capi.time.Timetable;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Looks at the world outside of a cluster that is to exist, and changes nothing. Asks metal-api only what is needed. */
@ApplicationScoped
class ClusterObserver {

    /** Label of the network in which addresses are allocated unless told otherwise. Its value is empty. */
    static final String DEFAULT_EXTERNAL = "network.metal-stack.io/default-external";

    private final ClusterSearch search;
    private final Timetable timetable;

    ClusterObserver(ClusterSearch search, Timetable timetable) {
        this.search = search;
        this.timetable = timetable;
    }

    ClusterObservation observe(MetalStackCluster resource, Located.Found home) {
        Instant at = timetable.now();
        var own = search.facts(resource);
        return new ClusterObservation(at, own, sighting(at, own, resource, home), search.firewall(own));
    }

    private Sighting sighting(Instant at, ClusterFacts own, MetalStackCluster resource, Located.Found home) {
        var toTakeOn = !own.finalizer() && !own.perhapsReplaced();
        if (own.refusal().isPresent() || own.problem().isPresent() || toTakeOn || own.settled()) {
            return new Sighting.Unasked();
        }
        var part = Part.IDENTITY;
        try {
            if (own.uid().isEmpty()) {
                return new Sighting.Traces(search.traces(own, resource, home));
            }
            part = Part.NODE_NETWORK;
            var network = network(at, own);
            part = Part.CONTROL_PLANE_IP;
            return new Sighting.Allocations(network, address(at, own, home));
        } catch (MetalException e) {
            return new Sighting.Unreadable(part, e.failure());
        }
    }

    private NetworkSighting network(Instant at, ClusterFacts own) {
        return own.nodeNetworkId()
                .<NetworkSighting>map(id -> new NetworkSighting.Named(
                        id, search.networksWithId(own, id).findFirst()))
                .or(() -> own.existingNodeNetworkId()
                        .map(id -> new NetworkSighting.Existing(
                                id, search.networksWithId(own, id).findFirst())))
                .orElseGet(() -> {
                    var ours = search.ourNetworks(own);
                    return new NetworkSighting.Ours(ours, surroundingsIf(at, own, ours.isEmpty()));
                });
    }

    private AddressSighting address(Instant at, ClusterFacts own, Located.Found home) {
        if (own.endpointHost().isPresent()) {
            return new AddressSighting.Recorded();
        }
        if (own.nodeNetworkId().isEmpty()) {
            return new AddressSighting.NotYet();
        }
        if (own.externalEndpoint()) {
            return new AddressSighting.External(home.cluster()
                    .map(it -> it.getSpec().controlPlaneEndpoint())
                    .filter(ApiEndpoint::isComplete));
        }
        if (own.controlPlaneIp().isPresent()) {
            var address = own.controlPlaneIp().get();
            return new AddressSighting.Given(
                    address,
                    search.api(own).findIps(IpQuery.withAddress(address)).stream()
                            .findFirst());
        }
        var ours = search.ourIps(own);
        var external = ours.isEmpty() ? externalNetworks(own) : List.<MetalNetwork>of();
        return new AddressSighting.Ours(
                ours, external, surroundingsIf(at, own, ours.isEmpty()).map(it -> it.with(search.ipsOfOurName(own))));
    }

    private List<MetalNetwork> externalNetworks(ClusterFacts own) {
        return own.externalNetworkId()
                .map(id -> search.networksWithId(own, id).toList())
                .orElseGet(() -> search.api(own).findNetworks(NetworkQuery.labelled(Map.of(DEFAULT_EXTERNAL, ""))));
    }

    private Optional<Surroundings> surroundingsIf(Instant at, ClusterFacts own, boolean nothingOfOurs) {
        if (!nothingOfOurs || own.inDoubt(at)) {
            return Optional.empty();
        }
        return Optional.of(
                search.projectKnown(own)
                        ? new Surroundings(true, search.networksOfOurName(own), search.machinesOfOurName(own))
                        : new Surroundings(false, List.of(), List.of()));
    }
}
