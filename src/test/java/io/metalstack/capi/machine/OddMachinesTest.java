package io.metalstack.capi.machine;

import static org.assertj.core.api.Assertions.assertThat;

import io.metalstack.capi.allocation.AllocationObservation;
import io.metalstack.capi.allocation.AllocationObserver;
import io.metalstack.capi.allocation.AllocationReasons;
import io.metalstack.capi.allocation.AllocationRecord;
import io.metalstack.capi.allocation.AllocationStep;
import io.metalstack.capi.allocation.Annotations;
import io.metalstack.capi.allocation.LeftBehind;
import io.metalstack.capi.allocation.OwnershipTags;
import io.metalstack.capi.allocation.Sighting;
import io.metalstack.capi.allocation.Surroundings;
import io.metalstack.capi.api.v1alpha1.MetalStackCluster;
import io.metalstack.capi.api.v1alpha1.MetalStackMachine;
import io.metalstack.capi.api.v1alpha1.MetalStackMachineStatus;
import io.metalstack.capi.house.Oddities;
import io.metalstack.capi.metal.MetalFailure;
import io.metalstack.capi.metal.MetalMachine;
import io.metalstack.capi.runtime.ProviderConfig.AllowedProjects;
import io.metalstack.capi.status.Outcome;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Whatever an object says, a pass over it comes to a decision, and to one that the rules of freeing allow. */
class OddMachinesTest {

    private static final int MANY = 5000;
    private static final Duration SIGNATURE = Duration.ofSeconds(30);
    private static final Duration MARGIN = Duration.ofSeconds(140);

    private final Oddities odd = Oddities.bySeed();

    @Test
    void always_come_to_a_step_that_can_be_told() {
        var steps = new HashSet<Class<?>>();
        for (var number = 0; number < MANY; number++) {
            Object about = "an object that could not even be looked at";
            try {
                var seen = seen();
                about = seen;
                var step = MachinePlan.next(seen);
                steps.add(step.getClass());
                assertAllowed(step, seen);
                assertThat(MachineConditions.of(seen, outcome(step)).conditions())
                        .isNotEmpty()
                        .noneMatch(it -> Reasons.INTERNAL_ERROR.equals(it.getReason()));
                assertThat(LeftBehind.of(seen.allocation())).startsWith("released by force");
            } catch (RuntimeException | AssertionError e) {
                throw new AssertionError("number " + number + " of " + odd + ": " + about, e);
            }
        }
        assertThat(steps).as("steps that were met with").hasSizeGreaterThan(8);
    }

    @Test
    void make_the_brake_complain_in_a_sentence_and_nothing_else() {
        var complaints = 0;
        for (var number = 0; number < MANY; number++) {
            var cluster = cluster();
            try {
                Annotations.until(cluster, Annotations.DELETIONS_CONFIRMED_UNTIL, Given.NOW);
                assertThat(RecentFrees.of(cluster, Given.NOW, Duration.ofHours(1))
                                .with("uid", Given.NOW))
                        .contains("uid");
            } catch (IllegalArgumentException e) {
                assertThat(e).hasMessageStartingWith("annotation metal-stack.");
                complaints++;
            } catch (RuntimeException | AssertionError e) {
                throw new AssertionError(
                        "number " + number + " of " + odd + ": "
                                + cluster.getMetadata().getAnnotations(),
                        e);
            }
        }
        assertThat(complaints).isBetween(1, MANY - 1);
    }

    private void assertAllowed(AllocationStep step, MachineObservation seen) {
        var record = seen.record();
        switch (step) {
            case AllocationStep.Free(var machine) ->
                assertThat(record.holds(
                                machine,
                                seen.allocation().project(),
                                seen.around().clusterUid(record)))
                        .isTrue();
            case AllocationStep.Allocate(var request, var uid, var attempt) -> {
                assertThat(record.recorded()).isFalse();
                assertThat(seen.deleting()).isFalse();
                assertThat(OwnershipTags.value(request.tags(), OwnershipTags.CLAIM))
                        .isEqualTo(record.claim());
                assertThat(request.tags()).contains(record.resourceTag());
                assertThat(request.project()).isNotBlank();
            }
            case AllocationStep.Refuse(var reason, var message) ->
                assertThat(message).contains(" ");
            case AllocationStep.Wait(var reason, var message, var pace) ->
                assertThat(message).contains(" ");
            default -> assertThat(step).isNotNull();
        }
    }

    private static Outcome outcome(AllocationStep step) {
        return switch (step) {
            case AllocationStep.Wait(var reason, var message, var pace) ->
                new Outcome.Waiting(reason, message, Duration.ofMinutes(1));
            case AllocationStep.Refuse(var reason, var message) -> new Outcome.Blocked(reason, message);
            case AllocationStep.LookAgain(var why) ->
                new Outcome.Waiting(AllocationReasons.of(why), why.message(), Duration.ofMinutes(1));
            default -> new Outcome.Done();
        };
    }

    private MachineObservation seen() {
        var resource = machine();
        var record = AllocationRecord.of(resource);
        var around = new Surroundings(
                Optional.ofNullable(odd.perhaps(() -> Given.cluster(odd.chance(80)))),
                Optional.ofNullable(
                        odd.perhaps(() -> Given.machine(odd.chance(30), odd.perhaps(() -> odd.mostly("muc"))))),
                Optional.ofNullable(odd.chance(80) ? cluster() : null));
        var settledAt = record.intent().map(it -> it.settledAt(SIGNATURE, MARGIN));
        var deleting = resource.getMetadata().getDeletionTimestamp() != null;
        AllocationObserver.notBefore(record, settledAt, deleting, Given.NOW);
        var bootstrap = odd.oneOf(
                new BootstrapData.NotNeeded(),
                new BootstrapData.Missing("waiting for it"),
                new BootstrapData.Available(new byte[] {1}));
        var announcement = announcement(around);
        var sighting = sighting(record, around);
        var allowed = odd.chance(80) ? AllowedProjects.ALL : new AllowedProjects(Map.of("ns", Set.of(odd.text())));
        return new MachineObservation(
                resource,
                new AllocationObservation(Given.NOW, resource, record, around, settledAt, sighting, allowed),
                bootstrap,
                announcement);
    }

    private MetalStackMachine machine() {
        var annotations =
                new HashMap<>(odd.annotations(Given.CLAIM, Given.UUID, Given.PROJECT, Given.CLUSTER_UID, "w-1"));
        if (odd.chance(50)) {
            annotations.put(Annotations.CLAIM, Given.CLAIM);
        }
        var resource = Given.resource(annotations, null);
        resource.getMetadata().setName(odd.oneOf("w-1", "w-1", "w.1", "w".repeat(63)));
        resource.setSpec(odd.machineSpec("metal://muc/" + Given.MACHINE, "metal:///other"));
        if (odd.chance(30)) {
            resource.setStatus(MetalStackMachineStatus.empty());
        }
        return odd.chance(40) ? Given.deleting(resource) : resource;
    }

    private MetalStackCluster cluster() {
        var cluster = Given.infrastructure();
        cluster.setSpec(odd.chance(50) ? cluster.getSpec() : odd.clusterSpec(Given.PROJECT, "muc"));
        var annotations = new HashMap<>(odd.annotations(Given.CLUSTER_UID, "c"));
        if (odd.chance(70)) {
            annotations.put(Annotations.CLUSTER_UID, Given.CLUSTER_UID);
        }
        cluster.getMetadata().setAnnotations(annotations);
        return cluster;
    }

    private Announcement announcement(Surroundings around) {
        return Announcement.candidate(around.infrastructure(), odd.chance(50))
                .map(address -> Announcement.of(
                        around.infrastructure().orElseThrow(),
                        address,
                        odd.oneOf(List.of(), List.of(Given.vip(odd.chance(80), odd.mostly("n-1"), Given.vipTags()))),
                        around.clusterUid().orElse("")))
                .orElseGet(Announcement.None::new);
    }

    private Sighting sighting(AllocationRecord record, Surroundings around) {
        // As MachineObserver has it: where there is something to look for, it looks.
        var namesNothing = record.claim().isEmpty() && record.providerId().isEmpty();
        var project = around.project(record);
        if (record.unreadableIntent().isPresent() || record.neverAsked() || namesNothing && project.isEmpty()) {
            return new Sighting.NotLooked();
        }
        if (odd.chance(10)) {
            return new Sighting.Unreadable(new MetalFailure.Busy("locked"));
        }
        var machines = Stream.of("m-1", "m-2").filter(it -> odd.chance(40)).map(it -> held(it, record));
        return Sighting.of(machines.toList(), Given.NOW, record, project, around.clusterUid(record));
    }

    /** Somebody's, with some of the tags that would make it ours. */
    private MetalMachine held(String id, AllocationRecord record) {
        var tags = new HashSet<>(odd.texts(odd::text));
        if (odd.chance(70)) {
            tags.add(record.resourceTag());
        }
        tags.add(OwnershipTags.tag(OwnershipTags.CLAIM, odd.oneOf(record.claim().orElse(""), "somebody's")));
        return Given.held(
                id,
                odd.oneOf(record.allocationUuid().orElse(Given.UUID), odd.text()),
                odd.mostly(Given.PROJECT),
                odd.oneOf("machine", "machine", "firewall", ""),
                odd.oneOf("w-1", odd.text()),
                tags,
                odd.oneOf("Waiting", "Phoned Home"),
                odd.perhaps(() -> Given.NOW));
    }
}
