package io.metalstack.capi.machine;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.metalstack.capi.allocation.Annotations;
import io.metalstack.capi.api.v1alpha1.MetalStackCluster;
import io.metalstack.capi.api.v1alpha1.MetalStackMachine;
import io.metalstack.capi.capi.Cluster;
import io.metalstack.capi.capi.Machine;
import io.metalstack.capi.capi.Neighbours;
import io.metalstack.capi.capi.Owners;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Which change of which object around it wakes a MetalStackMachine. These objects change often; most of it is nobody's concern. */
final class MachineEvents {

    /** Index of the controller's cache: machines by their cluster. */
    static final String BY_CLUSTER = "cluster";

    private MachineEvents() {}

    static List<EventSource<?, MetalStackMachine>> of(EventSourceContext<MetalStackMachine> context) {
        var cache = context.getPrimaryCache();
        cache.addIndexer(
                BY_CLUSTER,
                it -> Owners.clusterLabel(it).map(name -> key(it, name)).stream()
                        .toList());
        return List.of(
                source(Machine.class, context, MachineEvents::infrastructureOf, MachineEvents::concern),
                source(
                        Cluster.class,
                        context,
                        it -> ids(cache.byIndex(
                                BY_CLUSTER, key(it, it.getMetadata().getName()))),
                        MachineEvents::concern),
                source(
                        MetalStackCluster.class,
                        context,
                        it -> Owners.clusterLabel(it)
                                .map(name -> ids(cache.byIndex(BY_CLUSTER, key(it, name))))
                                .orElse(Set.of()),
                        MachineEvents::concern));
    }

    /** @param concern the part of the object whose change matters; appearing and vanishing always do */
    private static <R extends HasMetadata> EventSource<?, MetalStackMachine> source(
            Class<R> type,
            EventSourceContext<MetalStackMachine> context,
            Function<R, Set<ResourceID>> machines,
            Function<R, List<?>> concern) {
        return Neighbours.waking(MetalStackMachine.class, type, context, machines, concern);
    }

    static List<?> concern(Machine machine) {
        return Arrays.asList(
                machine.getSpec(), machine.controlPlane(), machine.getMetadata().getDeletionTimestamp());
    }

    static List<?> concern(Cluster cluster) {
        return List.of(cluster.paused(), cluster.infrastructureProvisioned(), cluster.deleting());
    }

    static List<?> concern(MetalStackCluster cluster) {
        return Arrays.asList(
                cluster.getSpec(),
                Annotations.of(cluster, Annotations.CLUSTER_UID),
                Annotations.present(cluster, Annotations.PLAN),
                Annotations.of(cluster, Annotations.DELETIONS_CONFIRMED_UNTIL));
    }

    static Set<ResourceID> infrastructureOf(Machine machine) {
        return Optional.ofNullable(machine.getSpec())
                .map(Machine.Spec::infrastructureRef)
                .filter(it -> "MetalStackMachine".equals(it.kind()) && it.name() != null)
                .map(it ->
                        Set.of(new ResourceID(it.name(), machine.getMetadata().getNamespace())))
                .orElse(Set.of());
    }

    private static Set<ResourceID> ids(List<MetalStackMachine> machines) {
        return machines.stream().map(ResourceID::fromResource).collect(Collectors.toSet());
    }

    static String key(HasMetadata near, String cluster) {
        return near.getMetadata().getNamespace() + "/" + cluster;
    }
}
