package io.metalstack.capi.cluster;

import io.fabric8.kubernetes.client.KubernetesClientException;
import io.metalstack.capi.allocation.Accounts;
import io.metalstack.capi.allocation.AllocationIntent;
import io.metalstack.capi.allocation.Annotations;
import io.metalstack.capi.allocation.OwnershipTags;
import io.metalstack.capi.api.v1alpha1.MetalStackCluster;
import io.metalstack.capi.capi.Cluster;
import io.metalstack.capi.capi.ObjectWriter;
import io.metalstack.capi.capi.Owners;
import io.metalstack.capi.metal.IpAllocation;
import io.metalstack.capi.metal.MetalAccounts;
import io.metalstack.capi.metal.MetalException;
import io.metalstack.capi.metal.NetworkAllocation;
import io.metalstack.capi.runtime.ProviderConfig;
import io.metalstack.capi.status.EventRecorder;
import io.metalstack.capi.status.Outcome;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Function;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Allocates node network and control-plane address, each at most once, whatever fails at whatever moment: announce,
 * call, record. What a crash leaves behind is an intent, and a cluster-uid by which the next pass finds what was made.
 */
@ApplicationScoped
class AllocateAction {

    private static final Logger LOG = Logger.getLogger(AllocateAction.class);

    private final ObjectWriter writer;
    private final Owners owners;
    private final MetalAccounts metal;
    private final EventRecorder events;
    private final FailureOutcomes failures;
    private final ProviderConfig config;
    private final Clock clock;

    /** By uid of the object: the last refusal of a call for it. */
    private final ConcurrentMap<String, Refusal> refusals = new ConcurrentHashMap<>();

    AllocateAction(
            ObjectWriter writer,
            Owners owners,
            MetalAccounts metal,
            EventRecorder events,
            FailureOutcomes failures,
            ProviderConfig config,
            Clock clock) {
        this.writer = writer;
        this.owners = owners;
        this.metal = metal;
        this.events = events;
        this.failures = failures;
        this.config = config;
        this.clock = clock;
    }

    Outcome network(int attempt, ClusterFacts own, MetalStackCluster resource, Optional<Cluster> cluster) {
        var request = new NetworkAllocation(
                own.spec().projectID(),
                own.spec().partition(),
                own.name(),
                own.namespace() + "/" + own.name() + " node network",
                own.addressFamily().name(),
                OwnershipTags.ofNetwork(own.namespace(), own.name(), own.uid().orElseThrow()));
        return allocate(ClusterFacts.NETWORK, attempt, own, resource, cluster, signedAt -> {
            var network = metal.api(own.account()).allocateNetwork(request, signedAt);
            return new Made(
                    Map.of("nodeNetworkID", network.id()),
                    ClusterReasons.NODE_NETWORK_ALLOCATED,
                    "allocated node network " + network.id() + " (" + String.join(", ", network.prefixes()) + ")");
        });
    }

    Outcome address(
            String network, int attempt, ClusterFacts own, MetalStackCluster resource, Optional<Cluster> cluster) {
        var request = new IpAllocation(
                own.spec().projectID(),
                network,
                own.name() + "-control-plane",
                own.namespace() + "/" + own.name() + " control plane",
                Optional.of(own.addressFamily().name()),
                OwnershipTags.ofControlPlaneIp(
                        own.namespace(), own.name(), own.uid().orElseThrow()));
        return allocate(ClusterFacts.IP, attempt, own, resource, cluster, signedAt -> {
            var ip = metal.api(own.account()).allocateIp(request, signedAt);
            return new Made(
                    ClusterActions.endpoint(own, ip.address()),
                    ClusterReasons.CONTROL_PLANE_IP_ALLOCATED,
                    "allocated control-plane IP " + ip.address() + " in network " + network);
        });
    }

    /** What was made, the field that records it, and what to tell about it. */
    private record Made(Map<String, ?> spec, String reason, String message) {}

    /**
     * The find that the decision rests on started after the last intent was written, as the object is still the one that
     * was read then. The call is signed with the new intent's time, so metal-api refuses it once it is late.
     */
    private Outcome allocate(
            String what,
            int attempt,
            ClusterFacts own,
            MetalStackCluster resource,
            Optional<Cluster> cluster,
            Function<Instant, Made> call) {
        var refused = refusals.get(resource.getMetadata().getUid());
        if (refused != null && refused.holdsFor(resource, clock.instant())) {
            return refused.outcome;
        }
        writer.requireUnchanged(resource);
        if (!Accounts.of(resource).equals(own.account())) {
            writer.annotate(resource, withoutIntent()); // not found with the credentials of then
            return new Outcome.Progressed();
        }
        var home = owners.liveCluster(resource, cluster);
        if (home.isEmpty() || home.get().paused()) {
            return new Outcome.Progressed(); // seen by the gate, as soon as the cache has caught up
        }
        if (home.get().deleting()) {
            return new Outcome.Waiting(
                    ClusterReasons.CLUSTER_DELETING,
                    "the Cluster is being deleted: nothing is allocated for it any more",
                    config.slowly());
        }
        var uid = own.uid().orElseThrow();
        var intent = new AllocationIntent(
                what,
                uid,
                clock.instant().toString(),
                attempt,
                own.spec().projectID(),
                own.spec().partition(),
                uid,
                Accounts.secret(own.account()));
        var announced = writer.annotate(
                resource,
                Map.of(
                        Annotations.ALLOCATION_INTENT, intent.asAnnotation(),
                        Annotations.HAS_ALLOCATED, "true",
                        Annotations.BLOCK_MOVE, ""));
        return send(what, own, intent, announced, call);
    }

    private Outcome send(
            String what,
            ClusterFacts own,
            AllocationIntent intent,
            MetalStackCluster announced,
            Function<Instant, Made> call) {
        var started = clock.instant();
        Made made;
        try {
            made = call.apply(intent.signedAt());
        } catch (MetalException e) {
            return failed(what, own, announced, e);
        }
        LOG.infof(
                "cluster=%s/%s step=allocate-%s duration=%dms: %s",
                own.namespace(),
                own.name(),
                what,
                Duration.between(started, clock.instant()).toMillis(),
                made.message);
        record(made, intent, announced);
        events.normal(announced, made.reason, made.message);
        return new Outcome.Progressed();
    }

    /**
     * A conflict ends the pass, as the next one finds by the cluster-uid what was made; unless the cluster-uid is what was
     * taken off meanwhile, with all else (a {@code kubectl replace} with the manifest of old). Then nobody knows but us.
     */
    private void record(Made made, AllocationIntent intent, MetalStackCluster announced) {
        try {
            writer.annotateAndSpecify(announced, withoutIntent(), made.spec);
        } catch (KubernetesClientException e) {
            var stripped = writer.live(announced).filter(it -> saysNothing(it, announced));
            if (!ObjectWriter.isConflict(e) || stripped.isEmpty()) {
                throw e;
            }
            var identity = withoutIntent();
            identity.put(Annotations.CLUSTER_UID, intent.clusterUid());
            identity.put(Annotations.HAS_ALLOCATED, "true");
            writer.annotateAndSpecify(stripped.get(), identity, made.spec);
        }
    }

    private static boolean saysNothing(MetalStackCluster latest, MetalStackCluster announced) {
        return Annotations.of(latest, Annotations.CLUSTER_UID).isEmpty()
                && Annotations.of(latest, Annotations.ALLOCATION_INTENT).isEmpty()
                && latest.getSpec().equals(announced.getSpec());
    }

    private Outcome failed(String what, ClusterFacts own, MetalStackCluster announced, MetalException e) {
        LOG.warnf("cluster=%s/%s step=allocate-%s: %s", own.namespace(), own.name(), what, e.getMessage());
        if (!e.failure().nothingHappened()) {
            events.warning(
                    announced,
                    ClusterReasons.ALLOCATION_IN_DOUBT,
                    "whether the " + what + " was allocated is not known: "
                            + e.failure().message());
            return new Outcome.Progressed(); // the next pass finds it, or waits until the call is settled
        }
        var outcome = failures.of(e.failure());
        // Taking the intent off wakes the object at once, and asking at once would be refused again.
        var now = clock.instant();
        refusals.values().removeIf(it -> !it.until.isAfter(now));
        refusals.put(
                announced.getMetadata().getUid(),
                new Refusal(
                        announced.getMetadata().getGeneration(),
                        now.plus(outcome instanceof Outcome.Waiting waiting ? waiting.recheck() : config.slowly()),
                        outcome));
        writer.annotate(announced, withoutIntent());
        return outcome;
    }

    /** No call is on its way any more. */
    static Map<String, @Nullable String> withoutIntent() {
        var annotations = new HashMap<String, @Nullable String>();
        annotations.put(Annotations.ALLOCATION_INTENT, null);
        annotations.put(Annotations.BLOCK_MOVE, null);
        return annotations;
    }

    /** A refusal stands for a while, unless somebody changes the spec. */
    private record Refusal(@Nullable Long generation, Instant until, Outcome outcome) {
        boolean holdsFor(MetalStackCluster resource, Instant now) {
            return now.isBefore(until)
                    && Objects.equals(generation, resource.getMetadata().getGeneration());
        }
    }
}
