package io.metalstack.capi.cluster;

import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.metalstack.capi.allocation.AllocationIntent;
import io.metalstack.capi.allocation.Annotations;
import io.metalstack.capi.allocation.OwnershipTags;
import io.metalstack.capi.api.v1alpha1.MetalStackCluster;
import io.metalstack.capi.metal.MetalIp;
import io.metalstack.capi.metal.MetalMachine;
import io.metalstack.capi.metal.MetalNetwork;
import io.metalstack.capi.runtime.ProviderConfig.AllowedProjects;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Objects of both sides for the tables of the plans. The cluster is {@code default.demo} of project p in partition mini. */
final class Samples {

    /** Of a cluster that the Go provider had nothing to do with. */
    static final GoTraces NO_GO_TRACES = new GoTraces(List.of(), List.of(), List.of(), Map.of());

    static final GoRemains NO_GO_REMAINS = new GoRemains(List.of(), List.of(), List.of());

    static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    static final String UID = "11111111-1111-1111-1111-111111111111";
    static final String OTHER_UID = "22222222-2222-2222-2222-222222222222";
    private static final KubernetesSerialization YAML = new KubernetesSerialization();

    private Samples() {}

    /** Nothing of ours on it yet. */
    static MetalStackCluster untouched(String... spec) {
        return YAML.unmarshal("""
                apiVersion: infrastructure.cluster.x-k8s.io/v1alpha1
                kind: MetalStackCluster
                metadata: {name: demo, namespace: default, generation: 3, annotations: {}}
                spec:
                  projectID: p
                  partition: mini
                  %s
                """.formatted(String.join("\n  ", spec)), MetalStackCluster.class);
    }

    /** With finalizer and cluster-uid. */
    static MetalStackCluster taken(String... spec) {
        var cluster = untouched(spec);
        cluster.getMetadata().setFinalizers(List.of(MetalStackCluster.FINALIZER));
        return annotated(cluster, Annotations.CLUSTER_UID, UID);
    }

    /** With the finalizer, but the cluster-uid was lost. */
    static MetalStackCluster withoutUid(String... spec) {
        var cluster = untouched(spec);
        cluster.getMetadata().setFinalizers(List.of(MetalStackCluster.FINALIZER));
        return cluster;
    }

    static MetalStackCluster annotated(MetalStackCluster cluster, String key, String value) {
        var annotations = new HashMap<>(cluster.getMetadata().getAnnotations());
        annotations.put(key, value);
        cluster.getMetadata().setAnnotations(annotations);
        return cluster;
    }

    /** Asked for an allocation that long ago, and did not get to record it. */
    static MetalStackCluster asked(MetalStackCluster cluster, String what, Duration ago) {
        var intent = new AllocationIntent(what, UID, NOW.minus(ago).toString(), 1, "p", "mini", UID, null);
        annotated(cluster, Annotations.HAS_ALLOCATED, "true");
        return annotated(cluster, Annotations.ALLOCATION_INTENT, intent.asAnnotation());
    }

    static MetalStackCluster allocated(MetalStackCluster cluster) {
        return annotated(cluster, Annotations.HAS_ALLOCATED, "true");
    }

    /** A call is settled three minutes after it was announced. */
    static ClusterFacts facts(MetalStackCluster cluster) {
        return facts(cluster, AllowedProjects.ALL);
    }

    static ClusterFacts facts(MetalStackCluster cluster, AllowedProjects allowed) {
        return ClusterFacts.of(cluster, Duration.ofSeconds(30), Duration.ofSeconds(140), allowed);
    }

    static MetalNetwork network(String id) {
        return network(id, "p", "mini", false, "super", Map.of());
    }

    static MetalNetwork network(
            String id, String project, String partition, boolean shared, String parent, Map<String, String> labels) {
        return new MetalNetwork(id, id, "", partition, project, parent, false, shared, List.of("10.0.0.0/22"), labels);
    }

    static MetalNetwork networkOf(String uid, String id) {
        return network(id, "p", "mini", false, "super", OwnershipTags.ofNetwork("default", "demo", uid));
    }

    static MetalNetwork external(String id, String partition, String project) {
        return network(id, project, partition, false, "", Map.of(ClusterObserver.DEFAULT_EXTERNAL, ""));
    }

    static MetalIp ip(String address, String project, String... tags) {
        return new MetalIp(address, "a-" + address, "", "", project, "internet", true, Set.of(tags));
    }

    static MetalIp ipOf(String uid, String address) {
        return ip(
                address,
                "p",
                OwnershipTags.ofControlPlaneIp("default", "demo", uid).toArray(String[]::new));
    }

    static MetalIp heldBy(MetalIp ip, String machine) {
        var tags = new HashSet<>(ip.tags());
        tags.add(OwnershipTags.tag(OwnershipTags.HOLDING_MACHINE, machine));
        return new MetalIp(
                ip.address(), ip.allocationUuid(), ip.name(), "", ip.project(), ip.network(), ip.isStatic(), tags);
    }

    static MetalIp ephemeral(MetalIp ip) {
        return new MetalIp(
                ip.address(), ip.allocationUuid(), ip.name(), "", ip.project(), ip.network(), false, ip.tags());
    }

    static MetalMachine machine(String id, String... tags) {
        return new MetalMachine(
                id,
                "mini",
                "size",
                "",
                "Alive",
                false,
                Set.of(tags),
                new MetalMachine.ProvisioningEvents("", null, null, null, false, false),
                Optional.empty());
    }

    /** Allocated in the project of the cluster, with all that a machine of ours carries. */
    static MetalMachine allocated(MetalMachine machine, String role) {
        return new MetalMachine(
                machine.id(),
                machine.partition(),
                machine.size(),
                machine.rack(),
                machine.liveliness(),
                machine.locked(),
                machine.tags(),
                machine.events(),
                Optional.of(new MetalMachine.Allocation(
                        "a-" + machine.id(), "p", role, machine.id(), machine.id(), "image", NOW, List.of())));
    }

    static MetalMachine machineOf(String uid, String id, String claim) {
        return machine(
                id,
                OwnershipTags.ofMachine("default", "demo", id, false, uid, claim)
                        .toArray(String[]::new));
    }
}
