package io.metalstack.capi.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.metalstack.capi.allocation.Annotations;
import io.metalstack.capi.api.v1alpha1.ApiEndpoint;
import io.metalstack.capi.api.v1alpha1.MetalStackCluster;
import io.metalstack.capi.api.v1alpha1.MetalStackClusterStatus;
import io.metalstack.capi.cluster.ClusterObservation.AddressSighting;
import io.metalstack.capi.cluster.ClusterObservation.NetworkSighting;
import io.metalstack.capi.cluster.ClusterObservation.Surroundings;
import io.metalstack.capi.cluster.ClusterRemains.MachineRemains;
import io.metalstack.capi.cluster.ClusterRemains.Named;
import io.metalstack.capi.cluster.ClusterRemains.NetworkRemains;
import io.metalstack.capi.cluster.ClusterRemains.ServiceRemains;
import io.metalstack.capi.house.Oddities;
import io.metalstack.capi.metal.MetalFailure;
import io.metalstack.capi.metal.MetalIp;
import io.metalstack.capi.metal.MetalMachine;
import io.metalstack.capi.metal.MetalNetwork;
import io.metalstack.capi.runtime.ProviderConfig.AllowedProjects;
import io.metalstack.capi.status.Outcome;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Whatever an object says, a pass over it comes to a decision, and to one that the rules of allocating and freeing allow. */
class OddClustersTest {

    private static final int MANY = 5000;
    private static final MetalFailure LOCKED = new MetalFailure.Busy("locked");

    private final Oddities odd = Oddities.bySeed();

    @Test
    void always_come_to_a_step_that_can_be_told() {
        var steps = new HashSet<Class<?>>();
        for (var number = 0; number < MANY; number++) {
            var cluster = cluster();
            try {
                var own = Samples.facts(cluster, allowed());
                var step = odd.chance(50)
                        ? ClusterPlan.next(new ClusterObservation(
                                Samples.NOW, own, sighting(own), new ClusterObservation.FirewallSighting.None()))
                        : ClusterDeletionPlan.next(new ClusterRemains(Samples.NOW, own, remains(own)));
                steps.add(step.getClass());
                assertAllowed(step, own);
                assertThat(ClusterConditions.of(
                                        cluster,
                                        own,
                                        step,
                                        outcome(step),
                                        new Orphans.Sighting.NotLooked(),
                                        Samples.NOW)
                                .conditions())
                        .isNotEmpty()
                        .noneMatch(it -> ClusterReasons.INTERNAL_ERROR.equals(it.getReason()));
            } catch (RuntimeException | AssertionError e) {
                throw new AssertionError(
                        "number " + number + " of " + odd + ": " + cluster.getSpec() + ", "
                                + cluster.getMetadata().getAnnotations(),
                        e);
            }
        }
        assertThat(steps).as("steps that were met with").hasSizeGreaterThan(12);
    }

    private static void assertAllowed(ClusterStep step, ClusterFacts own) {
        switch (step) {
            case ClusterStep.AllocateNetwork allocate -> assertMayAllocate(own);
            case ClusterStep.AllocateAddress allocate -> assertMayAllocate(own);
            case ClusterStep.RecoverUid(var uid, var readFrom) ->
                assertThat(uid)
                        .as("what the admission policy takes")
                        .matches("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");
            case ClusterStep.FreeNetwork(var network) ->
                assertThat(ClusterPlan.isOurs(own, network)).isTrue();
            case ClusterStep.FreeAddress(var ip) ->
                assertThat(ClusterDeletionPlan.isOurs(own, ip)).isTrue();
            case ClusterStep.FreeOrphan(var machine) ->
                assertThat(Orphans.isOurs(own, machine)).isTrue();
            case ClusterStep.Refuse(var part, var reason, var message) ->
                assertThat(message).contains(" ");
            default -> assertThat(step.part()).isNotNull();
        }
    }

    private static void assertMayAllocate(ClusterFacts own) {
        assertThat(own.uid()).isPresent();
        assertThat(own.finalizer()).isTrue();
        assertThat(own.inDoubt(Samples.NOW)).isFalse();
        assertThat(own.problem()).isEmpty();
        assertThat(own.refusal()).isEmpty();
    }

    private static Outcome outcome(ClusterStep step) {
        return switch (step) {
            case ClusterStep.Refuse(var part, var reason, var message) -> new Outcome.Blocked(reason, message);
            case ClusterStep.Wait(var part, var reason, var message, var until) ->
                new Outcome.Waiting(reason, message, Duration.ofMinutes(1));
            default -> new Outcome.Done();
        };
    }

    private AllowedProjects allowed() {
        return odd.chance(80) ? AllowedProjects.ALL : new AllowedProjects(Map.of("default", Set.of(odd.text())));
    }

    private MetalStackCluster cluster() {
        var cluster = odd.chance(80) ? Samples.taken() : Samples.untouched();
        var annotations = new HashMap<>(odd.annotations(Samples.UID, Samples.OTHER_UID, "p", "demo"));
        if (odd.chance(70)) {
            annotations.put(Annotations.CLUSTER_UID, Samples.UID);
        }
        cluster.getMetadata().setAnnotations(annotations);
        cluster.setSpec(odd.clusterSpec("p", "mini"));
        if (odd.chance(20)) {
            cluster.setStatus(MetalStackClusterStatus.empty());
        }
        return cluster;
    }

    /** What the observer can show of such a cluster. */
    private ClusterObservation.Sighting sighting(ClusterFacts own) {
        var toTakeOn = !own.finalizer() && !own.perhapsReplaced();
        if (own.refusal().isPresent() || own.problem().isPresent() || toTakeOn || own.settled()) {
            return new ClusterObservation.Sighting.Unasked();
        }
        if (odd.chance(5)) {
            return new ClusterObservation.Sighting.Unreadable(ClusterStep.Part.IDENTITY, LOCKED);
        }
        return own.uid().isEmpty()
                ? new ClusterObservation.Sighting.Traces(traces())
                : new ClusterObservation.Sighting.Allocations(network(own), address(own));
    }

    private NetworkSighting network(ClusterFacts own) {
        var ours = networks(own);
        return own.nodeNetworkId()
                .<NetworkSighting>map(it -> new NetworkSighting.Named(
                        it, foreignNetworks(it).stream().findFirst()))
                .or(() -> own.existingNodeNetworkId()
                        .map(it -> new NetworkSighting.Existing(
                                it, foreignNetworks(it).stream().findFirst())))
                .orElseGet(() -> new NetworkSighting.Ours(ours, around(own, ours.isEmpty())));
    }

    private AddressSighting address(ClusterFacts own) {
        if (own.endpointHost().isPresent()) {
            return new AddressSighting.Recorded();
        }
        if (own.nodeNetworkId().isEmpty()) {
            return new AddressSighting.NotYet();
        }
        if (own.externalEndpoint()) {
            return new AddressSighting.External(
                    Optional.ofNullable(odd.perhaps(() -> new ApiEndpoint(odd.address(), 6443))));
        }
        var ours = ips(own);
        return own.controlPlaneIp()
                .<AddressSighting>map(it -> new AddressSighting.Given(
                        it, Optional.ofNullable(odd.perhaps(() -> Samples.ip(it, odd.mostly("p"), odd.text())))))
                .orElseGet(() -> new AddressSighting.Ours(
                        ours,
                        odd.oneOf(List.of(), List.of(Samples.external("internet", odd.mostly(""), odd.mostly("")))),
                        around(own, ours.isEmpty())));
    }

    private Optional<Surroundings> around(ClusterFacts own, boolean nothingOfOurs) {
        return nothingOfOurs && !own.inDoubt(Samples.NOW)
                ? Optional.of(new Surroundings(
                        odd.chance(80), odd.oneOf(List.of(), List.of(), foreignNetworks(odd.text())), List.of()))
                : Optional.empty();
    }

    /** What is left of such a cluster, as its observer can show it. */
    private ClusterRemains.Sighting remains(ClusterFacts own) {
        if (odd.chance(10)) {
            return new ClusterRemains.Sighting.MachineObjects(List.of(odd.text()));
        }
        if (own.refusal().isPresent()
                || own.movedAway()
                || own.untouched()
                || own.unreadableIntent().isPresent()
                || own.inDoubt(Samples.NOW)) {
            return new ClusterRemains.Sighting.Unasked();
        }
        if (odd.chance(5)) {
            return new ClusterRemains.Sighting.Unreadable(LOCKED);
        }
        return own.uid().isEmpty()
                ? new ClusterRemains.Sighting.Traces(traces())
                : new ClusterRemains.Sighting.Allocations(
                        odd.chance(80),
                        machines(own).stream()
                                .map(it -> new MachineRemains(it, Optional.ofNullable(odd.perhaps(odd::text))))
                                .toList(),
                        ServiceRemains.NONE,
                        ips(own),
                        networks(own).stream()
                                .map(it -> new NetworkRemains(it, List.of()))
                                .toList(),
                        new Named(foreignNetworks(odd.text()), List.of(Samples.ip(odd.address(), "p", odd.text()))),
                        Samples.NO_GO_REMAINS);
    }

    private ClusterTraces traces() {
        return new ClusterTraces(
                foreignNetworks(odd.text()),
                odd.oneOf(List.of(), List.of(Samples.ipOf(odd.oneOf(Samples.UID, Samples.OTHER_UID), odd.address()))),
                odd.oneOf(List.of(), List.of(Samples.machineOf(Samples.UID, "m1", "claim"))),
                odd.oneOf(Set.of(), Set.of("claim")),
                Samples.NO_GO_TRACES);
    }

    private List<MetalNetwork> networks(ClusterFacts own) {
        var ours = Samples.networkOf(own.uid().orElse(""), "n1");
        return odd.oneOf(List.of(), List.of(ours), List.of(ours, ours));
    }

    private List<MetalNetwork> foreignNetworks(String id) {
        return odd.oneOf(
                List.of(),
                List.of(Samples.network(
                        id, odd.mostly("p"), odd.mostly("mini"), odd.chance(20), odd.mostly("super"), Map.of())),
                List.of(Samples.networkOf(odd.oneOf(Samples.UID, Samples.OTHER_UID, odd.text()), id)));
    }

    private List<MetalIp> ips(ClusterFacts own) {
        var ours = Samples.ipOf(own.uid().orElse(""), "1.2.3.4");
        return odd.oneOf(List.of(), List.of(ours), List.of(Samples.heldBy(ours, "m1")), List.of(ours, ours));
    }

    private List<MetalMachine> machines(ClusterFacts own) {
        var ours = Samples.machineOf(own.uid().orElse(""), "m1", "claim");
        return odd.oneOf(List.of(), List.of(), List.of(ours), List.of(Samples.allocated(ours, odd.mostly("machine"))));
    }
}
