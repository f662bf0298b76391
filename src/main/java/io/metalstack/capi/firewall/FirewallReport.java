package io.metalstack.capi.firewall;

import io.metalstack.capi.allocation.Annotations;
import io.metalstack.capi.allocation.HeldStates;
import io.metalstack.capi.api.v1alpha1.MetalStackFirewall;
import io.metalstack.capi.api.v1alpha1.MetalStackFirewallStatus;
import io.metalstack.capi.capi.ObjectWriter;
import io.metalstack.capi.status.Conditions;
import io.metalstack.capi.status.EventRecorder;
import io.metalstack.capi.status.Outcome;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.Optional;

/** Tells users how a pass ended: one status patch, or none when nothing changes, and an Event per change of the summary. */
@ApplicationScoped
class FirewallReport {

    private final ObjectWriter writer;
    private final EventRecorder events;
    private final HeldStates states;
    private final Clock clock;

    FirewallReport(ObjectWriter writer, EventRecorder events, HeldStates states, Clock clock) {
        this.writer = writer;
        this.events = events;
        this.states = states;
        this.clock = clock;
    }

    void paused(MetalStackFirewall resource, String why) {
        var fresh = FirewallConditions.paused(resource, why, clock.instant());
        states.saw(resource, fresh.conditions(), fresh.provisioned());
        writer.publishStatus(resource, fresh);
    }

    void gone(MetalStackFirewall resource) {
        states.forget(resource);
    }

    /** For a pass that failed in a way nobody foresaw. */
    void failed(MetalStackFirewall resource) {
        writer.publishFailure(resource, FirewallConditions.failed(resource, clock.instant()));
    }

    /** What was just done shows in the next pass, which our own write has caused already; a deleted object shows nothing. */
    void publish(FirewallObservation seen, Outcome outcome) {
        if (outcome instanceof Outcome.Progressed || seen.deleting() && outcome instanceof Outcome.Done) {
            return;
        }
        var fresh = FirewallConditions.of(seen, outcome);
        states.saw(seen.resource(), fresh.conditions(), fresh.provisioned());
        writer.publishStatus(seen.resource(), fresh);
        announce(seen, fresh);
    }

    private void announce(FirewallObservation seen, MetalStackFirewallStatus fresh) {
        var resource = seen.resource();
        if (fresh.provisioned() && !seen.provisioned()) {
            events.normal(
                    resource,
                    FirewallReasons.PROVISIONED,
                    seen.allocation().record().machineName() + " has phoned home");
        }
        if (seen.deleting()) {
            Annotations.ignoredForceRelease(resource)
                    .ifPresent(it -> events.warning(resource, FirewallReasons.FORCE_RELEASE_IGNORED, it));
        }
        var type = seen.deleting() ? Conditions.DELETING : Conditions.READY;
        var before = Optional.ofNullable(resource.getStatus()).flatMap(it -> Conditions.find(it.conditions(), type));
        Conditions.find(fresh.conditions(), type)
                .ifPresent(it -> events.told(resource, before, it, FirewallReasons.ordinary(it.getReason())));
    }
}
