package io.metalstack.capi.cluster;

import static io.metalstack.capi.cluster.ClusterPlan.named;

import io.metalstack.capi.allocation.OwnershipTags;
import io.metalstack.capi.cluster.ClusterRemains.MachineRemains;
import io.metalstack.capi.cluster.ClusterRemains.Named;
import io.metalstack.capi.cluster.ClusterRemains.NetworkRemains;
import io.metalstack.capi.cluster.ClusterRemains.Sighting;
import io.metalstack.capi.cluster.ClusterStep.FreeAddress;
import io.metalstack.capi.cluster.ClusterStep.FreeNetwork;
import io.metalstack.capi.cluster.ClusterStep.FreeOrphan;
import io.metalstack.capi.cluster.ClusterStep.LetGo;
import io.metalstack.capi.cluster.ClusterStep.Part;
import io.metalstack.capi.cluster.ClusterStep.RecoverUid;
import io.metalstack.capi.cluster.ClusterStep.Refuse;
import io.metalstack.capi.cluster.ClusterStep.Unreadable;
import io.metalstack.capi.cluster.ClusterStep.Wait;
import io.metalstack.capi.metal.MetalIp;
import io.metalstack.capi.metal.MetalMachine;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Chooses the next step for a cluster that is to go: machines, open calls, orphans, addresses of Services, control-plane address,
 * node network, and only then the finalizer, each confirmed before the next. What we made is told from what was given by our cluster-uid and name on it.
 *
 * <p>Where no cluster-uid can be recovered, nothing can be proved to be ours: what spec names is left alone, and the
 * object goes.
 */
final class ClusterDeletionPlan {

    private ClusterDeletionPlan() {}

    static ClusterStep next(ClusterRemains seen) {
        var own = seen.own();
        if (own.forced()) {
            return new ClusterStep.ForceRelease(LeftBehind.of(seen));
        }
        if (own.movedAway()) {
            return waiting(
                    ClusterReasons.MOVED_AWAY,
                    "clusterctl move left this copy behind and removes it itself: nothing is freed");
        }
        return switch (seen.sighting()) {
            case Sighting.MachineObjects(var names) ->
                waiting(
                        ClusterReasons.WAITING_FOR_MACHINES,
                        "waits until these MetalStackMachines are gone: " + named(names.stream()));
            case Sighting.Firewalls(var deployment, var left)
            when deployment
                    .filter(it -> it.getMetadata().getDeletionTimestamp() == null)
                    .isPresent() -> new ClusterStep.DeleteFirewall(deployment.get());
            case Sighting.Firewalls(var deployment, var left) ->
                waiting(
                        ClusterReasons.WAITING_FOR_FIREWALLS,
                        left.isEmpty()
                                ? "waits until the MetalStackFirewallDeployment is gone"
                                : "waits until these MetalStackFirewalls are gone: " + named(left.stream()));
            case Sighting.Unreadable(var why) -> new Unreadable(Part.DELETION, why);
            case Sighting.Traces(var traces) -> recover(own, traces);
            case Sighting.Unasked()
            when own.unreadableIntent().isPresent() && !own.untouched() ->
                new Refuse(
                        Part.DELETION,
                        ClusterReasons.UNREADABLE_RECORD,
                        own.unreadableIntent().get());
            case Sighting.Unasked()
            when own.refusal().isPresent() && !own.untouched() ->
                new Refuse(
                        Part.DELETION,
                        ClusterReasons.PROJECT_NOT_ALLOWED,
                        own.refusal().get() + ". Nothing is freed there; the object can be released by force");
            case Sighting.Unasked() ->
                own.inDoubt(seen.at())
                        ? new Wait(
                                Part.DELETION,
                                ClusterReasons.ALLOCATION_IN_DOUBT,
                                "an allocation was asked for and its answer is missing: waits until it can no longer"
                                        + " take effect, to free what it made",
                                own.intentSettledAt())
                        : new LetGo(namedBySpec(own));
            case Sighting.Allocations left -> free(own, left);
        };
    }

    private static ClusterStep recover(ClusterFacts own, ClusterTraces traces) {
        var uids = traces.uids(own);
        if (uids.size() > 1) {
            var refusal = ClusterPlan.ambiguous(uids.keySet(), uids.values());
            return new Refuse(Part.DELETION, refusal.reason(), refusal.message());
        }
        return uids.entrySet().stream()
                .findFirst()
                .<ClusterStep>map(it -> new RecoverUid(it.getKey(), it.getValue()))
                .or(() -> Adoption.of(own, traces.byGoProvider()))
                .orElseGet(() -> new LetGo(leftAlone(own, new Named(traces.networks(), traces.addresses()))));
    }

    private static ClusterStep free(ClusterFacts own, Sighting.Allocations left) {
        if (!left.machines().isEmpty()) {
            return freeMachine(own, left.machines());
        }
        return ServiceIps.next(own, left.services())
                .or(() -> machinesOfGoProvider(own, left))
                .or(() -> left.ips().stream()
                        .filter(it -> it.isStatic() || GoProvider.made(own, it))
                        .findFirst()
                        .map(ClusterDeletionPlan::freeAddress))
                .or(() -> left.networks().stream().findFirst().map(ClusterDeletionPlan::freeNetwork))
                .orElseGet(() -> letGo(own, left));
    }

    /** Nothing holds the Go provider's address, and machines that nobody can prove to be ours may announce it. */
    private static Optional<ClusterStep> machinesOfGoProvider(ClusterFacts own, Sighting.Allocations left) {
        var machines = left.ofGoProvider().machines();
        return !machines.isEmpty() && left.ips().stream().anyMatch(it -> GoProvider.made(own, it))
                ? Optional.of(new Refuse(
                        Part.DELETION,
                        ClusterReasons.MACHINES_LEFT,
                        "these machines bear this cluster's name, and no MetalStackMachine proves them to be its: "
                                + named(machines.stream().map(MetalMachine::id))
                                + "; free them by hand if nobody needs them"))
                : Optional.empty();
    }

    /** Machines come first: freed one per pass, while nothing under them is touched. */
    private static ClusterStep freeMachine(ClusterFacts own, List<MachineRemains> left) {
        var held = left.stream().flatMap(it -> it.object().stream()).toList();
        if (!held.isEmpty()) {
            return waiting(
                    ClusterReasons.WAITING_FOR_MACHINES,
                    "waits until these MetalStackMachines are gone: " + named(held.stream()));
        }
        return left.stream()
                .map(MachineRemains::machine)
                .filter(it -> Orphans.isOurs(own, it))
                .min(Comparator.comparing(MetalMachine::id))
                .<ClusterStep>map(FreeOrphan::new)
                .orElseGet(() -> new Refuse(
                        Part.DELETION,
                        ClusterReasons.MACHINES_LEFT,
                        "these machines carry this cluster's uid, but not all that a machine of this provider carries: "
                                + named(left.stream().map(it -> it.machine().id())) + "; free them by hand"));
    }

    private static ClusterStep freeAddress(MetalIp ip) {
        return holder(ip).isPresent()
                ? waiting(
                        ClusterReasons.CONTROL_PLANE_IP_IN_USE, "waits until the control-plane IP is free: " + use(ip))
                : new FreeAddress(ip);
    }

    private static ClusterStep freeNetwork(NetworkRemains remains) {
        return remains.inUse().isEmpty()
                ? new FreeNetwork(remains.network())
                : waiting(
                        ClusterReasons.NODE_NETWORK_IN_USE,
                        "waits until no IP of network " + remains.network().id() + " is in use: "
                                + named(remains.inUse().stream().map(ClusterDeletionPlan::use)));
    }

    /** An empty answer about an unknown project proves nothing: another metal-api may be answering. */
    private static ClusterStep letGo(ClusterFacts own, Sighting.Allocations left) {
        return own.hasAllocated() && !left.projectKnown()
                ? new Refuse(
                        Part.DELETION,
                        ClusterReasons.PROJECT_NOT_FOUND,
                        "metal-api knows no project " + own.spec().projectID()
                                + ", so it cannot tell what this cluster left: check METAL_API_URL")
                : new LetGo(Stream.of(
                                leftAlone(own, left.named()).stream(),
                                left.ofGoProvider().leftAlone(),
                                ServiceIps.leftAlone(own, left.services()))
                        .flatMap(it -> it)
                        .toList());
    }

    private static List<String> leftAlone(ClusterFacts own, Named named) {
        var networks = named.networks().stream()
                .filter(it -> !ClusterPlan.isOurs(own, it))
                .map(it -> networkLeftAlone(it.id()));
        var ips = named.ips().stream()
                .filter(it -> !isOurs(own, it) || !it.isStatic())
                .map(it -> ipLeftAlone(it.address()));
        return Stream.concat(networks, ips).toList();
    }

    /** Without having asked: nothing was ever allocated, so an address that spec names was given. */
    private static List<String> namedBySpec(ClusterFacts own) {
        return own.controlPlaneIp().map(ClusterDeletionPlan::ipLeftAlone).stream()
                .toList();
    }

    private static String networkLeftAlone(String id) {
        return "network " + id + " is left alone: it was given, or cannot be proved to be this cluster's";
    }

    private static String ipLeftAlone(String address) {
        return "IP " + address + " is left alone: it was given, or cannot be proved to be this cluster's";
    }

    static boolean isOurs(ClusterFacts own, MetalIp ip) {
        return own.tags()
                .filter(it -> ip.tags().containsAll(it)
                        && ip.tags().contains(OwnershipTags.tag(OwnershipTags.PURPOSE, OwnershipTags.CONTROL_PLANE)))
                .isPresent();
    }

    private static String use(MetalIp ip) {
        return ip.address()
                + holder(ip)
                        .map(it -> " (machine " + it + ")")
                        .orElse(ip.name().isEmpty() ? "" : " (" + ip.name() + ")");
    }

    private static Optional<String> holder(MetalIp ip) {
        return OwnershipTags.value(ip.tags(), OwnershipTags.HOLDING_MACHINE);
    }

    private static Wait waiting(String reason, String message) {
        return new Wait(Part.DELETION, reason, message, Optional.empty());
    }
}
