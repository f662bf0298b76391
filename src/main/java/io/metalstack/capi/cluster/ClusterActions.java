package io.metalstack.capi.cluster;

import io.metalstack.capi.allocation.Annotations;
import io.metalstack.capi.api.v1alpha1.ApiEndpoint;
import io.metalstack.capi.api.v1alpha1.MetalStackCluster;
import io.metalstack.capi.api.v1alpha1.MetalStackFirewallDeployment;
import io.metalstack.capi.capi.Cluster;
import io.metalstack.capi.capi.ObjectWriter;
import io.metalstack.capi.metal.MetalException;
import io.metalstack.capi.runtime.ProviderConfig;
import io.metalstack.capi.status.EventRecorder;
import io.metalstack.capi.status.Outcome;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Carries a step out: the only place, with the two actions it calls, that changes anything outside. */
@ApplicationScoped
class ClusterActions {

    private final ObjectWriter writer;
    private final EventRecorder events;
    private final AllocateAction allocating;
    private final FreeAction freeing;
    private final FailureOutcomes failures;
    private final ProviderConfig config;
    private final Clock clock;

    ClusterActions(
            ObjectWriter writer,
            EventRecorder events,
            AllocateAction allocating,
            FreeAction freeing,
            FailureOutcomes failures,
            ProviderConfig config,
            Clock clock) {
        this.writer = writer;
        this.events = events;
        this.allocating = allocating;
        this.freeing = freeing;
        this.failures = failures;
        this.config = config;
        this.clock = clock;
    }

    /** Carries the step out. What metal-api refuses is an outcome; what the API server refuses is thrown. */
    Outcome perform(ClusterStep step, ClusterFacts own, MetalStackCluster resource, Optional<Cluster> cluster) {
        try {
            return switch (step) {
                case ClusterStep.TakeOn() -> takeOn(own, resource);
                case ClusterStep.RecoverUid(var uid, var readFrom) -> recoverUid(uid, readFrom, own, resource);
                case ClusterStep.Adopt(var proof) -> adopt(proof, resource);
                case ClusterStep.Wait(var part, var reason, var message, var until) ->
                    new Outcome.Waiting(reason, message, until.map(this::left).orElseGet(config::soon));
                case ClusterStep.Refuse(var part, var reason, var message) -> new Outcome.Blocked(reason, message);
                case ClusterStep.Unreadable(var part, var why) -> failures.of(why);
                case ClusterStep.DropIntent(var part) -> dropIntent(resource);
                case ClusterStep.AllocateNetwork(var attempt) -> allocating.network(attempt, own, resource, cluster);
                case ClusterStep.AllocateAddress(var network, var attempt) ->
                    allocating.address(network, attempt, own, resource, cluster);
                case ClusterStep.RecordNetwork(var id) -> recordNetwork(id, resource);
                case ClusterStep.UseExistingNetwork(var id) -> useExistingNetwork(id, resource);
                case ClusterStep.RecordEndpoint(var address) -> recordEndpoint(address, own, resource);
                case ClusterStep.UseGivenAddress(var address, var lasting) ->
                    useGivenAddress(address, lasting, own, resource);
                case ClusterStep.UseEndpoint(var endpoint) -> useEndpoint(endpoint, resource);
                case ClusterStep.OwnFirewall(var deployment) -> ownFirewall(deployment, resource, cluster);
                case ClusterStep.Settled() -> new Outcome.Done();
                case ClusterStep.DeleteFirewall(var deployment) -> freeing.firewall(deployment, resource, cluster);
                case ClusterStep.FreeOrphan(var machine) -> freeing.orphan(machine, own, resource, cluster);
                case ClusterStep.FreeServiceAddress(var ip) -> freeing.serviceAddress(ip, own, resource, cluster);
                case ClusterStep.UntagServiceAddress(var ip) -> freeing.untag(ip, own, resource, cluster);
                case ClusterStep.FreeAddress(var ip) -> freeing.address(ip, own, resource, cluster);
                case ClusterStep.FreeNetwork(var network) -> freeing.network(network, own, resource, cluster);
                case ClusterStep.LetGo(var leftAlone) -> freeing.letGo(leftAlone, resource);
                case ClusterStep.ForceRelease(var left) -> freeing.forceRelease(left, resource, cluster);
            };
        } catch (MetalException e) {
            return failures.of(e.failure());
        }
    }

    private Outcome takeOn(ClusterFacts own, MetalStackCluster resource) {
        var identity = own.uid().isPresent()
                ? Map.<String, String>of()
                : Map.of(Annotations.CLUSTER_UID, UUID.randomUUID().toString());
        writer.addFinalizer(resource, MetalStackCluster.FINALIZER, identity);
        return new Outcome.Progressed();
    }

    private Outcome recoverUid(String uid, String readFrom, ClusterFacts own, MetalStackCluster resource) {
        // Where an identity could be read from, allocations were asked for.
        var identity = Map.of(Annotations.CLUSTER_UID, uid, Annotations.HAS_ALLOCATED, "true");
        if (own.finalizer()) {
            writer.annotate(resource, identity);
        } else {
            writer.addFinalizer(resource, MetalStackCluster.FINALIZER, identity);
        }
        events.warning(
                resource, ClusterReasons.CLUSTER_UID_RECOVERED, "the lost cluster-uid was read back from " + readFrom);
        return new Outcome.Progressed();
    }

    /** Nothing is written in metal-stack, so that the Go provider still finds what it made. */
    private Outcome adopt(String proof, MetalStackCluster resource) {
        writer.annotate(
                resource,
                Map.of(Annotations.CLUSTER_UID, UUID.randomUUID().toString(), Annotations.HAS_ALLOCATED, "true"));
        events.normal(
                resource,
                ClusterReasons.CLUSTER_ADOPTED,
                "took the cluster over from the Go provider, known by " + proof);
        return new Outcome.Progressed();
    }

    private Outcome dropIntent(MetalStackCluster resource) {
        writer.annotate(resource, AllocateAction.withoutIntent());
        return new Outcome.Progressed();
    }

    private Outcome recordNetwork(String id, MetalStackCluster resource) {
        writer.annotateAndSpecify(resource, AllocateAction.withoutIntent(), Map.of("nodeNetworkID", id));
        events.normal(
                resource,
                ClusterReasons.NODE_NETWORK_ADOPTED,
                "found node network " + id + ", allocated for this cluster earlier");
        return new Outcome.Progressed();
    }

    private Outcome useExistingNetwork(String id, MetalStackCluster resource) {
        writer.annotateAndSpecify(resource, Map.of(), Map.of("nodeNetworkID", id));
        events.normal(resource, ClusterReasons.NODE_NETWORK_USED, "uses the existing node network " + id);
        return new Outcome.Progressed();
    }

    private Outcome recordEndpoint(String address, ClusterFacts own, MetalStackCluster resource) {
        writer.annotateAndSpecify(resource, AllocateAction.withoutIntent(), endpoint(own, address));
        events.normal(
                resource,
                ClusterReasons.CONTROL_PLANE_IP_ADOPTED,
                "found control-plane IP " + address + ", allocated for this cluster earlier");
        return new Outcome.Progressed();
    }

    private Outcome useGivenAddress(String address, boolean lasting, ClusterFacts own, MetalStackCluster resource) {
        writer.annotateAndSpecify(resource, Map.of(), endpoint(own, address));
        events.normal(resource, ClusterReasons.CONTROL_PLANE_IP_USED, "uses the given control-plane IP " + address);
        if (!lasting) {
            events.warning(
                    resource,
                    ClusterReasons.CONTROL_PLANE_IP_EPHEMERAL,
                    "the given control-plane IP " + address
                            + " is ephemeral: metal-api deletes it with the last machine"
                            + " that holds it; make it static");
        }
        return new Outcome.Progressed();
    }

    /** With the owner comes the label by which everything around a firewall finds its cluster. */
    private Outcome ownFirewall(
            MetalStackFirewallDeployment deployment, MetalStackCluster resource, Optional<Cluster> cluster) {
        var label =
                Map.of(Cluster.NAME_LABEL, cluster.orElseThrow().getMetadata().getName());
        writer.addOwner(deployment, resource, label);
        return new Outcome.Progressed();
    }

    private Outcome useEndpoint(ApiEndpoint endpoint, MetalStackCluster resource) {
        writer.annotateAndSpecify(
                resource,
                Map.of(),
                Map.of("controlPlaneEndpoint", Map.of("host", endpoint.host(), "port", endpoint.port())));
        events.normal(
                resource,
                ClusterReasons.CONTROL_PLANE_ENDPOINT_USED,
                "uses the endpoint " + endpoint.host() + ":" + endpoint.port() + " of the Cluster");
        return new Outcome.Progressed();
    }

    /** The field of spec by which an address becomes the endpoint. */
    static Map<String, ?> endpoint(ClusterFacts own, String address) {
        return Map.of("controlPlaneEndpoint", Map.of("host", address, "port", own.endpointPort()));
    }

    private Duration left(Instant until) {
        var left = Duration.between(clock.instant(), until);
        return left.isNegative() ? Duration.ZERO : left;
    }
}
