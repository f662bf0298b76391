package io.metalstack.capi.machine;

import io.metalstack.capi.allocation.Annotations;
import io.metalstack.capi.allocation.HeldStates;
import io.metalstack.capi.api.v1alpha1.MetalStackMachine;
import io.metalstack.capi.api.v1alpha1.MetalStackMachineStatus;
import io.metalstack.capi.capi.ObjectWriter;
import io.metalstack.capi.status.Conditions;
import io.metalstack.capi.status.EventRecorder;
import io.metalstack.capi.status.Outcome;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.Optional;

/** Tells users how a pass ended: one status patch, or none when nothing changes, and an Event per change of the summary. */
@ApplicationScoped
public class MachineReport {

    private final ObjectWriter writer;
    private final EventRecorder events;
    private final HeldStates states;
    private final Clock clock;

    public MachineReport(ObjectWriter writer, EventRecorder events, HeldStates states, Clock clock) {
        this.writer = writer;
        this.events = events;
        this.states = states;
        this.clock = clock;
    }

    void paused(MetalStackMachine resource, String why) {
        var fresh = MachineConditions.paused(resource, why, clock.instant());
        writer.publishStatus(resource, fresh);
        states.saw(resource, fresh.conditions(), fresh.provisioned());
    }

    /** For a pass that failed in a way nobody foresaw. */
    void failed(MetalStackMachine resource) {
        writer.publishFailure(resource, MachineConditions.failed(resource, clock.instant()));
    }

    /** For an object that is gone. */
    void forget(MetalStackMachine resource) {
        states.forget(resource);
    }

    /** What was just done shows in the next pass, which our own write has caused already; a deleted object shows nothing. */
    void publish(MachineObservation seen, Outcome outcome) {
        if (outcome instanceof Outcome.Progressed || seen.deleting() && outcome instanceof Outcome.Done) {
            return;
        }
        var fresh = MachineConditions.of(seen, outcome);
        writer.publishStatus(seen.resource(), fresh);
        states.saw(seen.resource(), fresh.conditions(), fresh.provisioned());
        announce(seen, fresh);
    }

    private void announce(MachineObservation seen, MetalStackMachineStatus fresh) {
        var resource = seen.resource();
        if (fresh.provisioned() && !seen.provisioned()) {
            events.normal(resource, Reasons.PROVISIONED, seen.record().machineName() + " has phoned home");
        }
        if (seen.deleting()) {
            Annotations.ignoredForceRelease(resource)
                    .ifPresent(it -> events.warning(resource, Reasons.FORCE_RELEASE_IGNORED, it));
        }
        var type = seen.deleting() ? Conditions.DELETING : Conditions.READY;
        var before = Optional.ofNullable(resource.getStatus()).flatMap(it -> Conditions.find(it.conditions(), type));
        Conditions.find(fresh.conditions(), type)
                .ifPresent(it -> events.told(resource, before, it, Reasons.ordinary(it.getReason())));
    }
}
