package io.metalstack.capi.machine;

import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.metalstack.capi.allocation.AllocationIntent;
import io.metalstack.capi.allocation.AllocationObservation;
import io.metalstack.capi.allocation.AllocationRecord;
import io.metalstack.capi.allocation.Annotations;
import io.metalstack.capi.allocation.OwnershipTags;
import io.metalstack.capi.allocation.Sighting;
import io.metalstack.capi.allocation.Surroundings;
import io.metalstack.capi.api.v1alpha1.ApiEndpoint;
import io.metalstack.capi.api.v1alpha1.ControlPlaneAnnouncement;
import io.metalstack.capi.api.v1alpha1.MetalStackCluster;
import io.metalstack.capi.api.v1alpha1.MetalStackClusterSpec;
import io.metalstack.capi.api.v1alpha1.MetalStackMachine;
import io.metalstack.capi.api.v1alpha1.MetalStackMachineSpec;
import io.metalstack.capi.capi.Cluster;
import io.metalstack.capi.capi.Machine;
import io.metalstack.capi.metal.MetalIp;
import io.metalstack.capi.metal.MetalMachine;
import io.metalstack.capi.runtime.ProviderConfig.AllowedProjects;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Objects and machines as they usually are; a test changes the one thing it is about. */
final class Given {

    static final Instant NOW = Instant.parse("2026-01-02T03:04:05.5Z");
    static final Duration DOUBT = Duration.ofMinutes(3);
    static final String CLAIM = "c1a1";
    static final String CLUSTER_UID = "u1d";
    static final String UUID = "allocation-1";
    static final String MACHINE = "m-1";
    static final String PROJECT = "project";
    static final String VIP = "203.0.113.7";

    private Given() {}

    static MetalStackMachine resource(Map<String, String> annotations, String providerId) {
        var resource = new MetalStackMachine();
        resource.setMetadata(new ObjectMetaBuilder()
                .withNamespace("ns")
                .withName("w-1")
                .withUid("k8s-uid")
                .withGeneration(3L)
                .withFinalizers(MetalStackMachine.FINALIZER)
                .withAnnotations(annotations)
                .build());
        resource.setSpec(new MetalStackMachineSpec(
                providerId, "debian-13.0", "v1-small-x86", null, null, null, null, null, null));
        return resource;
    }

    /** Has its claim, and nothing was asked for yet. */
    static MetalStackMachine fresh() {
        return resource(Map.of(Annotations.CLAIM, CLAIM), null);
    }

    /** An allocation was asked for at this time, and the answer is not recorded. */
    static MetalStackMachine asked(Instant at) {
        return resource(
                Map.of(
                        Annotations.CLAIM,
                        CLAIM,
                        Annotations.ALLOCATION_INTENT,
                        intent(at).asAnnotation()),
                null);
    }

    /** Allocated long ago, and recorded. */
    static MetalStackMachine recorded() {
        return recorded(NOW.minus(Duration.ofDays(1)));
    }

    static MetalStackMachine recorded(Instant askedAt) {
        return resource(
                Map.of(
                        Annotations.CLAIM,
                        CLAIM,
                        Annotations.ALLOCATION_INTENT,
                        intent(askedAt).asAnnotation(),
                        Annotations.ALLOCATION_UUID,
                        UUID),
                "metal://muc/" + MACHINE);
    }

    static MetalStackMachine deleting(MetalStackMachine resource) {
        resource.getMetadata().setDeletionTimestamp(NOW.toString());
        return resource;
    }

    static AllocationIntent intent(Instant at) {
        return new AllocationIntent("machine", CLAIM, at.toString(), 1, PROJECT, "muc", CLUSTER_UID, null);
    }

    static Cluster cluster(boolean provisioned) {
        var cluster = new Cluster();
        cluster.setMetadata(
                new ObjectMetaBuilder().withNamespace("ns").withName("c").build());
        cluster.setSpec(new Cluster.Spec(false, null, new Cluster.Ref("infra", "MetalStackCluster", "c")));
        cluster.setStatus(new Cluster.Status(new Cluster.Initialization(provisioned, false)));
        return cluster;
    }

    static Machine machine(boolean controlPlane, String failureDomain) {
        var machine = new Machine();
        machine.setMetadata(new ObjectMetaBuilder()
                .withNamespace("ns")
                .withName("w-1")
                .withLabels(controlPlane ? Map.of(Machine.CONTROL_PLANE_LABEL, "") : Map.of())
                .build());
        machine.setSpec(new Machine.Spec(
                "c", failureDomain, "v1.36.0", new Machine.Bootstrap("boot"), new Cluster.Ref("", "", "w-1")));
        return machine;
    }

    static MetalStackCluster infrastructure() {
        return infrastructure("n-1", null);
    }

    static MetalStackCluster infrastructure(String nodeNetwork, ControlPlaneAnnouncement announcement) {
        var infrastructure = new MetalStackCluster();
        infrastructure.setMetadata(new ObjectMetaBuilder()
                .withNamespace("ns")
                .withName("c")
                .withAnnotations(Map.of(Annotations.CLUSTER_UID, CLUSTER_UID))
                .build());
        infrastructure.setSpec(new MetalStackClusterSpec(
                new ApiEndpoint(VIP, 443),
                null,
                announcement,
                PROJECT,
                "muc",
                nodeNetwork,
                null,
                null,
                null,
                null,
                null,
                null));
        return infrastructure;
    }

    static Surroundings around() {
        return new Surroundings(
                Optional.of(cluster(true)), Optional.of(machine(false, null)), Optional.of(infrastructure()));
    }

    static Surroundings nothingAround() {
        return new Surroundings(Optional.empty(), Optional.empty(), Optional.empty());
    }

    static MachineObservation seen(MetalStackMachine resource, Sighting sighting) {
        return seen(resource, around(), sighting);
    }

    static MachineObservation seen(MetalStackMachine resource, Surroundings around, Sighting sighting) {
        return seen(resource, around, new BootstrapData.Available("#cloud-config".getBytes()), sighting);
    }

    static MachineObservation seen(
            MetalStackMachine resource, Surroundings around, BootstrapData bootstrap, Sighting sighting) {
        return seen(resource, around, bootstrap, new Announcement.None(), sighting);
    }

    static MachineObservation seen(
            MetalStackMachine resource,
            Surroundings around,
            BootstrapData bootstrap,
            Announcement announcement,
            Sighting sighting) {
        var record = AllocationRecord.of(resource);
        var settledAt = record.intent().map(it -> it.signedAt().plus(DOUBT));
        return new MachineObservation(
                resource,
                new AllocationObservation(NOW, resource, record, around, settledAt, sighting, AllowedProjects.ALL),
                bootstrap,
                announcement);
    }

    static Sighting absent() {
        return new Sighting.Absent(NOW);
    }

    static Sighting ours() {
        return new Sighting.Ours(phonedHome());
    }

    static Set<String> ourTags() {
        return new HashSet<>(OwnershipTags.ofMachine("ns", "c", "w-1", false, CLUSTER_UID, CLAIM));
    }

    /** Allocated, and still as it was before. */
    static MetalMachine allocated() {
        return allocated(ourTags());
    }

    static MetalMachine allocated(Set<String> tags) {
        return held(MACHINE, UUID, PROJECT, "machine", "w-1", tags, "Waiting", null);
    }

    static MetalMachine phonedHome() {
        return held(MACHINE, UUID, PROJECT, "machine", "w-1", ourTags(), "Phoned Home", NOW);
    }

    static MetalMachine held(
            String id,
            String uuid,
            String project,
            String role,
            String hostname,
            Set<String> tags,
            String event,
            Instant phonedHomeAt) {
        var networks = List.of(
                new MetalMachine.Network("internet", "external", List.of("192.0.2.9"), 42L),
                new MetalMachine.Network("n-1", "privateprimaryunshared", List.of("10.0.0.2", "10.0.0.10"), 42L));
        return machine(
                id,
                tags,
                "Alive",
                false,
                new MetalMachine.ProvisioningEvents(event, NOW, NOW, phonedHomeAt, false, false),
                Optional.of(new MetalMachine.Allocation(
                        uuid, project, role, hostname, hostname, "debian-13.0", NOW.minusSeconds(60), networks)));
    }

    static MetalMachine machine(
            String id,
            Set<String> tags,
            String liveliness,
            boolean locked,
            MetalMachine.ProvisioningEvents events,
            Optional<MetalMachine.Allocation> allocation) {
        return new MetalMachine(id, "muc", "v1-small-x86", "rack-1", liveliness, locked, tags, events, allocation);
    }

    static MetalMachine with(
            MetalMachine machine, String liveliness, boolean locked, boolean crashLoop, boolean reclaim) {
        var events = machine.events();
        return machine(
                machine.id(),
                machine.tags(),
                liveliness,
                locked,
                new MetalMachine.ProvisioningEvents(
                        events.newest(),
                        events.newestAt(),
                        events.lastEventAt(),
                        events.phonedHomeAt(),
                        crashLoop,
                        reclaim),
                machine.allocation());
    }

    static MetalIp vip(boolean isStatic, String network, Set<String> tags) {
        return new MetalIp(VIP, "ip-1", "c-control-plane", "", PROJECT, network, isStatic, tags);
    }

    static Set<String> vipTags() {
        return Set.copyOf(OwnershipTags.ofControlPlaneIp("ns", "c", CLUSTER_UID));
    }
}
