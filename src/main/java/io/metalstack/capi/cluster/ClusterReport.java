package io.metalstack.capi.cluster;

import io.metalstack.capi.allocation.Annotations;
import io.metalstack.capi.api.v1alpha1.MetalStackCluster;
import io.metalstack.capi.api.v1alpha1.MetalStackClusterStatus;
import io.metalstack.capi.capi.ObjectWriter;
import io.metalstack.capi.status.Conditions;
import io.metalstack.capi.status.EventRecorder;
import io.metalstack.capi.status.Outcome;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.Optional;

/** Tells users how a pass ended: one status patch, or none when nothing changes, and an Event per change of the summary. */
@ApplicationScoped
class ClusterReport {

    private final ObjectWriter writer;
    private final EventRecorder events;
    private final Clock clock;

    ClusterReport(ObjectWriter writer, EventRecorder events, Clock clock) {
        this.writer = writer;
        this.events = events;
        this.clock = clock;
    }

    void paused(MetalStackCluster resource, String why) {
        writer.publishStatus(resource, ClusterConditions.paused(resource, why, clock.instant()));
    }

    /** Perhaps the API server is down: then this fails as well, and the log has told it. */
    void failed(MetalStackCluster resource) {
        var message = "the pass failed unexpectedly and is repeated; the provider's log tells more";
        writer.publishFailure(resource, ClusterConditions.failed(resource, message, clock.instant()));
    }

    /** What was just done shows in the next pass, which is due already; an object that was let go shows nothing. */
    void publish(
            MetalStackCluster resource, ClusterFacts own, ClusterStep step, Outcome outcome, Orphans.Sighting orphans) {
        var deleting = step.part() == ClusterStep.Part.DELETION;
        if (outcome instanceof Outcome.Progressed || deleting && outcome instanceof Outcome.Done) {
            return;
        }
        var fresh = ClusterConditions.of(resource, own, step, outcome, orphans, clock.instant());
        writer.publishStatus(resource, fresh);
        announce(resource, own, step, fresh);
    }

    private void announce(
            MetalStackCluster resource, ClusterFacts own, ClusterStep step, MetalStackClusterStatus fresh) {
        if (fresh.provisioned() && !own.provisioned()) {
            events.normal(resource, ClusterReasons.PROVISIONED, "the infrastructure of the cluster is provisioned");
        }
        if (step.part() == ClusterStep.Part.DELETION) {
            Annotations.ignoredForceRelease(resource)
                    .ifPresent(it -> events.warning(resource, ClusterReasons.FORCE_RELEASE_IGNORED, it));
        }
        var type = step.part() == ClusterStep.Part.DELETION ? Conditions.DELETING : Conditions.READY;
        var before = Optional.ofNullable(resource.getStatus()).flatMap(it -> Conditions.find(it.conditions(), type));
        Conditions.find(fresh.conditions(), type)
                .ifPresent(it -> events.told(resource, before, it, ClusterReasons.ordinary(it.getReason())));
    }
}
