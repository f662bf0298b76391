package io.metalstack.capi.cluster;

import io.javaoperatorsdk.operator.api.config.informer.Informer;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.ControllerConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.metalstack.capi.allocation.Afterwards;
import io.metalstack.capi.allocation.OpenIntents;
import io.metalstack.capi.allocation.PlanMode;
import io.metalstack.capi.api.v1alpha1.Api;
import io.metalstack.capi.api.v1alpha1.MetalStackCluster;
import io.metalstack.capi.api.v1alpha1.MetalStackClusterStatus;
import io.metalstack.capi.capi.Located;
import io.metalstack.capi.capi.ObjectWriter;
import io.metalstack.capi.capi.Owners;
import io.metalstack.capi.capi.Rechecks;
import io.metalstack.capi.metal.MetalAccounts;
import io.metalstack.capi.runtime.ProviderConfig;
import io.metalstack.capi.status.Outcome;
import io.metalstack.capi.status.Planned;
import io.metalstack.capi.time.Timetable;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkiverse.operatorsdk.annotations.RBACRule;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * Gives a cluster its node network and its control-plane address, and takes them back. No {@code Cleaner}: JOSDK would
 * put the finalizer also on objects that are paused or not ours.
 */
// comparableResourceVersions: with them JOSDK 5.3.2 swallows what others change while a write of ours is under way
// (#3398).
@ControllerConfiguration(
        name = "capms-system-cluster",
        generationAwareEventProcessing = false,
        informer = @Informer(comparableResourceVersions = false))
@RBACRule(
        apiGroups = "cluster.x-k8s.io",
        resources = "clusters",
        verbs = {"get", "list", "watch"})
@RBACRule(
        apiGroups = Api.GROUP,
        resources = "metalstackmachines",
        verbs = {"get", "list", "watch"})
@RBACRule(
        apiGroups = Api.GROUP,
        resources = "metalstackfirewalldeployments",
        verbs = {"get", "list", "watch", "patch", "delete"})
@RBACRule(
        apiGroups = Api.GROUP,
        resources = "metalstackfirewalls",
        verbs = {"get", "list", "watch"})
@RBACRule(apiGroups = "", resources = "events", verbs = "create")
@Singleton
public class ClusterReconciler implements Reconciler<MetalStackCluster> {

    private static final Logger LOG = Logger.getLogger(ClusterReconciler.class);

    private final Owners owners;
    private final ClusterObserver observer;
    private final RemainsObserver remains;
    private final ClusterActions actions;
    private final ClusterReport report;
    private final OrphanWatch orphans;
    private final OpenIntents intents;
    private final PlanMode plan;
    private final MetalAccounts metal;
    private final ProviderConfig config;
    private final Rechecks<MetalStackCluster> rechecks;
    private final Afterwards<MetalStackCluster> afterwards;

    ClusterReconciler(
            Owners owners,
            ClusterObserver observer,
            RemainsObserver remains,
            ClusterActions actions,
            ClusterReport report,
            OrphanWatch orphans,
            OpenIntents intents,
            PlanMode plan,
            MetalAccounts metal,
            ProviderConfig config,
            Timetable timetable,
            MeterRegistry meters) {
        this.owners = owners;
        this.observer = observer;
        this.remains = remains;
        this.actions = actions;
        this.report = report;
        this.orphans = orphans;
        this.intents = intents;
        this.plan = plan;
        this.metal = metal;
        this.config = config;
        this.rechecks = new Rechecks<>(timetable);
        this.afterwards = new Afterwards<>(MetalStackCluster.class, rechecks, config, LOG, meters);
    }

    @Override
    public List<EventSource<?, MetalStackCluster>> prepareEventSources(EventSourceContext<MetalStackCluster> context) {
        var sources = new ArrayList<>(ClusterEvents.of(context));
        sources.add(new FleetChanges(metal));
        sources.add(rechecks);
        return sources;
    }

    @Override
    public UpdateControl<MetalStackCluster> reconcile(MetalStackCluster resource, Context<MetalStackCluster> context) {
        if (rechecks.isGone(resource, context)) {
            orphans.forget(resource);
            intents.forget(resource);
            return UpdateControl.noUpdate();
        }
        try {
            if (plan.isOn(resource)) {
                lookOnly(resource, context);
                return UpdateControl.noUpdate();
            }
            switch (owners.locate(resource, context)) {
                case Located.NotOurs notOurs -> {} // externally managed, or no owner yet: no write at all
                case Located.Paused(var why) -> report.paused(resource, why);
                case Located.Found home when !deleting(resource) -> ensure(resource, home, context);
                case Located.Found home when finalized(resource) -> release(resource, home);
                case Located.Found home -> {} // let go already; somebody else's finalizer still holds it
            }
        } catch (RuntimeException e) {
            failed(resource, e);
        }
        return UpdateControl.noUpdate();
    }

    /** The step is chosen as ever, and told instead of carried out. */
    private void lookOnly(MetalStackCluster resource, Context<MetalStackCluster> context) {
        switch (owners.locate(resource, context)) {
            case Located.NotOurs notOurs -> {}
            case Located.Paused(var why) -> tell(resource, Planned.waiting(why));
            case Located.Found home
            when !deleting(resource) -> {
                var seen = observer.observe(resource, home);
                tell(resource, ClusterSentences.of(ClusterPlan.next(seen), seen.own()));
            }
            case Located.Found home
            when finalized(resource) -> {
                var seen = remains.observe(resource, home);
                tell(resource, ClusterSentences.of(ClusterDeletionPlan.next(seen), seen.own()));
            }
            case Located.Found home -> {}
        }
        rechecks.recheck(resource, config.slowly());
    }

    private void tell(MetalStackCluster resource, Planned planned) {
        var status = Optional.ofNullable(resource.getStatus()).orElseGet(MetalStackClusterStatus::empty);
        plan.tell(resource, status.conditions(), planned, status::withConditions);
    }

    private void ensure(MetalStackCluster resource, Located.Found home, Context<MetalStackCluster> context) {
        var seen = observer.observe(resource, home); // read the outside world, change nothing
        intents.saw(resource, seen.own().intent().isPresent());
        var step = ClusterPlan.next(seen); // decide, touch nothing
        var left = step instanceof ClusterStep.Settled
                ? orphans.look(seen.own(), resource, context)
                : new Orphans.Sighting.NotLooked();
        carryOut(step, seen.own(), left, resource, home);
    }

    private void release(MetalStackCluster resource, Located.Found home) {
        orphans.forget(resource);
        var seen = remains.observe(resource, home);
        intents.saw(resource, seen.own().intent().isPresent());
        var step = ClusterDeletionPlan.next(seen);
        carryOut(step, seen.own(), new Orphans.Sighting.NotLooked(), resource, home);
    }

    private void carryOut(
            ClusterStep step, ClusterFacts own, Orphans.Sighting left, MetalStackCluster resource, Located.Found home) {
        var outcome = actions.perform(step, own, resource, home.cluster()); // the only place that changes metal-api
        report.publish(resource, own, step, outcome, left); // one status patch, or none
        lookAgain(resource, step, outcome, left);
    }

    private void lookAgain(MetalStackCluster resource, ClusterStep step, Outcome outcome, Orphans.Sighting left) {
        afterwards.tell(step, outcome);
        switch (outcome) {
            case Outcome.Waiting waiting -> rechecks.recheck(resource, waiting.recheck());
            case Outcome.Blocked blocked -> rechecks.recheck(resource, config.slowly());
            // A write to the object wakes us by itself, unless its event gets lost; freeing writes nothing.
            case Outcome.Progressed progressed ->
                rechecks.recheck(resource, step.part() == ClusterStep.Part.DELETION ? Duration.ZERO : config.soon());
            case Outcome.Done done when isOpen(left) -> rechecks.recheck(resource, config.soon());
            case Outcome.Done done -> rechecks.forget(resource);
        }
    }

    /** A look at the project that shows nothing new wakes nobody, and is waited for all the same. */
    private static boolean isOpen(Orphans.Sighting left) {
        return left instanceof Orphans.Sighting.NotSeenYet
                || left instanceof Orphans.Sighting.Seen(var all, var open) && open;
    }

    private void failed(MetalStackCluster resource, RuntimeException e) {
        if (!ObjectWriter.isRace(e) && !plan.isOn(resource)) {
            report.failed(resource);
        }
        afterwards.failed(resource, e);
    }

    private static boolean deleting(MetalStackCluster resource) {
        return resource.getMetadata().getDeletionTimestamp() != null;
    }

    private static boolean finalized(MetalStackCluster resource) {
        return resource.getMetadata().getFinalizers().contains(MetalStackCluster.FINALIZER);
    }
}
