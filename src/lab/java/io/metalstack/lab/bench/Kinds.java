package io.metalstack.lab.bench;

import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;

/** The kinds that the bench makes and watches. */
final class Kinds {
    static final ResourceDefinitionContext CLUSTER = kind("cluster.x-k8s.io", "v1beta2", "Cluster", "clusters");
    static final ResourceDefinitionContext MACHINE = kind("cluster.x-k8s.io", "v1beta2", "Machine", "machines");
    static final ResourceDefinitionContext METAL_STACK_CLUSTER =
            kind("infrastructure.cluster.x-k8s.io", "v1alpha1", "MetalStackCluster", "metalstackclusters");
    static final ResourceDefinitionContext METAL_STACK_MACHINE =
            kind("infrastructure.cluster.x-k8s.io", "v1alpha1", "MetalStackMachine", "metalstackmachines");

    private Kinds() {}

    private static ResourceDefinitionContext kind(String group, String version, String kind, String plural) {
        return new ResourceDefinitionContext.Builder()
                .withGroup(group)
                .withVersion(version)
                .withKind(kind)
                .withPlural(plural)
                .withNamespaced(true)
                .build();
    }
}
