package io.metalstack.capi.machine;

import io.fabric8.kubernetes.client.KubernetesClientException;
import io.javaoperatorsdk.operator.api.reconciler.IndexedResourceCache;
import io.metalstack.capi.allocation.AllocationRecord;
import io.metalstack.capi.allocation.Annotations;
import io.metalstack.capi.api.v1alpha1.MetalStackCluster;
import io.metalstack.capi.api.v1alpha1.MetalStackMachine;
import io.metalstack.capi.capi.Cluster;
import io.metalstack.capi.capi.ObjectWriter;
import io.metalstack.capi.capi.Owners;
import io.metalstack.capi.runtime.ProviderConfig;
import io.metalstack.capi.status.Conditions;
import io.metalstack.capi.status.EventRecorder;
import io.metalstack.capi.status.Outcome;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Lets no more than a share of a cluster's machines go within a window, unless a person confirms it, or the Cluster itself
 * is being deleted. Off unless a share is configured.
 */
@ApplicationScoped
public class DeletionBrake {

    /** How often a write is repeated that lost against another machine's. */
    private static final int MOST_CONFLICTS = 20;

    private final ObjectWriter writer;
    private final Owners owners;
    private final EventRecorder events;
    private final ProviderConfig config;
    private final Clock clock;
    private volatile @Nullable IndexedResourceCache<MetalStackMachine> machines;

    public DeletionBrake(ObjectWriter writer, Owners owners, EventRecorder events, ProviderConfig config, Clock clock) {
        this.writer = writer;
        this.owners = owners;
        this.events = events;
        this.config = config;
        this.clock = clock;
    }

    /** Where the machines of a cluster are looked up: the controller's own cache. */
    void reads(IndexedResourceCache<MetalStackMachine> cache) {
        machines = cache;
    }

    /** Why the machine is not let go yet; when empty, it counts as let go from now on. */
    Optional<Outcome> hold(String machineId, MachineObservation seen) {
        var infrastructure = seen.around().infrastructure();
        if (config.deletionBrakeShare().isEmpty() || infrastructure.isEmpty()) {
            return Optional.empty();
        }
        var cluster = owners.liveCluster(seen.resource(), seen.around().cluster());
        if (cluster.map(Cluster::deleting).orElse(true)) {
            return Optional.empty();
        }
        for (var conflicts = 0; ; conflicts++) {
            var latest = writer.live(infrastructure.get());
            if (latest.isEmpty()) {
                return Optional.empty();
            }
            try {
                return pass(latest.get(), cluster.get(), seen)
                        ? Optional.empty()
                        : Optional.of(held(machineId, latest.get(), seen));
            } catch (IllegalArgumentException e) {
                return Optional.of(waiting("machine " + machineId + " is not freed: " + e.getMessage()));
            } catch (KubernetesClientException e) {
                if (!ObjectWriter.isConflict(e) || conflicts >= MOST_CONFLICTS) {
                    throw e;
                }
            }
        }
    }

    private boolean pass(MetalStackCluster infrastructure, Cluster cluster, MachineObservation seen) {
        var now = clock.instant();
        if (Annotations.until(infrastructure, Annotations.DELETIONS_CONFIRMED_UNTIL, now)
                .filter(now::isBefore)
                .isPresent()) {
            return true;
        }
        var uid = seen.resource().getMetadata().getUid();
        var holding = holding(cluster);
        var recent = RecentFrees.of(infrastructure, now, config.deletionBrakeWindow());
        var deleting = uids(holding, it -> it.getMetadata().getDeletionTimestamp() != null);
        if (recent.tooMany(
                uids(holding, it -> true),
                deleting,
                uid,
                config.deletionBrakeShare().orElseThrow())) {
            return false;
        }
        writer.annotate(infrastructure, Map.of(Annotations.RECENT_FREES, recent.with(uid, now)));
        return true;
    }

    private List<MetalStackMachine> holding(Cluster cluster) {
        var cache = machines;
        if (cache == null) {
            throw new IllegalStateException("asked before the controller was started");
        }
        return cache
                .byIndex(
                        MachineEvents.BY_CLUSTER,
                        MachineEvents.key(cluster, cluster.getMetadata().getName()))
                .stream()
                .filter(it -> !AllocationRecord.of(it).neverAsked())
                .toList();
    }

    private static Set<String> uids(List<MetalStackMachine> machines, Predicate<MetalStackMachine> wanted) {
        return machines.stream()
                .filter(wanted)
                .map(it -> it.getMetadata().getUid())
                .collect(Collectors.toSet());
    }

    private Outcome held(String machineId, MetalStackCluster infrastructure, MachineObservation seen) {
        var name = infrastructure.getMetadata().getName();
        var why = "more than " + Math.round(100 * config.deletionBrakeShare().orElseThrow())
                + " % of the cluster's machines would be freed within " + config.deletionBrakeWindow()
                + ". If that is meant, annotate MetalStackCluster " + name + " with "
                + Annotations.DELETIONS_CONFIRMED_UNTIL + " and a time until which they may go";
        if (!isTold(seen.resource())) {
            events.warning(infrastructure, Reasons.HELD_BY_BRAKE, "machines are not freed: " + why);
        }
        return waiting("machine " + machineId + " is not freed: " + why);
    }

    private static boolean isTold(MetalStackMachine resource) {
        return resource.getStatus() != null
                && Conditions.find(resource.getStatus().conditions(), Conditions.DELETING)
                        .filter(it -> Reasons.HELD_BY_BRAKE.equals(it.getReason()))
                        .isPresent();
    }

    private Outcome waiting(String message) {
        return new Outcome.Waiting(Reasons.HELD_BY_BRAKE, message, config.slowly());
    }
}
