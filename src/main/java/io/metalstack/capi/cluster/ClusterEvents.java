package io.metalstack.capi.cluster;

import io.fabric8.kubernetes.client.CustomResource;
import io.javaoperatorsdk.operator.api.config.informer.InformerEventSourceConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.javaoperatorsdk.operator.processing.event.source.informer.InformerEventSource;
import io.metalstack.capi.api.v1alpha1.Api;
import io.metalstack.capi.api.v1alpha1.MetalStackCluster;
import io.metalstack.capi.api.v1alpha1.MetalStackFirewall;
import io.metalstack.capi.api.v1alpha1.MetalStackFirewallDeployment;
import io.metalstack.capi.api.v1alpha1.MetalStackMachine;
import io.metalstack.capi.capi.Cluster;
import io.metalstack.capi.capi.Neighbours;
import io.metalstack.capi.capi.Owners;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Which change of which object around it wakes a MetalStackCluster. All references stay in the object's namespace. */
final class ClusterEvents {

    private static final String BY_CLUSTER = "cluster";
    private static final String BY_FIREWALL = "firewall";

    private ClusterEvents() {}

    static List<EventSource<?, MetalStackCluster>> of(EventSourceContext<MetalStackCluster> context) {
        return List.of(clusters(context), machines(context), firewallDeployments(context), firewalls(context));
    }

    /** Its Cluster: pause, deletion, and whatever else is in its spec. */
    private static EventSource<?, MetalStackCluster> clusters(EventSourceContext<MetalStackCluster> context) {
        return new InformerEventSource<>(
                InformerEventSourceConfiguration.from(Cluster.class, MetalStackCluster.class)
                        .withSecondaryToPrimaryMapper(ClusterEvents::infrastructureOf)
                        .withOnUpdateFilter((now, before) -> now.deleting() != before.deleting()
                                || !now.getMetadata()
                                        .getGeneration()
                                        .equals(before.getMetadata().getGeneration()))
                        .build(),
                context);
    }

    static Set<ResourceID> infrastructureOf(Cluster cluster) {
        return Optional.ofNullable(cluster.getSpec())
                .map(Cluster.Spec::infrastructureRef)
                .filter(it -> Api.GROUP.equals(it.apiGroup()) && "MetalStackCluster".equals(it.kind()))
                .map(Cluster.Ref::name)
                .map(it -> Set.of(new ResourceID(it, cluster.getMetadata().getNamespace())))
                .orElse(Set.of());
    }

    /** Its machines: only that one is gone, which a deletion waits for. The Cluster may be gone by then. */
    private static EventSource<?, MetalStackCluster> machines(EventSourceContext<MetalStackCluster> context) {
        var cache = context.getPrimaryCache();
        cache.addIndexer(
                BY_CLUSTER,
                it -> Owners.clusterName(it).map(name -> key(it.getMetadata().getNamespace(), name)).stream()
                        .toList());
        return ofCluster(MetalStackMachine.class, context);
    }

    /** The one that spec names: that it is there, whose it is, and whether nodes reach the outside through it. */
    private static EventSource<?, MetalStackCluster> firewallDeployments(
            EventSourceContext<MetalStackCluster> context) {
        var cache = context.getPrimaryCache();
        cache.addIndexer(
                BY_FIREWALL,
                it -> Optional.ofNullable(it.getSpec().firewallDeploymentRef()).stream()
                        .map(ref -> key(it.getMetadata().getNamespace(), ref.name()))
                        .toList());
        return new InformerEventSource<>(
                InformerEventSourceConfiguration.from(MetalStackFirewallDeployment.class, MetalStackCluster.class)
                        .withSecondaryToPrimaryMapper(it -> ids(cache.byIndex(
                                BY_FIREWALL,
                                key(
                                        it.getMetadata().getNamespace(),
                                        it.getMetadata().getName()))))
                        .build(),
                context);
    }

    /** Its firewalls: only that one is gone, which a deletion waits for. */
    private static EventSource<?, MetalStackCluster> firewalls(EventSourceContext<MetalStackCluster> context) {
        return ofCluster(MetalStackFirewall.class, context);
    }

    /** Wakes the MetalStackCluster that the label of Cluster API leads to, when such an object is gone. */
    private static <R extends CustomResource<?, ?>> EventSource<?, MetalStackCluster> ofCluster(
            Class<R> type, EventSourceContext<MetalStackCluster> context) {
        var cache = context.getPrimaryCache();
        return Neighbours.leaving(
                MetalStackCluster.class,
                type,
                context,
                it -> Owners.clusterLabel(it)
                        .map(name -> ids(
                                cache.byIndex(BY_CLUSTER, key(it.getMetadata().getNamespace(), name))))
                        .orElse(Set.of()),
                Orphans.TOLD_BY);
    }

    private static Set<ResourceID> ids(List<MetalStackCluster> clusters) {
        return clusters.stream().map(ResourceID::fromResource).collect(Collectors.toUnmodifiableSet());
    }

    private static String key(String namespace, String cluster) {
        return namespace + "/" + cluster;
    }
}
