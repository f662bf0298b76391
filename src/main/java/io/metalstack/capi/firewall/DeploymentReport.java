package io.metalstack.capi.firewall;

import io.metalstack.capi.allocation.Annotations;
import io.metalstack.capi.api.v1alpha1.MetalStackFirewallDeployment;
import io.metalstack.capi.capi.ObjectWriter;
import io.metalstack.capi.capi.Owners;
import io.metalstack.capi.status.Conditions;
import io.metalstack.capi.status.EventRecorder;
import io.metalstack.capi.status.Outcome;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.List;
import java.util.Optional;

/** Tells users how a pass over a deployment ended: one status patch, or none, and an Event per change. */
@ApplicationScoped
class DeploymentReport {

    private final ObjectWriter writer;
    private final EventRecorder events;
    private final Clock clock;

    DeploymentReport(ObjectWriter writer, EventRecorder events, Clock clock) {
        this.writer = writer;
        this.events = events;
        this.clock = clock;
    }

    void paused(MetalStackFirewallDeployment resource, String why) {
        writer.publishStatus(resource, DeploymentConditions.paused(resource, why, clock.instant()));
    }

    /** Of an object that nobody owns nothing is told but that; of one that is managed elsewhere, or copied, nothing. */
    void unused(MetalStackFirewallDeployment resource) {
        if (resource.getMetadata().getOwnerReferences().isEmpty()
                && !Annotations.present(resource, Owners.MANAGED_BY)
                && !Annotations.present(resource, Owners.PAUSED)) {
            writer.publishStatus(resource, DeploymentConditions.unused(resource, clock.instant()));
        }
    }

    /** For a pass that failed in a way nobody foresaw. */
    void failed(MetalStackFirewallDeployment resource) {
        writer.publishFailure(resource, DeploymentConditions.failed(resource, clock.instant()));
    }

    /** A deleted object shows nothing. */
    void publish(DeploymentObservation seen, DeploymentStep step, Outcome outcome) {
        if (seen.deleting() && outcome instanceof Outcome.Done) {
            return;
        }
        var resource = seen.resource();
        var fresh = DeploymentConditions.of(seen, step, outcome);
        writer.publishStatus(resource, fresh);
        var types = seen.deleting()
                ? List.of(Conditions.DELETING)
                : List.of(Conditions.READY, DeploymentConditions.PROGRESSING, DeploymentConditions.NOT_APPLIED);
        for (var type : types) {
            var before =
                    Optional.ofNullable(resource.getStatus()).flatMap(it -> Conditions.find(it.conditions(), type));
            Conditions.find(fresh.conditions(), type)
                    .filter(it -> !FirewallReasons.ALL_APPLIED.equals(it.getReason()))
                    .ifPresent(it -> events.told(resource, before, it, FirewallReasons.ordinary(it.getReason())));
        }
    }
}
