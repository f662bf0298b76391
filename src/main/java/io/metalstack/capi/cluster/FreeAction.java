package io.metalstack.capi.cluster;

import io.metalstack.capi.allocation.OwnershipTags;
import io.metalstack.capi.api.v1alpha1.MetalStackCluster;
import io.metalstack.capi.capi.Cluster;
import io.metalstack.capi.capi.ObjectWriter;
import io.metalstack.capi.capi.Owners;
import io.metalstack.capi.metal.IpQuery;
import io.metalstack.capi.metal.MetalApi;
import io.metalstack.capi.metal.MetalException;
import io.metalstack.capi.metal.MetalFailure;
import io.metalstack.capi.metal.MetalIp;
import io.metalstack.capi.metal.MetalNetwork;
import io.metalstack.capi.metal.NetworkQuery;
import io.metalstack.capi.runtime.ProviderConfig;
import io.metalstack.capi.status.EventRecorder;
import io.metalstack.capi.status.Outcome;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jboss.logging.Logger;

/**
 * Frees what this cluster allocated. metal-api frees anything for anybody, so each call follows at once on a proof of
 * its own: the object as it was decided on, and the allocation still with our cluster-uid and name and used by nobody.
 * The call is signed with the time at which that proof started, so that metal-api refuses it once the proof is old.
 */
@ApplicationScoped
class FreeAction {

    private static final Logger LOG = Logger.getLogger(FreeAction.class);

    /** How old a proof may be when the call is made. */
    private static final Duration PROOF_LASTS = Duration.ofSeconds(5);

    private final ObjectWriter writer;
    private final Owners owners;
    private final MetalApi metal;
    private final EventRecorder events;
    private final ProviderConfig config;
    private final Clock clock;

    FreeAction(
            ObjectWriter writer,
            Owners owners,
            MetalApi metal,
            EventRecorder events,
            ProviderConfig config,
            Clock clock) {
        this.writer = writer;
        this.owners = owners;
        this.metal = metal;
        this.events = events;
        this.config = config;
        this.clock = clock;
    }

    Outcome address(MetalIp ip, ClusterFacts own, MetalStackCluster resource, Optional<Cluster> cluster) {
        return free(
                resource,
                cluster,
                () -> metal.findIps(IpQuery.withAddress(ip.address())).stream()
                        .anyMatch(it -> it.allocationUuid().equals(ip.allocationUuid()) && freeable(it, own)),
                signedAt -> metal.freeIp(ip.address(), signedAt),
                ClusterReasons.CONTROL_PLANE_IP_FREED,
                "control-plane IP " + ip.address());
    }

    Outcome network(MetalNetwork network, ClusterFacts own, MetalStackCluster resource, Optional<Cluster> cluster) {
        return free(
                resource,
                cluster,
                () -> metal.findNetworks(NetworkQuery.withId(network.id())).stream()
                                .anyMatch(it ->
                                        it.project().equals(own.spec().projectID()) && ClusterPlan.isOurs(own, it))
                        && metal.findIps(IpQuery.inNetwork(network.id())).isEmpty(),
                signedAt -> metal.freeNetwork(network.id(), signedAt),
                ClusterReasons.NODE_NETWORK_FREED,
                "node network " + network.id());
    }

    /** Lets the object go, after saying what is left. */
    Outcome letGo(List<String> leftAlone, MetalStackCluster resource) {
        leftAlone.forEach(it -> events.normal(resource, ClusterReasons.LEFT_ALONE, it));
        writer.removeFinalizer(resource, MetalStackCluster.FINALIZER);
        return new Outcome.Done();
    }

    /** Only what was really freed is looked after at once: whatever stands in the way may stand there for long. */
    private Outcome free(
            MetalStackCluster resource,
            Optional<Cluster> cluster,
            BooleanSupplier proof,
            Consumer<Instant> call,
            String reason,
            String what) {
        var proofStarted = clock.instant();
        writer.requireUnchanged(resource);
        if (owners.liveCluster(resource, cluster).filter(Cluster::paused).isPresent()) {
            return notYet(what + " is not freed: the Cluster is paused");
        }
        if (!proof.getAsBoolean()) {
            return notYet(what + " is not freed: it is not proved to be this cluster's and unused; looking again");
        }
        if (clock.instant().isAfter(proofStarted.plus(PROOF_LASTS))) {
            return notYet("it took too long to prove that " + what + " is this cluster's; trying again");
        }
        try {
            call.accept(proofStarted);
        } catch (MetalException e) {
            if (e.failure() instanceof MetalFailure.NotFound) {
                return notYet(what + " is gone already, says metal-api; waiting to see it gone");
            }
            throw e;
        }
        var message = "freed " + what;
        LOG.infof(
                "cluster=%s/%s step=free: %s",
                resource.getMetadata().getNamespace(), resource.getMetadata().getName(), message);
        events.normal(resource, reason, message);
        return new Outcome.Progressed();
    }

    private Outcome notYet(String message) {
        return new Outcome.Waiting(ClusterReasons.NOT_FREED_YET, message, config.soon());
    }

    private static boolean freeable(MetalIp ip, ClusterFacts own) {
        return ip.project().equals(own.spec().projectID())
                && ip.isStatic()
                && ClusterDeletionPlan.isOurs(own, ip)
                && OwnershipTags.value(ip.tags(), OwnershipTags.HOLDING_MACHINE).isEmpty();
    }
}
