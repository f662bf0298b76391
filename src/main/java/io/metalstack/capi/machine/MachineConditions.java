package io.metalstack.capi.machine;

import io.fabric8.kubernetes.api.model.Condition;
import io.metalstack.capi.allocation.AllocationReasons;
import io.metalstack.capi.allocation.MachineHealth;
import io.metalstack.capi.allocation.ProviderId;
import io.metalstack.capi.allocation.Sighting;
import io.metalstack.capi.api.v1alpha1.Initialization;
import io.metalstack.capi.api.v1alpha1.MetalStackMachine;
import io.metalstack.capi.api.v1alpha1.MetalStackMachineStatus;
import io.metalstack.capi.metal.MetalMachine;
import io.metalstack.capi.status.Conditions;
import io.metalstack.capi.status.Outcome;
import io.metalstack.capi.status.Outcome.Told;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What an object's status says after a pass. Pure: conditions mirror what was seen and done, and nothing is decided from
 * them.
 */
final class MachineConditions {

    static final String CREATED = "MachineCreated";
    static final String MACHINE_READY = "MachineReady";
    static final String HEALTHY = "MachineHealthy";

    private MachineConditions() {}

    /** While paused, only the condition {@code Paused} may change. */
    static MetalStackMachineStatus paused(MetalStackMachine resource, String why, Instant now) {
        var conditions = Conditions.at(resource.getMetadata().getGeneration(), now);
        return with(published(resource), List.of(conditions.paused(Optional.of(why))));
    }

    /** After a pass that failed in a way nobody foresaw. What is known of the machine stays as it was. */
    static MetalStackMachineStatus failed(MetalStackMachine resource, Instant now) {
        var status = published(resource);
        var conditions = Conditions.at(resource.getMetadata().getGeneration(), now);
        var message = "something unexpected happened; the controller's log says more, and it tries again";
        return status.provisioned()
                ? with(status, List.of(conditions.isUnknown(HEALTHY, Reasons.INTERNAL_ERROR, message)))
                : with(status, List.of(conditions.isFalse(Conditions.READY, Reasons.INTERNAL_ERROR, message)));
    }

    /** After a pass. */
    static MetalStackMachineStatus of(MachineObservation seen, Outcome outcome) {
        var status = published(seen.resource());
        var conditions = Conditions.at(seen.resource().getMetadata().getGeneration(), seen.at());
        if (seen.deleting()) {
            return with(status, whileDeleting(conditions, outcome.told().orElse(null)));
        }
        var machine = seen.sighting() instanceof Sighting.Ours(var ours) ? ours : null;
        var provisioned = seen.provisioned() || machine != null && bootedWell(machine);
        var told = outcome.told().orElse(null);
        var fresh = new ArrayList<>(List.of(
                conditions.paused(Optional.empty()),
                conditions.isFalse(Conditions.DELETING, Reasons.NOT_DELETING, ""),
                created(conditions, seen, told),
                machineReady(conditions, seen, told, provisioned),
                healthy(conditions, seen, told, machine)));
        ready(conditions, seen, told, machine, provisioned).ifPresent(fresh::add);
        return with(
                new MetalStackMachineStatus(
                        provisioned ? Boolean.TRUE : null,
                        Initialization.of(provisioned),
                        machine == null ? status.failureDomain() : machine.partition(),
                        machine == null ? status.addresses() : MachineHealth.addresses(machine),
                        null, // the Go provider's, which never took them off
                        null,
                        status.conditions()),
                fresh);
    }

    private static boolean isGone(Told told) {
        return AllocationReasons.GONE.equals(told.reason());
    }

    private static List<Condition> whileDeleting(Conditions conditions, @Nullable Told told) {
        var reason = told == null ? Reasons.DELETING : told.reason();
        var message = told == null ? "the machine is being given back" : told.message();
        return List.of(
                conditions.paused(Optional.empty()),
                conditions.isTrue(Conditions.DELETING, reason, message),
                conditions.isFalse(Conditions.READY, Reasons.DELETING, message));
    }

    private static Condition created(Conditions conditions, MachineObservation seen, @Nullable Told told) {
        if (told != null && isGone(told)) {
            return conditions.isFalse(CREATED, told.reason(), told.message());
        }
        var id = seen.record().providerId().map(ProviderId::machineId);
        if (seen.record().allocationUuid().isPresent() && id.isPresent()) {
            return conditions.isTrue(CREATED, AllocationReasons.ALLOCATED, "machine " + id.get() + " is allocated");
        }
        if (told != null && AllocationReasons.ALLOCATION_IN_DOUBT.equals(told.reason())) {
            return conditions.isUnknown(CREATED, told.reason(), told.message());
        }
        return told == null
                ? conditions.isFalse(CREATED, AllocationReasons.ALLOCATING, "a machine is being allocated")
                : conditions.isFalse(CREATED, told.reason(), told.message());
    }

    private static Condition machineReady(
            Conditions conditions, MachineObservation seen, @Nullable Told told, boolean provisioned) {
        if (told != null && isGone(told)) {
            return conditions.isFalse(MACHINE_READY, told.reason(), told.message());
        }
        if (provisioned) {
            return conditions.isTrue(MACHINE_READY, Reasons.PHONED_HOME, "the machine has booted what was installed");
        }
        return told == null
                ? conditions.isFalse(MACHINE_READY, AllocationReasons.INSTALLING, "the machine is being installed")
                : conditions.isFalse(MACHINE_READY, told.reason(), told.message());
    }

    private static Condition healthy(
            Conditions conditions, MachineObservation seen, @Nullable Told told, @Nullable MetalMachine machine) {
        if (machine != null) {
            var ailment = MachineHealth.ailment(machine);
            if (ailment.isPresent()) {
                return conditions.isFalse(
                        HEALTHY, ailment.get().reason(), ailment.get().message());
            }
            return MachineHealth.alive(machine)
                    ? conditions.isTrue(HEALTHY, Reasons.HEALTHY, "")
                    : conditions.isUnknown(
                            HEALTHY,
                            Reasons.LIVELINESS_UNKNOWN,
                            "machine " + machine.id()
                                    + " has sent no sign of life lately: it, its firewall or metal-stack's"
                                    + " telemetry may be down");
        }
        if (told != null && isGone(told)) {
            return conditions.isFalse(HEALTHY, told.reason(), told.message());
        }
        return told != null && seen.record().providerId().isPresent()
                ? conditions.isUnknown(HEALTHY, told.reason(), told.message())
                : conditions.isUnknown(HEALTHY, Reasons.NOT_ALLOCATED, "no machine is allocated yet");
    }

    /**
     * The summary. Empty keeps what is published: that metal-api could not be read, or that one look showed nothing,
     * says nothing about a machine that was ready.
     */
    private static Optional<Condition> ready(
            Conditions conditions,
            MachineObservation seen,
            @Nullable Told told,
            @Nullable MetalMachine machine,
            boolean provisioned) {
        if (machine != null) {
            var ailment = MachineHealth.ailment(machine);
            if (ailment.isPresent()) {
                return Optional.of(conditions.isFalse(
                        Conditions.READY, ailment.get().reason(), ailment.get().message()));
            }
            if (provisioned) {
                return Optional.of(
                        conditions.isTrue(Conditions.READY, Reasons.READY, "machine " + machine.id() + " is ready"));
            }
        }
        var couldNotTell = seen.sighting() instanceof Sighting.Unreadable
                || seen.sighting() instanceof Sighting.Absent && (told == null || !isGone(told));
        if (provisioned && couldNotTell && isPublished(seen.resource())) {
            return Optional.empty();
        }
        return Optional.of(
                told == null
                        ? conditions.isFalse(
                                Conditions.READY, AllocationReasons.INSTALLING, "the machine is being installed")
                        : conditions.isFalse(Conditions.READY, told.reason(), told.message()));
    }

    private static boolean isPublished(MetalStackMachine resource) {
        return Optional.ofNullable(published(resource).conditions()).orElse(List.of()).stream()
                .anyMatch(it -> Conditions.READY.equals(it.getType()));
    }

    private static boolean bootedWell(MetalMachine machine) {
        return MachineHealth.phonedHome(machine) && !machine.events().crashLoop();
    }

    private static MetalStackMachineStatus published(MetalStackMachine resource) {
        return resource.getStatus() == null ? MetalStackMachineStatus.empty() : resource.getStatus();
    }

    private static MetalStackMachineStatus with(MetalStackMachineStatus status, List<Condition> fresh) {
        return status.withConditions(Conditions.merge(status.conditions(), fresh));
    }
}
