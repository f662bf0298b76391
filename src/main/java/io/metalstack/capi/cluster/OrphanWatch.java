package io.metalstack.capi.cluster;

import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.metalstack.capi.api.v1alpha1.MetalStackCluster;
import io.metalstack.capi.capi.Owners;
import io.metalstack.capi.metal.Fleet;
import io.metalstack.capi.metal.MetalAccounts;
import io.metalstack.capi.metal.MetalMachine;
import io.metalstack.capi.status.EventRecorder;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Looks for orphans of living clusters, in the snapshot that all share: metal-api is asked nothing for it. Only reports:
 * Event, condition, and gauge {@code capms.orphans}. What it remembers saves Events and is found again after a restart.
 */
@ApplicationScoped
class OrphanWatch {

    private final MetalAccounts metal;
    private final ClusterSearch search;
    private final EventRecorder events;
    private final Clock clock;

    /** By uid of the MetalStackCluster, then by allocation uuid. */
    private final Map<String, Map<String, Suspect>> suspects = new ConcurrentHashMap<>();

    /** @param since when it was first seen without an object */
    private record Suspect(Instant since, boolean confirmed) {}

    OrphanWatch(MetalAccounts metal, ClusterSearch search, EventRecorder events, Clock clock, MeterRegistry meters) {
        this.metal = metal;
        this.search = search;
        this.events = events;
        this.clock = clock;
        Gauge.builder("capms.orphans", this::count)
                .description("Machines of clusters that are managed here, whose MetalStackMachine is gone")
                .register(meters);
    }

    /** For a cluster whose machines may be anywhere in their lives. */
    Orphans.Sighting look(ClusterFacts own, MetalStackCluster resource, Context<?> context) {
        var project = own.spec().projectID();
        metal.watch(own.account(), project, watcher(resource));
        return metal.fleets(own.account())
                .latest(project)
                .<Orphans.Sighting>map(it -> look(it, own, resource, context))
                .orElseGet(Orphans.Sighting.NotSeenYet::new);
    }

    /** For a cluster that goes or is gone: its deletion frees them. */
    void forget(MetalStackCluster resource) {
        suspects.remove(resource.getMetadata().getUid());
        metal.unwatch(watcher(resource));
    }

    private Orphans.Sighting look(Fleet fleet, ClusterFacts own, MetalStackCluster resource, Context<?> context) {
        var before = suspects.getOrDefault(resource.getMetadata().getUid(), Map.of());
        var now = new HashMap<String, Suspect>();
        var orphans = fleet.machines().stream()
                .filter(it -> Orphans.isOurs(own, it) && !hasObject(own, it, context))
                .sorted(Comparator.comparing(MetalMachine::id))
                .filter(it -> {
                    var uuid = it.allocation().orElseThrow().uuid();
                    var suspect = judge(before.get(uuid), fleet, own, it, resource);
                    now.put(uuid, suspect);
                    return suspect.confirmed;
                })
                .toList();
        suspects.put(resource.getMetadata().getUid(), now);
        return new Orphans.Sighting.Seen(orphans, now.size() > orphans.size());
    }

    /** A machine that is freed goes before its object does, so only a look that was started later can tell. */
    private Suspect judge(
            @Nullable Suspect before, Fleet fleet, ClusterFacts own, MetalMachine machine, MetalStackCluster resource) {
        if (before == null) {
            return new Suspect(clock.instant(), false);
        }
        if (before.confirmed
                || !fleet.startedAt().isAfter(before.since)
                || search.objectOf(own, machine).isPresent()) {
            return before; // what a cache has not seen yet must not be taken for gone
        }
        var kind = Orphans.kind(machine).orElseThrow();
        events.warning(
                resource,
                ClusterReasons.ORPHAN_FOUND,
                kind.role() + " " + machine.id() + " was allocated for "
                        + kind.type().getSimpleName() + " "
                        + Orphans.objectName(own, machine).orElseThrow()
                        + ", which is gone: free it by hand if nobody needs it; else it is freed with the cluster");
        return new Suspect(before.since, true);
    }

    private static boolean hasObject(ClusterFacts own, MetalMachine machine, Context<?> context) {
        return Owners.cached(
                        Orphans.kind(machine).orElseThrow().type(),
                        own.namespace(),
                        Orphans.objectName(own, machine).orElseThrow(),
                        context)
                .filter(it -> Orphans.mayBelongTo(it, machine))
                .isPresent();
    }

    private long count() {
        return suspects.values().stream()
                .map(Map::values)
                .flatMap(it -> it.stream().filter(Suspect::confirmed))
                .count();
    }

    /** A machine's object may have the cluster's name. */
    private static String watcher(MetalStackCluster resource) {
        return "cluster " + resource.getMetadata().getNamespace() + "/"
                + resource.getMetadata().getName();
    }
}
