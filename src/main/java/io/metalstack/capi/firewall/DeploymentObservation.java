package io.metalstack.capi.firewall;

import io.fabric8.kubernetes.api.model.Condition;
import io.metalstack.capi.allocation.AllocationIntent;
import io.metalstack.capi.allocation.AllocationReasons;
import io.metalstack.capi.allocation.Annotations;
import io.metalstack.capi.allocation.ProviderId;
import io.metalstack.capi.api.v1alpha1.MetalStackCluster;
import io.metalstack.capi.api.v1alpha1.MetalStackFirewall;
import io.metalstack.capi.api.v1alpha1.MetalStackFirewallDeployment;
import io.metalstack.capi.api.v1alpha1.MetalStackFirewallDeploymentSpec.Repair;
import io.metalstack.capi.api.v1alpha1.MetalStackFirewallDeploymentSpec.Strategy;
import io.metalstack.capi.api.v1alpha1.MetalStackFirewallTemplate;
import io.metalstack.capi.capi.Cluster;
import io.metalstack.capi.metal.MetalFailure;
import io.metalstack.capi.status.Conditions;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What was true of a deployment at one instant. Values only.
 *
 * @param template that spec names; empty when there is none of that name
 * @param firewalls of this deployment, as their controller publishes them
 * @param outside what metal-api shows
 * @param deadline how long a firewall may take from its allocation until it is ready
 */
record DeploymentObservation(
        Instant at,
        MetalStackFirewallDeployment resource,
        Optional<Cluster> cluster,
        Optional<MetalStackCluster> infrastructure,
        Optional<MetalStackFirewallTemplate> template,
        List<MetalStackFirewall> firewalls,
        Outside outside,
        Duration deadline) {

    /**
     * What metal-api shows.
     *
     * @param given a firewall that was not allocated by us
     * @param capacity idle machines of the template's size; asked only before a firewall is replaced
     * @param newestImage id of the newest patch of the template's image; asked only where it may be installed
     * @param silent machines and firewalls besides the current one that sent no sign of life lately, by id
     */
    record Outside(GivenFirewall given, Capacity capacity, Optional<String> newestImage, List<String> silent) {
        static final Outside UNASKED =
                new Outside(new GivenFirewall.NotLooked(), new Capacity.NotAsked(), Optional.empty(), List.of());
    }

    /** What metal-api says of idle machines. */
    sealed interface Capacity {
        /** Nothing is going to be replaced. */
        record NotAsked() implements Capacity {}

        record Free(int machines) implements Capacity {}

        record Unreadable(MetalFailure why) implements Capacity {}
    }

    DeploymentObservation with(Outside seen) {
        return new DeploymentObservation(at, resource, cluster, infrastructure, template, firewalls, seen, deadline);
    }

    boolean deleting() {
        return resource.getMetadata().getDeletionTimestamp() != null;
    }

    boolean movedAway() {
        return Annotations.present(resource, Annotations.DELETE_FOR_MOVE);
    }

    Strategy strategy() {
        return Optional.ofNullable(resource.getSpec().strategy()).orElse(Strategy.RollingUpdate);
    }

    Optional<Revision> wanted() {
        return template.map(it -> Revision.of(it.getSpec()));
    }

    /** The newest firewall of the wanted revision, unless it is on its way out. */
    Optional<MetalStackFirewall> current() {
        return wanted().flatMap(revision -> staying().stream()
                .filter(it -> Revision.of(it.getSpec().template()).satisfies(revision))
                .max(Comparator.comparing(it -> it.getMetadata().getCreationTimestamp())));
    }

    /** The one that holds this machine, also if it is on its way out. */
    Optional<MetalStackFirewall> holding(String providerId) {
        return firewalls.stream()
                .filter(it -> providerId.equals(it.getSpec().providerID()))
                .findFirst();
    }

    /** The machines of all its firewalls; one that was just made has none yet. */
    List<String> machineIds() {
        return firewalls.stream()
                .map(it -> it.getSpec().providerID())
                .filter(Objects::nonNull)
                .flatMap(it -> ProviderId.parse(it).stream())
                .map(ProviderId::machineId)
                .toList();
    }

    /** Firewalls that are not on their way out. */
    List<MetalStackFirewall> staying() {
        return firewalls.stream()
                .filter(it -> it.getMetadata().getDeletionTimestamp() == null)
                .toList();
    }

    /** Firewalls that are on their way out: their machines may be held still. */
    List<MetalStackFirewall> leaving() {
        return firewalls.stream()
                .filter(it -> it.getMetadata().getDeletionTimestamp() != null)
                .toList();
    }

    /** The others that stay, by name: made from what the template said before. */
    List<MetalStackFirewall> others() {
        var current = current();
        return staying().stream()
                .filter(it -> current.isEmpty() || it != current.get())
                .sorted(Comparator.comparing(it -> it.getMetadata().getName()))
                .toList();
    }

    /** Whether traffic goes through it. */
    static boolean ready(MetalStackFirewall firewall) {
        return shows(firewall, Conditions.READY, "True");
    }

    /** Whether its controller has proved that its allocation is gone. */
    static boolean lost(MetalStackFirewall firewall) {
        return Optional.ofNullable(firewall.getStatus())
                .flatMap(it -> Conditions.find(it.conditions(), FirewallConditions.CREATED))
                .filter(it -> AllocationReasons.GONE.equals(it.getReason()))
                .isPresent();
    }

    /**
     * Whether it was allocated and has not become ready in time. Counts from the intent, an annotation. A status that was
     * wiped says nothing.
     */
    boolean neverReady(MetalStackFirewall firewall) {
        return firewall.getStatus() != null
                && !firewall.getStatus().provisioned()
                && shows(firewall, Conditions.READY, "False")
                && Annotations.of(firewall, Annotations.ALLOCATION_UUID).isPresent()
                && AllocationIntent.read(firewall)
                        .intent()
                        .filter(it -> it.signedAt().plus(deadline).isBefore(at))
                        .isPresent();
    }

    /** Whether it has sent no sign of life for as long as the user wants it to be replaced; never without that wish. */
    boolean silent(MetalStackFirewall firewall) {
        var patience = Optional.ofNullable(resource.getSpec().repair())
                .map(Repair::unknownAfterSeconds)
                .map(Duration::ofSeconds);
        return patience.isPresent()
                && silence(firewall)
                        .filter(it -> Instant.parse(it.getLastTransitionTime())
                                .plus(patience.get())
                                .isBefore(at))
                        .isPresent();
    }

    /** The condition that tells, and since when, that nothing was heard of a firewall lately; empty otherwise. */
    static Optional<Condition> silence(MetalStackFirewall firewall) {
        return Optional.ofNullable(firewall.getStatus())
                .flatMap(it -> Conditions.find(it.conditions(), FirewallConditions.HEALTHY))
                .filter(it -> FirewallReasons.LIVELINESS_UNKNOWN.equals(it.getReason()));
    }

    private static boolean shows(MetalStackFirewall firewall, String type, String status) {
        return Optional.ofNullable(firewall.getStatus())
                .flatMap(it -> Conditions.find(it.conditions(), type))
                .filter(it -> status.equals(it.getStatus()))
                .isPresent();
    }
}
