package io.metalstack.capi.cluster;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.metalstack.capi.allocation.AllocationIntent;
import io.metalstack.capi.allocation.Annotations;
import io.metalstack.capi.allocation.OwnershipTags;
import io.metalstack.capi.api.v1alpha1.MetalStackCluster;
import io.metalstack.capi.api.v1alpha1.MetalStackMachine;
import io.metalstack.capi.capi.Cluster;
import io.metalstack.capi.capi.Located;
import io.metalstack.capi.capi.Owners;
import io.metalstack.capi.cluster.ClusterObservation.AddressSighting;
import io.metalstack.capi.cluster.ClusterObservation.NetworkSighting;
import io.metalstack.capi.cluster.ClusterObservation.Sighting;
import io.metalstack.capi.cluster.ClusterObservation.Surroundings;
import io.metalstack.capi.cluster.ClusterRemains.Named;
import io.metalstack.capi.cluster.ClusterRemains.NetworkRemains;
import io.metalstack.capi.cluster.ClusterStep.Part;
import io.metalstack.capi.metal.IpQuery;
import io.metalstack.capi.metal.MachineQuery;
import io.metalstack.capi.metal.MetalApi;
import io.metalstack.capi.metal.MetalException;
import io.metalstack.capi.metal.MetalNetwork;
import io.metalstack.capi.metal.NetworkQuery;
import io.metalstack.capi.runtime.ProviderConfig;
import io.metalstack.capi.time.Timetable;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Looks at the outside world and changes nothing. Asks metal-api only what the next decision needs. */
@ApplicationScoped
class ClusterObserver {

    /** Label of the network in which addresses are allocated unless told otherwise. Its value is empty. */
    static final String DEFAULT_EXTERNAL = "network.metal-stack.io/default-external";

    /** Longest for which metal-api accepts a signature (role admin); assumed while our own role cannot be read. */
    private static final Duration LONGEST_SIGNATURE_LIFETIME = Duration.ofSeconds(90);

    private final MetalApi metal;
    private final KubernetesClient client;
    private final ProviderConfig config;
    private final Timetable timetable;

    ClusterObserver(MetalApi metal, KubernetesClient client, ProviderConfig config, Timetable timetable) {
        this.metal = metal;
        this.client = client;
        this.config = config;
        this.timetable = timetable;
    }

    /** For a cluster that is to exist. */
    ClusterObservation observe(MetalStackCluster resource, Located.Found home) {
        Instant at = timetable.now();
        var own = facts(resource);
        return new ClusterObservation(at, own, sighting(at, own, resource, home));
    }

    private Sighting sighting(Instant at, ClusterFacts own, MetalStackCluster resource, Located.Found home) {
        var toTakeOn = !own.finalizer() && !own.perhapsReplaced();
        if (toTakeOn || own.unsupportedField().isPresent() || own.settled()) {
            return new Sighting.Unasked();
        }
        var part = Part.IDENTITY;
        try {
            if (own.uid().isEmpty()) {
                return new Sighting.Traces(traces(own, resource, home));
            }
            part = Part.NODE_NETWORK;
            var network = network(at, own);
            part = Part.CONTROL_PLANE_IP;
            return new Sighting.Allocations(network, address(at, own));
        } catch (MetalException e) {
            return new Sighting.Unreadable(part, e.failure());
        }
    }

    /** For a cluster that is to go. */
    ClusterRemains observeRemains(MetalStackCluster resource, Located.Found home) {
        Instant at = timetable.now();
        var own = facts(resource);
        return new ClusterRemains(at, own, remains(at, own, resource, home));
    }

    private ClusterRemains.Sighting remains(
            Instant at, ClusterFacts own, MetalStackCluster resource, Located.Found home) {
        var machines = machineObjects(resource, home);
        if (!machines.isEmpty()) {
            return new ClusterRemains.Sighting.MachineObjects(
                    machines.stream().map(it -> it.getMetadata().getName()).toList());
        }
        if (own.movedAway() || own.untouched() || own.inDoubt(at)) {
            return new ClusterRemains.Sighting.Unasked();
        }
        try {
            return own.uid().isPresent()
                    ? allocations(own)
                    : new ClusterRemains.Sighting.Traces(traces(own, resource, home));
        } catch (MetalException e) {
            return new ClusterRemains.Sighting.Unreadable(e.failure());
        }
    }

    private ClusterFacts facts(MetalStackCluster resource) {
        var lifetime = AllocationIntent.of(resource).isEmpty() ? Duration.ZERO : signatureLifetime();
        return ClusterFacts.of(resource, lifetime, config.settleMargin());
    }

    private Duration signatureLifetime() {
        try {
            return metal.signatureLifetime();
        } catch (MetalException e) {
            return LONGEST_SIGNATURE_LIFETIME;
        }
    }

    private NetworkSighting network(Instant at, ClusterFacts own) {
        return own.nodeNetworkId()
                .<NetworkSighting>map(
                        id -> new NetworkSighting.Named(id, networksWithId(id).findFirst()))
                .orElseGet(() -> {
                    var ours = networksLabelled(own, marks(own));
                    return new NetworkSighting.Ours(ours, surroundingsIf(at, own, ours.isEmpty()));
                });
    }

    private AddressSighting address(Instant at, ClusterFacts own) {
        if (own.endpointHost().isPresent()) {
            return new AddressSighting.Recorded();
        }
        if (own.nodeNetworkId().isEmpty()) {
            return new AddressSighting.NotYet();
        }
        if (own.controlPlaneIp().isPresent()) {
            var address = own.controlPlaneIp().get();
            return new AddressSighting.Given(
                    address,
                    metal.findIps(IpQuery.withAddress(address)).stream().findFirst());
        }
        var ours = metal.findIps(ourIps(own));
        var external = ours.isEmpty() ? externalNetworks(own) : List.<MetalNetwork>of();
        return new AddressSighting.Ours(ours, external, surroundingsIf(at, own, ours.isEmpty()));
    }

    private List<MetalNetwork> externalNetworks(ClusterFacts own) {
        return own.externalNetworkId()
                .map(id -> networksWithId(id).toList())
                .orElseGet(() -> metal.findNetworks(NetworkQuery.labelled(Map.of(DEFAULT_EXTERNAL, ""))));
    }

    private Optional<Surroundings> surroundingsIf(Instant at, ClusterFacts own, boolean nothingOfOurs) {
        if (!nothingOfOurs || own.inDoubt(at)) {
            return Optional.empty();
        }
        var project = own.spec().projectID();
        if (metal.projectName(project).isEmpty()) {
            return Optional.of(new Surroundings(false, List.of(), List.of()));
        }
        return Optional.of(new Surroundings(
                true,
                networksLabelled(own, Map.of(OwnershipTags.CLUSTER_ID, own.clusterId())),
                metal.findMachines(
                        tagged(own, List.of(OwnershipTags.tag(OwnershipTags.CLUSTER_ID, own.clusterId()))))));
    }

    private ClusterRemains.Sighting allocations(ClusterFacts own) {
        var project = own.spec().projectID();
        return new ClusterRemains.Sighting.Allocations(
                metal.projectName(project).isPresent(),
                metal.findMachines(tagged(own, tags(own))),
                metal.findIps(ourIps(own)),
                networksLabelled(own, marks(own)).stream()
                        .map(it -> new NetworkRemains(it, metal.findIps(IpQuery.inNetwork(it.id()))))
                        .toList(),
                named(own));
    }

    private Named named(ClusterFacts own) {
        var project = own.spec().projectID();
        return new Named(
                own.nodeNetworkId().stream()
                        .flatMap(this::networksWithId)
                        .filter(it -> it.project().equals(project) || it.shared())
                        .toList(),
                Stream.concat(own.endpointHost().stream(), own.controlPlaneIp().stream())
                        .distinct()
                        .flatMap(it -> metal.findIps(IpQuery.withAddress(it)).stream())
                        .filter(it -> it.project().equals(project))
                        .toList());
    }

    private ClusterTraces traces(ClusterFacts own, MetalStackCluster resource, Located.Found home) {
        var named = named(own);
        return new ClusterTraces(
                named.networks(),
                named.ips(),
                metal.findMachines(
                        tagged(own, List.of(OwnershipTags.tag(OwnershipTags.CLUSTER_RESOURCE, own.clusterId())))),
                claims(resource, home));
    }

    private Set<String> claims(MetalStackCluster resource, Located.Found home) {
        return machineObjects(resource, home).stream()
                .flatMap(it -> Annotations.of(it, Annotations.CLAIM).stream())
                .collect(Collectors.toUnmodifiableSet());
    }

    /** Live: what a cache has not seen yet must not be taken for gone. */
    private List<MetalStackMachine> machineObjects(MetalStackCluster resource, Located.Found home) {
        var cluster = home.cluster()
                .map(it -> it.getMetadata().getName())
                .or(() -> Owners.clusterName(resource))
                .orElse(resource.getMetadata().getName());
        return client.resources(MetalStackMachine.class)
                .inNamespace(resource.getMetadata().getNamespace())
                .withLabel(Cluster.NAME_LABEL, cluster)
                .list()
                .getItems();
    }

    private Stream<MetalNetwork> networksWithId(String id) {
        return metal.findNetworks(NetworkQuery.withId(id)).stream();
    }

    private List<MetalNetwork> networksLabelled(ClusterFacts own, Map<String, String> labels) {
        return metal.findNetworks(
                new NetworkQuery(Optional.empty(), Optional.of(own.spec().projectID()), Optional.empty(), labels));
    }

    private static IpQuery ourIps(ClusterFacts own) {
        return IpQuery.tagged(
                own.spec().projectID(),
                Stream.concat(
                                tags(own).stream(),
                                Stream.of(OwnershipTags.tag(OwnershipTags.PURPOSE, OwnershipTags.CONTROL_PLANE)))
                        .toList());
    }

    private static MachineQuery tagged(ClusterFacts own, List<String> tags) {
        return new MachineQuery(Optional.empty(), Optional.of(own.spec().projectID()), Optional.empty(), tags);
    }

    private static Map<String, String> marks(ClusterFacts own) {
        return own.marks().orElseThrow();
    }

    private static List<String> tags(ClusterFacts own) {
        return own.tags().orElseThrow();
    }
}
