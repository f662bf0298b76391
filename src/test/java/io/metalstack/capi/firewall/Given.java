package io.metalstack.capi.firewall;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import io.metalstack.capi.allocation.AllocationIntent;
import io.metalstack.capi.allocation.AllocationObservation;
import io.metalstack.capi.allocation.AllocationReasons;
import io.metalstack.capi.allocation.AllocationRecord;
import io.metalstack.capi.allocation.Annotations;
import io.metalstack.capi.allocation.Sighting;
import io.metalstack.capi.allocation.Surroundings;
import io.metalstack.capi.api.v1alpha1.Initialization;
import io.metalstack.capi.api.v1alpha1.LocalRef;
import io.metalstack.capi.api.v1alpha1.MetalStackCluster;
import io.metalstack.capi.api.v1alpha1.MetalStackClusterSpec;
import io.metalstack.capi.api.v1alpha1.MetalStackFirewall;
import io.metalstack.capi.api.v1alpha1.MetalStackFirewallDeployment;
import io.metalstack.capi.api.v1alpha1.MetalStackFirewallDeploymentSpec;
import io.metalstack.capi.api.v1alpha1.MetalStackFirewallSpec;
import io.metalstack.capi.api.v1alpha1.MetalStackFirewallStatus;
import io.metalstack.capi.api.v1alpha1.MetalStackFirewallTemplate;
import io.metalstack.capi.api.v1alpha1.MetalStackFirewallTemplateSpec;
import io.metalstack.capi.capi.Cluster;
import io.metalstack.capi.firewall.DeploymentObservation.Outside;
import io.metalstack.capi.runtime.ProviderConfig.AllowedProjects;
import io.metalstack.capi.status.Conditions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Objects as they usually are; a test changes the one thing it is about. */
final class Given {

    static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");
    static final Duration DEADLINE = Duration.ofMinutes(15);
    static final String DEPLOYMENT = "fw";

    private Given() {}

    static MetalStackFirewallTemplateSpec spec(String image) {
        return spec("v1-small-x86", image, List.of("internet"), null, null);
    }

    static MetalStackFirewallTemplateSpec spec(
            String size, String image, List<String> networks, String project, String partition) {
        return new MetalStackFirewallTemplateSpec(
                size, image, networks, partition, project, null, null, null, null, null, null, null, null, null, null,
                null, null, null, null, null, null, null, null, null, null, null);
    }

    static MetalStackFirewallTemplate template(String image) {
        return template(spec(image));
    }

    private static OwnerReference ofDeployment() {
        return new OwnerReferenceBuilder()
                .withKind("MetalStackFirewallDeployment")
                .withName(DEPLOYMENT)
                .withUid("deployment-uid")
                .build();
    }

    static MetalStackFirewallTemplate template(MetalStackFirewallTemplateSpec spec) {
        var template = new MetalStackFirewallTemplate();
        template.setMetadata(new ObjectMetaBuilder()
                .withNamespace("ns")
                .withName("t")
                .withOwnerReferences(ofDeployment())
                .build());
        template.setSpec(spec);
        return template;
    }

    static MetalStackFirewallDeployment deployment() {
        return deployment(MetalStackFirewallDeploymentSpec.Strategy.RollingUpdate);
    }

    static MetalStackFirewallDeployment deployment(MetalStackFirewallDeploymentSpec.Strategy strategy) {
        var deployment = new MetalStackFirewallDeployment();
        deployment.setMetadata(new ObjectMetaBuilder()
                .withNamespace("ns")
                .withName(DEPLOYMENT)
                .withUid("deployment-uid")
                .withFinalizers(MetalStackFirewallDeployment.FINALIZER)
                .build());
        deployment.setSpec(new MetalStackFirewallDeploymentSpec(new LocalRef("t"), null, null, strategy, null, null));
        return deployment;
    }

    static Cluster cluster() {
        var cluster = new Cluster();
        cluster.setMetadata(
                new ObjectMetaBuilder().withNamespace("ns").withName("c").build());
        return cluster;
    }

    static MetalStackCluster infrastructure() {
        return infrastructure("n-1");
    }

    static MetalStackCluster infrastructure(String nodeNetwork) {
        var infrastructure = new MetalStackCluster();
        infrastructure.setMetadata(new ObjectMetaBuilder()
                .withNamespace("ns")
                .withName("c")
                .withAnnotations(Map.of(Annotations.CLUSTER_UID, "u1d"))
                .build());
        infrastructure.setSpec(new MetalStackClusterSpec(
                null,
                null,
                null,
                "project",
                "muc",
                nodeNetwork,
                null,
                null,
                new LocalRef(DEPLOYMENT),
                null,
                null,
                null));
        return infrastructure;
    }

    /** A firewall whose controller has published this. */
    static MetalStackFirewall firewall(String image, String ready, String reason, boolean provisioned) {
        var firewall = new MetalStackFirewall();
        var name = Revision.of(spec(image)).nameFor(DEPLOYMENT);
        var intent = new AllocationIntent(
                "firewall", "claim", NOW.minus(Duration.ofHours(1)).toString(), 1, "project", "muc", "u1d", null);
        firewall.setMetadata(new ObjectMetaBuilder()
                .withNamespace("ns")
                .withName(name)
                .withUid(name + "-uid")
                .withOwnerReferences(ofDeployment())
                .withCreationTimestamp(NOW.minus(Duration.ofHours(2)).toString())
                .withAnnotations(Map.of(
                        Annotations.ALLOCATION_UUID, "uuid", Annotations.ALLOCATION_INTENT, intent.asAnnotation()))
                .build());
        firewall.setSpec(new MetalStackFirewallSpec("metal://muc/m-1", spec(image)));
        var make = Conditions.at(1L, NOW);
        var created = AllocationReasons.GONE.equals(reason)
                ? make.isFalse(FirewallConditions.CREATED, reason, "")
                : make.isTrue(FirewallConditions.CREATED, AllocationReasons.ALLOCATED, "");
        var shown = "True".equals(ready)
                ? make.isTrue(Conditions.READY, reason, "")
                : make.isFalse(Conditions.READY, reason, "");
        firewall.setStatus(
                new MetalStackFirewallStatus(Initialization.of(provisioned), null, null, List.of(created, shown)));
        return firewall;
    }

    static MetalStackFirewall ready(String image) {
        return firewall(image, "True", FirewallReasons.READY, true);
    }

    static MetalStackFirewall installing(String image, Duration since) {
        var firewall = firewall(image, "False", AllocationReasons.INSTALLING, false);
        var intent = new AllocationIntent(
                "firewall", "claim", NOW.minus(since).toString(), 1, "project", "muc", "u1d", null);
        firewall.getMetadata().getAnnotations().put(Annotations.ALLOCATION_INTENT, intent.asAnnotation());
        return firewall;
    }

    static <T extends HasMetadata> T deleting(T resource) {
        resource.getMetadata().setDeletionTimestamp(NOW.toString());
        return resource;
    }

    static DeploymentObservation seen(
            MetalStackFirewallDeployment deployment,
            MetalStackFirewallTemplate template,
            DeploymentObservation.Capacity capacity,
            MetalStackFirewall... firewalls) {
        return seen(
                deployment,
                template,
                new Outside(new GivenFirewall.NotLooked(), capacity, Optional.empty(), List.of()),
                firewalls);
    }

    static DeploymentObservation seen(
            MetalStackFirewallDeployment deployment,
            MetalStackFirewallTemplate template,
            Outside outside,
            MetalStackFirewall... firewalls) {
        return new DeploymentObservation(
                NOW,
                deployment,
                Optional.of(cluster()),
                Optional.of(infrastructure()),
                Optional.ofNullable(template),
                List.of(firewalls),
                outside,
                DEADLINE);
    }

    static DeploymentObservation seen(MetalStackFirewallTemplate template, MetalStackFirewall... firewalls) {
        return seen(deployment(), template, new DeploymentObservation.Capacity.Free(1), firewalls);
    }

    /** A firewall that nothing was asked for yet, in these surroundings. */
    static FirewallObservation fresh(MetalStackFirewallTemplateSpec spec, MetalStackCluster infrastructure) {
        var firewall = new MetalStackFirewall();
        firewall.setMetadata(new ObjectMetaBuilder()
                .withNamespace("ns")
                .withName("fw-1")
                .withFinalizers(MetalStackFirewall.FINALIZER)
                .withAnnotations(Map.of(Annotations.CLAIM, "claim"))
                .build());
        firewall.setSpec(new MetalStackFirewallSpec(null, spec));
        return observation(firewall, infrastructure, new Sighting.NotLooked(), List.of());
    }

    static FirewallObservation observation(
            MetalStackFirewall firewall, MetalStackCluster infrastructure, Sighting sighting, List<String> nodes) {
        var around = new Surroundings(Optional.of(cluster()), Optional.empty(), Optional.ofNullable(infrastructure));
        var allocation = new AllocationObservation(
                NOW, firewall, AllocationRecord.of(firewall), around, Optional.empty(), sighting, AllowedProjects.ALL);
        return new FirewallObservation(firewall, allocation, DEPLOYMENT, nodes);
    }
}
