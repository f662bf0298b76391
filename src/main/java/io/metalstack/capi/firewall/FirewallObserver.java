package io.metalstack.capi.firewall;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.metalstack.capi.allocation.AllocationObservation;
import io.metalstack.capi.allocation.AllocationObserver;
import io.metalstack.capi.api.v1alpha1.MetalStackFirewall;
import io.metalstack.capi.api.v1alpha1.MetalStackMachine;
import io.metalstack.capi.capi.Cluster;
import io.metalstack.capi.capi.Located;
import io.metalstack.capi.capi.Owners;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;

/** Reads what a decision about a firewall needs and changes nothing. */
@ApplicationScoped
class FirewallObserver {

    private final AllocationObserver allocations;
    private final KubernetesClient client;

    FirewallObserver(AllocationObserver allocations, KubernetesClient client) {
        this.allocations = allocations;
        this.client = client;
    }

    FirewallObservation observe(MetalStackFirewall resource, Located.Found home, Context<?> context) {
        var allocation = allocations.observe(resource, home, context);
        return new FirewallObservation(resource, allocation, deployment(resource), nodes(resource, allocation));
    }

    private static String deployment(MetalStackFirewall resource) {
        return Optional.ofNullable(resource.getMetadata().getLabels())
                .map(it -> it.get(MetalStackFirewall.DEPLOYMENT_LABEL))
                .orElse(resource.getMetadata().getName());
    }

    /** Live, as a cache may not have seen a machine yet; asked only while the whole cluster goes, from whichever end. */
    private List<String> nodes(MetalStackFirewall resource, AllocationObservation allocation) {
        var around = allocation.around();
        var clusterStays = around.cluster().filter(it -> !it.deleting()).isPresent()
                && around.infrastructure()
                        .filter(it -> it.getMetadata().getDeletionTimestamp() == null)
                        .isPresent();
        if (!allocation.deleting() || clusterStays) {
            return List.of();
        }
        return Owners.clusterLabel(resource).stream()
                .flatMap(name -> client
                        .resources(MetalStackMachine.class)
                        .inNamespace(resource.getMetadata().getNamespace())
                        .withLabel(Cluster.NAME_LABEL, name)
                        .list()
                        .getItems()
                        .stream())
                .map(it -> it.getMetadata().getName())
                .toList();
    }
}
