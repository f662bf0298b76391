package io.metalstack.capi.cluster;

import io.metalstack.capi.cluster.ClusterObservation.FirewallSighting;
import io.metalstack.capi.cluster.ClusterObservation.Sighting;
import io.metalstack.capi.cluster.ClusterObservation.Surroundings;
import io.metalstack.capi.cluster.ClusterStep.DropIntent;
import io.metalstack.capi.cluster.ClusterStep.OwnFirewall;
import io.metalstack.capi.cluster.ClusterStep.Part;
import io.metalstack.capi.cluster.ClusterStep.RecoverUid;
import io.metalstack.capi.cluster.ClusterStep.Refuse;
import io.metalstack.capi.cluster.ClusterStep.Settled;
import io.metalstack.capi.cluster.ClusterStep.TakeOn;
import io.metalstack.capi.cluster.ClusterStep.Unreadable;
import io.metalstack.capi.cluster.ClusterStep.Wait;
import io.metalstack.capi.metal.MetalMachine;
import io.metalstack.capi.metal.MetalNetwork;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Chooses the next step for a cluster that is to exist: identity, then {@link NodeNetworkPlan}, then
 * {@link ControlPlaneIpPlan}. No clock, no client, no logger.
 */
final class ClusterPlan {

    private ClusterPlan() {}

    static ClusterStep next(ClusterObservation seen) {
        var own = seen.own();
        if (own.refusal().isPresent()) {
            return new Refuse(
                    Part.IDENTITY,
                    ClusterReasons.PROJECT_NOT_ALLOWED,
                    own.refusal().get());
        }
        if (own.problem().isPresent()) {
            return new Refuse(
                    Part.IDENTITY,
                    ClusterReasons.UNREADABLE_RECORD,
                    own.problem().get());
        }
        if (own.uid().isPresent() && !own.finalizer()) {
            return new TakeOn(); // somebody took the finalizer off; the identity is still there
        }
        return switch (seen.sighting()) {
            case Sighting.Unasked() -> own.finalizer() ? firewall(seen) : new TakeOn();
            case Sighting.Unreadable(var part, var why) -> new Unreadable(part, why);
            case Sighting.Traces(var traces) -> recover(own, traces);
            case Sighting.Allocations unused when !own.finalizer() -> new TakeOn();
            case Sighting.Allocations(var network, var address) ->
                NodeNetworkPlan.next(seen, network)
                        .or(() -> ControlPlaneIpPlan.next(seen, address))
                        .orElseGet(() -> firewall(seen));
        };
    }

    /** The firewall comes last: it connects the node network, and machines wait for the whole. */
    private static ClusterStep firewall(ClusterObservation seen) {
        var own = seen.own();
        return switch (seen.firewall()) {
            case FirewallSighting.None() -> new Settled();
            case FirewallSighting.Missing(var name) ->
                new Refuse(
                        Part.FIREWALL,
                        ClusterReasons.FIREWALL_NOT_FOUND,
                        "there is no MetalStackFirewallDeployment " + name + " in this namespace: create it");
            case FirewallSighting.Found found when found.owner().isEmpty() -> new OwnFirewall(found.deployment());
            case FirewallSighting.Found found
            when !found.owner().get().equals(own.name()) ->
                new Refuse(
                        Part.FIREWALL,
                        ClusterReasons.FIREWALL_TAKEN,
                        "MetalStackFirewallDeployment "
                                + found.deployment().getMetadata().getName() + " belongs to MetalStackCluster "
                                + found.owner().get() + ": a firewall serves one cluster, so give this one its own");
            case FirewallSighting.Found found
            when !found.ready() ->
                new Wait(Part.FIREWALL, ClusterReasons.WAITING_FOR_FIREWALL, found.told(), Optional.empty());
            case FirewallSighting.Found found -> new Settled();
        };
    }

    private static ClusterStep recover(ClusterFacts own, ClusterTraces traces) {
        var uids = traces.uids(own);
        return switch (uids.size()) {
            case 1 -> {
                var found = uids.entrySet().iterator().next();
                yield new RecoverUid(found.getKey(), found.getValue());
            }
            // Without a finalizer, what spec names was given.
            case 0 ->
                own.finalizer()
                        ? Adoption.of(own, traces.byGoProvider())
                                .orElseGet(() -> Adoption.refusal(own, traces.byGoProvider()))
                        : new TakeOn();
            default -> ambiguous(uids.keySet(), uids.values());
        };
    }

    static Refuse ambiguous(Iterable<String> uids, Iterable<String> readFrom) {
        return new Refuse(
                Part.IDENTITY,
                ClusterReasons.CLUSTER_UID_AMBIGUOUS,
                "the annotation cluster-uid is missing and " + String.join(", ", readFrom) + " carry different ones ("
                        + String.join(", ", uids) + "): restore the annotation");
    }

    /** An allocating call of which nothing is needed any more is waited out, as what it made has to be found later. */
    static Optional<ClusterStep> closeIntent(ClusterObservation seen, Part part, String what) {
        return seen.own()
                .intent()
                .filter(it -> it.what().equals(what))
                .map(it -> inDoubt(seen, part).orElseGet(() -> new DropIntent(part)));
    }

    /** What stands against allocating now; empty when nothing does. Without having looked around, nothing is allocated. */
    static Optional<ClusterStep> objection(ClusterObservation seen, Part part, Optional<Surroundings> around) {
        return inDoubt(seen, part).or(() -> surroundingsForbid(seen.own(), part, around.orElseThrow()));
    }

    private static Optional<ClusterStep> inDoubt(ClusterObservation seen, Part part) {
        return seen.own().inDoubt(seen.at())
                ? Optional.of(new Wait(
                        part,
                        ClusterReasons.ALLOCATION_IN_DOUBT,
                        "an allocation was asked for and its answer is missing: nothing is sent again until it can no"
                                + " longer take effect and is still not found",
                        seen.own().intentSettledAt()))
                : Optional.empty();
    }

    private static Optional<ClusterStep> surroundingsForbid(ClusterFacts own, Part part, Surroundings around) {
        if (!around.projectKnown()) {
            return Optional.of(new Refuse(
                    part,
                    ClusterReasons.PROJECT_NOT_FOUND,
                    "metal-api knows no project " + own.spec().projectID()
                            + ": create the MetalStackCluster with the id of an existing project"));
        }
        var foreign = Stream.concat(
                        around.networks().stream()
                                .filter(it -> !isOurs(own, it)
                                        && !own.nodeNetworkId()
                                                .filter(it.id()::equals)
                                                .isPresent())
                                .map(it -> "network " + it.id()),
                        around.machines().stream()
                                .filter(it -> !isOurs(own, it))
                                .map(it -> "machine " + it.id()))
                .toList();
        return foreign.isEmpty()
                ? Optional.empty()
                : Optional.of(new Refuse(
                        part,
                        ClusterReasons.CLUSTER_ID_TAKEN,
                        "another cluster of the project uses the id " + own.clusterId() + " ("
                                + named(foreign.stream())
                                + "): choose another name or namespace, or free what is left of it"));
    }

    /** Both cluster-uid and name: a uid is copied with the object. */
    static boolean isOurs(ClusterFacts own, MetalNetwork network) {
        return own.marks()
                .filter(it -> network.labels().entrySet().containsAll(it.entrySet()))
                .isPresent();
    }

    static boolean isOurs(ClusterFacts own, MetalMachine machine) {
        return own.tags().filter(machine.tags()::containsAll).isPresent();
    }

    /** Sorted, so that the same things make the same sentence. */
    static String named(Stream<String> names) {
        return names.sorted().collect(Collectors.joining(", "));
    }
}
