package io.metalstack.capi.cluster;

import io.fabric8.kubernetes.api.model.Condition;
import io.metalstack.capi.api.v1alpha1.FailureDomain;
import io.metalstack.capi.api.v1alpha1.Initialization;
import io.metalstack.capi.api.v1alpha1.MetalStackCluster;
import io.metalstack.capi.api.v1alpha1.MetalStackClusterStatus;
import io.metalstack.capi.metal.MetalMachine;
import io.metalstack.capi.status.Conditions;
import io.metalstack.capi.status.Outcome;
import io.metalstack.capi.status.Outcome.Told;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The status that a pass leaves behind. Pure; equal to what is published when nothing a reader can see has changed. */
final class ClusterConditions {

    private ClusterConditions() {}

    /** Only the condition {@code Paused}: nothing else may be written then. */
    static MetalStackClusterStatus paused(MetalStackCluster resource, String why, Instant now) {
        return published(resource, List.of(at(resource, now).paused(Optional.of(why))));
    }

    /** For a pass that failed in a way nobody foresaw. */
    static MetalStackClusterStatus failed(MetalStackCluster resource, String message, Instant now) {
        return published(
                resource, List.of(at(resource, now).isFalse(Conditions.READY, ClusterReasons.INTERNAL_ERROR, message)));
    }

    /** For a step that ended. */
    static MetalStackClusterStatus of(
            MetalStackCluster resource,
            ClusterFacts own,
            ClusterStep step,
            Outcome outcome,
            Orphans.Sighting orphans,
            Instant now) {
        var make = at(resource, now);
        var told = told(outcome, own);
        var fresh = new ArrayList<Condition>();
        fresh.add(make.paused(Optional.empty()));
        if (step.part() == ClusterStep.Part.DELETION) {
            fresh.add(make.isTrue(Conditions.DELETING, told.reason(), told.message()));
            fresh.add(make.isFalse(Conditions.READY, ClusterReasons.DELETING, told.message()));
            return published(resource, fresh);
        }
        fresh.add(make.isFalse(Conditions.DELETING, ClusterReasons.NOT_DELETING, ""));
        var ready = step instanceof ClusterStep.Settled;
        fresh.add(
                ready
                        ? make.isTrue(Conditions.READY, ClusterReasons.READY, told.message())
                        : make.isFalse(Conditions.READY, told.reason(), told.message()));
        addParts(fresh, make, resource, own, step, told);
        withoutOrphans(make, orphans).ifPresent(fresh::add);
        var status = published(resource, fresh);
        return ready ? provisioned(status, own) : status;
    }

    private static void addParts(
            List<Condition> fresh,
            Conditions make,
            MetalStackCluster resource,
            ClusterFacts own,
            ClusterStep step,
            Told told) {
        var network = ClusterReasons.NODE_NETWORK_ENSURED;
        var address = ClusterReasons.CONTROL_PLANE_IP_ENSURED;
        var firewall = ClusterReasons.FIREWALL_ENSURED;
        switch (step.part()) {
            case IDENTITY -> {
                // What was known of them is neither confirmed nor contradicted.
                List.of(network, address, firewall).stream()
                        .filter(it -> !shows(resource, it))
                        .forEach(it -> fresh.add(
                                make.isUnknown(it, ClusterReasons.WAITING_FOR_IDENTITY, "not looked at yet")));
            }
            case NODE_NETWORK -> {
                fresh.add(make.isFalse(network, told.reason(), told.message()));
                fresh.add(
                        make.isUnknown(address, ClusterReasons.WAITING_FOR_NODE_NETWORK, "waits for the node network"));
                fresh.add(make.isUnknown(
                        firewall, ClusterReasons.WAITING_FOR_NODE_NETWORK, "waits for the node network"));
            }
            case CONTROL_PLANE_IP -> {
                fresh.add(networkReady(make, own));
                fresh.add(make.isFalse(address, told.reason(), told.message()));
                fresh.add(make.isUnknown(
                        firewall, ClusterReasons.WAITING_FOR_CONTROL_PLANE_IP, "waits for the control-plane IP"));
            }
            case FIREWALL -> {
                fresh.add(networkReady(make, own));
                fresh.add(addressReady(make, own));
                fresh.add(make.isFalse(firewall, told.reason(), told.message()));
            }
            case WHOLE -> {
                fresh.add(networkReady(make, own));
                fresh.add(addressReady(make, own));
                fresh.add(
                        own.firewallDeployment().isPresent()
                                ? make.isTrue(firewall, ClusterReasons.FIREWALL_READY, "the firewall is ready")
                                : make.isTrue(
                                        firewall, ClusterReasons.NO_FIREWALL, "firewallDeploymentRef names none"));
            }
            case DELETION -> throw new IllegalArgumentException("a deletion says nothing about parts");
        }
    }

    private static Condition networkReady(Conditions make, ClusterFacts own) {
        return make.isTrue(
                ClusterReasons.NODE_NETWORK_ENSURED,
                ClusterReasons.NODE_NETWORK_READY,
                "the node network is " + own.nodeNetworkId().orElse(""));
    }

    private static Condition addressReady(Conditions make, ClusterFacts own) {
        return make.isTrue(
                ClusterReasons.CONTROL_PLANE_IP_ENSURED,
                ClusterReasons.CONTROL_PLANE_IP_READY,
                "the endpoint is " + endpoint(own));
    }

    /** Empty leaves what is published as it is: nobody looked. */
    private static Optional<Condition> withoutOrphans(Conditions make, Orphans.Sighting orphans) {
        return switch (orphans) {
            case Orphans.Sighting.NotLooked() -> Optional.empty();
            case Orphans.Sighting.NotSeenYet() ->
                Optional.of(make.isUnknown(
                        ClusterReasons.NO_ORPHANS,
                        ClusterReasons.NOT_LOOKED_YET,
                        "the machines of the project were not looked at yet"));
            case Orphans.Sighting.Seen(var machines, var suspects)
            when machines.isEmpty() ->
                Optional.of(make.isTrue(ClusterReasons.NO_ORPHANS, ClusterReasons.NO_ORPHANS, ""));
            case Orphans.Sighting.Seen(var machines, var suspects) ->
                Optional.of(make.isFalse(
                        ClusterReasons.NO_ORPHANS,
                        ClusterReasons.ORPHANS_FOUND,
                        "these machines of the cluster have no MetalStackMachine any more: "
                                + ClusterPlan.named(machines.stream().map(MetalMachine::id))
                                + "; free them by hand if nobody needs them"));
        };
    }

    /** One-way: what was provisioned once stays so. */
    private static MetalStackClusterStatus provisioned(MetalStackClusterStatus status, ClusterFacts own) {
        return new MetalStackClusterStatus(
                true,
                Initialization.of(true),
                List.of(new FailureDomain(own.spec().partition(), true, Map.of())),
                null, // the Go provider's, which never took them off
                null,
                status.conditions());
    }

    private static Told told(Outcome outcome, ClusterFacts own) {
        return outcome instanceof Outcome.Done
                ? new Told(
                        ClusterReasons.READY,
                        "node network " + own.nodeNetworkId().orElse("") + ", endpoint " + endpoint(own))
                : outcome.told()
                        .orElseThrow(() -> new IllegalArgumentException("what was just done shows in the next pass"));
    }

    private static String endpoint(ClusterFacts own) {
        return own.endpointHost().orElse("") + " port " + own.endpointPort();
    }

    private static boolean shows(MetalStackCluster resource, String type) {
        return resource.getStatus() != null
                && Conditions.find(resource.getStatus().conditions(), type).isPresent();
    }

    private static Conditions at(MetalStackCluster resource, Instant now) {
        return Conditions.at(resource.getMetadata().getGeneration(), now);
    }

    private static MetalStackClusterStatus published(MetalStackCluster resource, List<Condition> fresh) {
        var status = Optional.ofNullable(resource.getStatus()).orElseGet(MetalStackClusterStatus::empty);
        return status.withConditions(Conditions.merge(status.conditions(), fresh));
    }
}
