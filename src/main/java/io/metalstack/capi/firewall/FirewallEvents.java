package io.metalstack.capi.firewall;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.javaoperatorsdk.operator.processing.event.source.IndexerResourceCache;
import io.metalstack.capi.allocation.Annotations;
import io.metalstack.capi.api.v1alpha1.MetalStackCluster;
import io.metalstack.capi.api.v1alpha1.MetalStackMachine;
import io.metalstack.capi.capi.Cluster;
import io.metalstack.capi.capi.Neighbours;
import io.metalstack.capi.capi.Owners;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Which change of which object around it wakes an object of this room: everything goes by the cluster's label. */
final class FirewallEvents {

    private static final String BY_CLUSTER = "cluster";

    private FirewallEvents() {}

    /** Its Cluster and MetalStackCluster. */
    static <P extends HasMetadata> List<EventSource<?, P>> of(Class<P> type, EventSourceContext<P> context) {
        context.getPrimaryCache()
                .addIndexer(
                        BY_CLUSTER,
                        it -> Owners.clusterLabel(it).map(name -> key(it, name)).stream()
                                .toList());
        return List.of(
                source(
                        Cluster.class,
                        type,
                        context,
                        it -> Optional.of(it.getMetadata().getName()),
                        it -> List.of(it.paused(), it.deleting())),
                source(
                        MetalStackCluster.class,
                        type,
                        context,
                        Owners::clusterLabel,
                        it -> Arrays.asList(
                                it.getSpec(),
                                Annotations.of(it, Annotations.CLUSTER_UID),
                                Annotations.present(it, Annotations.PLAN),
                                it.getMetadata().getDeletionTimestamp())));
    }

    /** The cluster's machines, of which only that one is gone matters: a firewall waits for that. After {@link #of}. */
    static <P extends HasMetadata> EventSource<?, P> machines(Class<P> type, EventSourceContext<P> context) {
        var cache = context.getPrimaryCache();
        return Neighbours.leaving(
                type,
                MetalStackMachine.class,
                context,
                it -> Owners.clusterLabel(it)
                        .map(name -> around(cache, it, name))
                        .orElse(Set.of()),
                Set.of());
    }

    /** @param concern the part of the object whose change matters; appearing and vanishing always do */
    private static <R extends HasMetadata, P extends HasMetadata> EventSource<?, P> source(
            Class<R> of,
            Class<P> wakes,
            EventSourceContext<P> context,
            Function<R, Optional<String>> cluster,
            Function<R, List<?>> concern) {
        var cache = context.getPrimaryCache();
        return Neighbours.waking(
                wakes,
                of,
                context,
                it -> cluster.apply(it).map(name -> around(cache, it, name)).orElse(Set.of()),
                concern);
    }

    private static <P extends HasMetadata> Set<ResourceID> around(
            IndexerResourceCache<P> cache, HasMetadata near, String cluster) {
        return cache.byIndex(BY_CLUSTER, key(near, cluster)).stream()
                .map(ResourceID::fromResource)
                .collect(Collectors.toUnmodifiableSet());
    }

    private static String key(HasMetadata near, String cluster) {
        return near.getMetadata().getNamespace() + "/" + cluster;
    }
}
