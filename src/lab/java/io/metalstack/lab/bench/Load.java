package io.metalstack.lab.bench;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import io.metalstack.lab.LabException;
import io.metalstack.lab.simulator.InventorySpec;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/**
 * Clusters of one project with their machines, made as Cluster API's core would make them: owner references, bootstrap data and
 * the flag that the infrastructure of a cluster is there.
 *
 * @param name begins the name of each of its objects
 */
record Load(KubernetesClient client, String project, String name, int clusters) {
    /** As many as a busy core has under way; one alone would be what is measured. */
    private static final int AT_ONCE = 16;

    String cluster(int number) {
        return name + "-c" + number;
    }

    String machine(int number) {
        return name + "-m" + number;
    }

    List<String> clusterNames() {
        return IntStream.range(0, clusters).mapToObj(this::cluster).toList();
    }

    List<String> machineNames(int from, int to) {
        return IntStream.range(from, to).mapToObj(this::machine).toList();
    }

    /** Makes Clusters, and a MetalStackCluster for each. */
    void makeClusters() {
        each(0, clusters, number -> {
            var owner = create(Kinds.CLUSTER, """
                apiVersion: cluster.x-k8s.io/v1beta2
                kind: Cluster
                metadata: {name: %1$s}
                spec:
                  infrastructureRef: {apiGroup: infrastructure.cluster.x-k8s.io, kind: MetalStackCluster, name: %1$s}
                  controlPlaneRef: {apiGroup: controlplane.cluster.x-k8s.io, kind: KubeadmControlPlane, name: %1$s}
                """.formatted(cluster(number)));
            return create(Kinds.METAL_STACK_CLUSTER, """
                apiVersion: infrastructure.cluster.x-k8s.io/v1alpha1
                kind: MetalStackCluster
                metadata:
                  name: %1$s
                  labels: {cluster.x-k8s.io/cluster-name: %1$s}
                  ownerReferences: [{apiVersion: cluster.x-k8s.io/v1beta2, kind: Cluster, name: %1$s, uid: %2$s}]
                spec: {projectID: %3$s, partition: %4$s}
                """.formatted(
                            cluster(number), owner.getMetadata().getUid(), project, InventorySpec.MINI_LAB));
        });
    }

    /** Says of each Cluster that its infrastructure is there, as core does once it sees that. */
    void clustersAreThere() {
        each(
                0,
                clusters,
                number -> client.genericKubernetesResources(Kinds.CLUSTER)
                        .inNamespace(ApiServer.NAMESPACE)
                        .withName(cluster(number))
                        .subresource("status")
                        .patch(
                                PatchContext.of(PatchType.JSON_MERGE),
                                "{\"status\":{\"initialization\":{\"infrastructureProvisioned\":true}}}"));
    }

    /** Makes Machines with their bootstrap data, but nothing that a provider would act on. */
    List<GenericKubernetesResource> prepareMachines(int from, int to) {
        return each(from, to, number -> {
            client.resource(new SecretBuilder()
                            .withNewMetadata()
                            .withName(machine(number))
                            .withNamespace(ApiServer.NAMESPACE)
                            .endMetadata()
                            .withType("cluster.x-k8s.io/secret")
                            .addToStringData("value", "#cloud-config\n")
                            .addToStringData("format", "cloud-config")
                            .build())
                    .create();
            return create(Kinds.MACHINE, """
                apiVersion: cluster.x-k8s.io/v1beta2
                kind: Machine
                metadata: {name: %1$s, labels: {cluster.x-k8s.io/cluster-name: %2$s}}
                spec:
                  clusterName: %2$s
                  version: v1.36.3
                  bootstrap: {dataSecretName: %1$s}
                  infrastructureRef: {apiGroup: infrastructure.cluster.x-k8s.io, kind: MetalStackMachine, name: %1$s}
                """.formatted(machine(number), cluster(number % clusters)));
        });
    }

    /**
     * Makes the MetalStackMachines of these Machines: from now on the provider has work.
     *
     * @return when the first one was about to be made
     */
    Instant askFor(List<GenericKubernetesResource> machines) {
        var began = Instant.now();
        each(0, machines.size(), index -> {
            var owner = machines.get(index).getMetadata();
            return create(Kinds.METAL_STACK_MACHINE, """
                apiVersion: infrastructure.cluster.x-k8s.io/v1alpha1
                kind: MetalStackMachine
                metadata:
                  name: %1$s
                  labels: {cluster.x-k8s.io/cluster-name: %2$s}
                  ownerReferences:
                  - {apiVersion: cluster.x-k8s.io/v1beta2, kind: Machine, name: %1$s, uid: %3$s, controller: true}
                spec: {size: %4$s, image: debian-13.0}
                """.formatted(
                            owner.getName(),
                            owner.getLabels().get("cluster.x-k8s.io/cluster-name"),
                            owner.getUid(),
                            InventorySpec.SMALL));
        });
        return began;
    }

    /** Deletes its clusters, which must be without machines; they go when the provider lets them. */
    void deleteClusters() {
        clusterNames()
                .forEach(it -> client.genericKubernetesResources(Kinds.METAL_STACK_CLUSTER)
                        .inNamespace(ApiServer.NAMESPACE)
                        .withName(it)
                        .delete());
    }

    /** What core does last. */
    void deleteCoreClusters() {
        clusterNames()
                .forEach(it -> client.genericKubernetesResources(Kinds.CLUSTER)
                        .inNamespace(ApiServer.NAMESPACE)
                        .withName(it)
                        .delete());
    }

    private GenericKubernetesResource create(ResourceDefinitionContext kind, String yaml) {
        var resource = client.getKubernetesSerialization().unmarshal(yaml, GenericKubernetesResource.class);
        return client.genericKubernetesResources(kind)
                .inNamespace(ApiServer.NAMESPACE)
                .resource(resource)
                .create();
    }

    private static <T> List<T> each(int from, int to, IntFunction<T> make) {
        try (var threads =
                Executors.newFixedThreadPool(AT_ONCE, Thread.ofVirtual().factory())) {
            var made = new ArrayList<Future<T>>();
            for (int number = from; number < to; number++) {
                int which = number;
                made.add(threads.submit(() -> make.apply(which)));
            }
            var results = new ArrayList<T>();
            for (var it : made) {
                results.add(it.get());
            }
            return results;
        } catch (ExecutionException e) {
            throw new LabException("cannot make the objects: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LabException("interrupted", e);
        }
    }
}
