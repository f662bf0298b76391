package io.metalstack.capi.firewall;

import io.fabric8.kubernetes.api.model.Condition;
import io.metalstack.capi.allocation.AllocationReasons;
import io.metalstack.capi.allocation.MachineHealth;
import io.metalstack.capi.allocation.Sighting;
import io.metalstack.capi.api.v1alpha1.Initialization;
import io.metalstack.capi.api.v1alpha1.MetalStackFirewall;
import io.metalstack.capi.api.v1alpha1.MetalStackFirewallStatus;
import io.metalstack.capi.metal.MetalMachine;
import io.metalstack.capi.status.Conditions;
import io.metalstack.capi.status.Outcome;
import io.metalstack.capi.status.Outcome.Told;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a firewall's status says after a pass. Pure: conditions mirror, and nothing is decided from them. */
final class FirewallConditions {

    static final String CREATED = "Created";
    static final String HEALTHY = "Healthy";

    private FirewallConditions() {}

    /** While paused, only the condition {@code Paused} may change. */
    static MetalStackFirewallStatus paused(MetalStackFirewall resource, String why, Instant now) {
        return with(published(resource), List.of(at(resource, now).paused(Optional.of(why))));
    }

    /** After a pass that failed in a way nobody foresaw. What is known of the firewall stays as it was. */
    static MetalStackFirewallStatus failed(MetalStackFirewall resource, Instant now) {
        var status = published(resource);
        return with(
                status,
                List.of(at(resource, now)
                        .isUnknown(
                                status.provisioned() ? HEALTHY : Conditions.READY,
                                FirewallReasons.INTERNAL_ERROR,
                                "something unexpected happened; the controller's log says more, and it tries again")));
    }

    /** After a pass. */
    static MetalStackFirewallStatus of(FirewallObservation seen, Outcome outcome) {
        var make = at(seen.resource(), seen.allocation().at());
        var told = outcome.told().orElse(null);
        var status = published(seen.resource());
        if (seen.deleting()) {
            return with(status, whileDeleting(make, told));
        }
        var machine = seen.machine();
        var provisioned = seen.provisioned()
                || machine.filter(it -> MachineHealth.phonedHome(it)
                                && MachineHealth.ailment(it).isEmpty())
                        .isPresent();
        var fresh = new ArrayList<>(List.of(
                make.paused(Optional.empty()),
                make.isFalse(Conditions.DELETING, FirewallReasons.NOT_DELETING, ""),
                created(make, seen, told),
                healthy(make, seen, told)));
        ready(make, seen, told, provisioned).ifPresent(fresh::add);
        return with(
                new MetalStackFirewallStatus(
                        Initialization.of(provisioned),
                        machine.map(MachineHealth::addresses).orElse(status.addresses()),
                        machine.flatMap(FirewallConditions::image).orElse(status.image()),
                        status.conditions()),
                fresh);
    }

    private static Optional<String> image(MetalMachine machine) {
        return machine.allocation().map(MetalMachine.Allocation::image).filter(it -> !it.isEmpty());
    }

    private static boolean isGone(Told told) {
        return AllocationReasons.GONE.equals(told.reason());
    }

    private static List<Condition> whileDeleting(Conditions make, @Nullable Told told) {
        var reason = told == null ? FirewallReasons.DELETING : told.reason();
        var message = told == null ? "the firewall is being given back" : told.message();
        return List.of(
                make.paused(Optional.empty()),
                make.isTrue(Conditions.DELETING, reason, message),
                make.isFalse(Conditions.READY, FirewallReasons.DELETING, message));
    }

    private static Condition created(Conditions make, FirewallObservation seen, @Nullable Told told) {
        var record = seen.allocation().record();
        if (told != null && isGone(told)) {
            return make.isFalse(CREATED, told.reason(), told.message());
        }
        if (record.allocationUuid().isPresent() && record.providerId().isPresent()) {
            return make.isTrue(CREATED, AllocationReasons.ALLOCATED, record.machineName() + " is allocated");
        }
        if (told == null) {
            return make.isFalse(CREATED, AllocationReasons.ALLOCATING, "a firewall is being allocated");
        }
        return AllocationReasons.ALLOCATION_IN_DOUBT.equals(told.reason())
                ? make.isUnknown(CREATED, told.reason(), told.message())
                : make.isFalse(CREATED, told.reason(), told.message());
    }

    private static Condition healthy(Conditions make, FirewallObservation seen, @Nullable Told told) {
        var machine = seen.machine();
        if (machine.isPresent()) {
            return healthy(make, machine.get());
        }
        if (told == null || seen.allocation().record().providerId().isEmpty()) {
            return make.isUnknown(HEALTHY, FirewallReasons.NOT_ALLOCATED, "no firewall is allocated yet");
        }
        return isGone(told)
                ? make.isFalse(HEALTHY, told.reason(), told.message())
                : make.isUnknown(HEALTHY, told.reason(), told.message());
    }

    private static Condition healthy(Conditions make, MetalMachine machine) {
        var ailment = MachineHealth.ailment(machine);
        if (ailment.isPresent()) {
            return make.isFalse(HEALTHY, ailment.get().reason(), ailment.get().message());
        }
        return MachineHealth.alive(machine)
                ? make.isTrue(HEALTHY, FirewallReasons.HEALTHY, "")
                : make.isUnknown(
                        HEALTHY,
                        FirewallReasons.LIVELINESS_UNKNOWN,
                        "firewall " + machine.id()
                                + " has sent no sign of life lately: it or metal-stack's telemetry may be down");
    }

    /** Empty keeps what is published: that one look showed nothing says nothing about a firewall that was ready. */
    private static Optional<Condition> ready(
            Conditions make, FirewallObservation seen, @Nullable Told told, boolean provisioned) {
        var machine = seen.machine();
        var ailment = machine.flatMap(MachineHealth::ailment);
        if (ailment.isPresent()) {
            return Optional.of(make.isFalse(
                    Conditions.READY, ailment.get().reason(), ailment.get().message()));
        }
        if (machine.isPresent() && provisioned) {
            return Optional.of(make.isTrue(
                    Conditions.READY,
                    FirewallReasons.READY,
                    "firewall " + machine.get().id() + " is ready"));
        }
        var couldNotTell = seen.allocation().sighting() instanceof Sighting.Unreadable
                || seen.allocation().sighting() instanceof Sighting.Absent && (told == null || !isGone(told));
        if (seen.provisioned() && couldNotTell) {
            return Optional.empty();
        }
        return Optional.of(
                told == null
                        ? make.isFalse(
                                Conditions.READY, AllocationReasons.INSTALLING, "the firewall is being installed")
                        : make.isFalse(Conditions.READY, told.reason(), told.message()));
    }

    private static Conditions at(MetalStackFirewall resource, Instant now) {
        return Conditions.at(resource.getMetadata().getGeneration(), now);
    }

    private static MetalStackFirewallStatus published(MetalStackFirewall resource) {
        return Optional.ofNullable(resource.getStatus()).orElseGet(MetalStackFirewallStatus::empty);
    }

    private static MetalStackFirewallStatus with(MetalStackFirewallStatus status, List<Condition> fresh) {
        return status.withConditions(Conditions.merge(status.conditions(), fresh));
    }
}
