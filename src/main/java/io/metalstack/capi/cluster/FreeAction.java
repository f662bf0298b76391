package io.metalstack.capi.cluster;

import io.metalstack.capi.allocation.OwnershipTags;
import io.metalstack.capi.api.v1alpha1.MetalStackCluster;
import io.metalstack.capi.api.v1alpha1.MetalStackFirewallDeployment;
import io.metalstack.capi.capi.Cluster;
import io.metalstack.capi.capi.ObjectWriter;
import io.metalstack.capi.capi.Owners;
import io.metalstack.capi.metal.IpQuery;
import io.metalstack.capi.metal.MachineQuery;
import io.metalstack.capi.metal.MetalException;
import io.metalstack.capi.metal.MetalFailure;
import io.metalstack.capi.metal.MetalIp;
import io.metalstack.capi.metal.MetalMachine;
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

    private static final String FREED = "freed";

    private final ClusterSearch search;
    private final ObjectWriter writer;
    private final Owners owners;
    private final EventRecorder events;
    private final ProviderConfig config;
    private final Clock clock;

    FreeAction(
            ClusterSearch search,
            ObjectWriter writer,
            Owners owners,
            EventRecorder events,
            ProviderConfig config,
            Clock clock) {
        this.search = search;
        this.writer = writer;
        this.owners = owners;
        this.events = events;
        this.config = config;
        this.clock = clock;
    }

    Outcome address(MetalIp ip, ClusterFacts own, MetalStackCluster resource, Optional<Cluster> cluster) {
        return free(
                resource,
                cluster,
                () -> search.api(own).findIps(IpQuery.withAddress(ip.address())).stream()
                        .anyMatch(it -> it.allocationUuid().equals(ip.allocationUuid())
                                && (freeable(it, own) || freeableOfGoProvider(it, own))),
                signedAt -> search.api(own).freeIp(ip.address(), signedAt),
                ClusterReasons.CONTROL_PLANE_IP_FREED,
                FREED,
                "control-plane IP " + ip.address());
    }

    Outcome network(MetalNetwork network, ClusterFacts own, MetalStackCluster resource, Optional<Cluster> cluster) {
        return free(
                resource,
                cluster,
                () -> search.api(own).findNetworks(NetworkQuery.withId(network.id())).stream()
                                .anyMatch(it -> it.project().equals(own.spec().projectID())
                                        && (ClusterPlan.isOurs(own, it) || GoProvider.made(own, it)))
                        && search.api(own)
                                .findIps(IpQuery.inNetwork(network.id()))
                                .isEmpty(),
                signedAt -> search.api(own).freeNetwork(network.id(), signedAt),
                ClusterReasons.NODE_NETWORK_FREED,
                FREED,
                "node network " + network.id());
    }

    /** Hardware ids are reused, so the allocation has to be the same, and its object still gone. */
    Outcome orphan(MetalMachine machine, ClusterFacts own, MetalStackCluster resource, Optional<Cluster> cluster) {
        var uuid = machine.allocation().map(MetalMachine.Allocation::uuid);
        return free(
                resource,
                cluster,
                () -> search.objectOf(own, machine).isEmpty()
                        && search.api(own).findMachines(MachineQuery.withId(machine.id())).stream()
                                .anyMatch(it -> it.id().equals(machine.id())
                                        && it.allocation()
                                                .map(MetalMachine.Allocation::uuid)
                                                .equals(uuid)
                                        && Orphans.isOurs(own, it)),
                signedAt -> search.api(own).freeMachine(machine.id(), signedAt),
                ClusterReasons.ORPHAN_FREED,
                FREED,
                "machine " + machine.id() + " without a MetalStackMachine");
    }

    Outcome serviceAddress(MetalIp ip, ClusterFacts own, MetalStackCluster resource, Optional<Cluster> cluster) {
        return free(
                resource,
                cluster,
                () -> isLeft(ip, own),
                signedAt -> search.api(own).freeIp(ip.address(), signedAt),
                ClusterReasons.SERVICE_IP_FREED,
                FREED,
                "IP " + ip.address() + " of a Service");
    }

    /** What others use stays theirs: only our tags go. */
    Outcome untag(MetalIp ip, ClusterFacts own, MetalStackCluster resource, Optional<Cluster> cluster) {
        return free(
                resource,
                cluster,
                () -> isLeft(ip, own),
                signedAt -> search.api(own).tagIp(ip.address(), ServiceIps.tagsWithoutOurs(own, ip), signedAt),
                ClusterReasons.SERVICE_IP_UNTAGGED,
                "took the tags of this cluster's Services off",
                "IP " + ip.address());
    }

    /** Still as it was decided on, tags included, and nobody else has come to use the cluster's id. */
    private boolean isLeft(MetalIp ip, ClusterFacts own) {
        var left = search.services(own);
        return left.otherUsers().isEmpty() && left.ips().contains(ip);
    }

    /** The firewall itself is its controller's to prove and to free. */
    Outcome firewall(MetalStackFirewallDeployment deployment, MetalStackCluster resource, Optional<Cluster> cluster) {
        writer.requireUnchanged(resource);
        if (owners.liveCluster(resource, cluster).filter(Cluster::paused).isPresent()) {
            return notYet("the firewall", "the Cluster is paused");
        }
        writer.delete(deployment);
        return new Outcome.Progressed();
    }

    /** Lets the object go, after saying what is left. */
    Outcome letGo(List<String> leftAlone, MetalStackCluster resource) {
        leftAlone.forEach(it -> events.normal(resource, ClusterReasons.LEFT_ALONE, it));
        writer.removeFinalizer(resource, MetalStackCluster.FINALIZER);
        return new Outcome.Done();
    }

    /** Takes the finalizer off after telling all that may stay behind; for this, metal-api is not asked. */
    Outcome forceRelease(String left, MetalStackCluster resource, Optional<Cluster> cluster) {
        writer.requireUnchanged(resource);
        if (owners.liveCluster(resource, cluster).filter(Cluster::paused).isPresent()) {
            return notYet("the MetalStackCluster", "the Cluster is paused");
        }
        events.warning(resource, ClusterReasons.FORCE_RELEASED, left);
        LOG.warnf(
                "cluster=%s/%s %s",
                resource.getMetadata().getNamespace(), resource.getMetadata().getName(), left);
        writer.removeFinalizer(resource, MetalStackCluster.FINALIZER);
        return new Outcome.Done();
    }

    /**
     * Only what was really done is looked after at once: whatever stands in the way may stand there for long.
     *
     * @param did what to tell once it is done, before the name of what it was done to
     */
    private Outcome free(
            MetalStackCluster resource,
            Optional<Cluster> cluster,
            BooleanSupplier proof,
            Consumer<Instant> call,
            String reason,
            String did,
            String what) {
        var proofStarted = clock.instant();
        writer.requireUnchanged(resource);
        if (owners.liveCluster(resource, cluster).filter(Cluster::paused).isPresent()) {
            return notYet(what, "the Cluster is paused");
        }
        if (!proof.getAsBoolean()) {
            return notYet(what, "it is not proved to be this cluster's and unused; looking again");
        }
        if (clock.instant().isAfter(proofStarted.plus(PROOF_LASTS))) {
            return notYet(what, "it took too long to prove that it is this cluster's; trying again");
        }
        try {
            call.accept(proofStarted);
        } catch (MetalException e) {
            if (e.failure() instanceof MetalFailure.NotFound) {
                return notYet(what, "it is gone already, says metal-api; waiting to see it gone");
            }
            if (e.failure() instanceof MetalFailure.Busy(var message)) {
                return notYet(what, message);
            }
            throw e;
        }
        var done = did + " " + what;
        LOG.infof(
                "cluster=%s/%s step=free: %s",
                resource.getMetadata().getNamespace(), resource.getMetadata().getName(), done);
        events.normal(resource, reason, done);
        return new Outcome.Progressed();
    }

    private Outcome notYet(String what, String why) {
        return new Outcome.Waiting(
                ClusterReasons.NOT_FREED_YET, what + " is not given back yet: " + why, config.soon());
    }

    /** Machines announce it without holding it, so none may be left that bears the cluster's name. */
    private boolean freeableOfGoProvider(MetalIp ip, ClusterFacts own) {
        return GoProvider.made(own, ip)
                && OwnershipTags.value(ip.tags(), OwnershipTags.HOLDING_MACHINE).isEmpty()
                && search.machinesNamingUs(own).isEmpty();
    }

    private static boolean freeable(MetalIp ip, ClusterFacts own) {
        return ip.project().equals(own.spec().projectID())
                && ip.isStatic()
                && ClusterDeletionPlan.isOurs(own, ip)
                && OwnershipTags.value(ip.tags(), OwnershipTags.HOLDING_MACHINE).isEmpty();
    }
}
