package io.metalstack.capi.firewall;

import io.javaoperatorsdk.operator.api.config.informer.Informer;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.ControllerConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.metalstack.capi.allocation.Afterwards;
import io.metalstack.capi.allocation.AllocationActions;
import io.metalstack.capi.allocation.AllocationKind;
import io.metalstack.capi.allocation.AllocationSentences;
import io.metalstack.capi.allocation.Annotations;
import io.metalstack.capi.allocation.FleetChanges;
import io.metalstack.capi.allocation.OpenIntents;
import io.metalstack.capi.allocation.PlanMode;
import io.metalstack.capi.api.v1alpha1.Api;
import io.metalstack.capi.api.v1alpha1.MetalStackFirewall;
import io.metalstack.capi.api.v1alpha1.MetalStackFirewallStatus;
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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * One MetalStackFirewall, at most one firewall of metal-stack, whatever fails at whatever moment. No {@code Cleaner}:
 * JOSDK would put the finalizer also on objects that are paused or not ours.
 */
// comparableResourceVersions: with them JOSDK 5.3.2 swallows what others change while a write of ours is under way
// (#3398).
@ControllerConfiguration(
        name = "capms-system-firewall",
        generationAwareEventProcessing = false,
        informer = @Informer(comparableResourceVersions = false))
@RBACRule(
        apiGroups = "cluster.x-k8s.io",
        resources = "clusters",
        verbs = {"get", "list", "watch"})
@RBACRule(
        apiGroups = Api.GROUP,
        resources = {"metalstackclusters", "metalstackmachines"},
        verbs = {"get", "list", "watch"})
@RBACRule(apiGroups = "", resources = "events", verbs = "create")
@Singleton
public class FirewallReconciler implements Reconciler<MetalStackFirewall> {

    private static final Logger LOG = Logger.getLogger(FirewallReconciler.class);

    private final Owners owners;
    private final FirewallObserver observer;
    private final AllocationActions actions;
    private final FirewallReport report;
    private final ObjectWriter writer;
    private final MetalAccounts metal;
    private final OpenIntents intents;
    private final PlanMode plan;
    private final Rechecks<MetalStackFirewall> rechecks;
    private final Afterwards<MetalStackFirewall> afterwards;

    public FirewallReconciler(
            Owners owners,
            FirewallObserver observer,
            AllocationActions actions,
            FirewallReport report,
            ObjectWriter writer,
            MetalAccounts metal,
            OpenIntents intents,
            PlanMode plan,
            ProviderConfig config,
            Timetable timetable,
            MeterRegistry meters) {
        this.owners = owners;
        this.observer = observer;
        this.actions = actions;
        this.report = report;
        this.writer = writer;
        this.metal = metal;
        this.intents = intents;
        this.plan = plan;
        this.rechecks = new Rechecks<>(timetable);
        this.afterwards = new Afterwards<>(MetalStackFirewall.class, rechecks, config, LOG, meters);
    }

    @Override
    public List<EventSource<?, MetalStackFirewall>> prepareEventSources(
            EventSourceContext<MetalStackFirewall> context) {
        var sources = new ArrayList<>(FirewallEvents.of(MetalStackFirewall.class, context));
        sources.add(FirewallEvents.machines(MetalStackFirewall.class, context));
        sources.add(new FleetChanges<>(metal, AllocationKind.FIREWALL));
        sources.add(rechecks);
        return sources;
    }

    @Override
    public UpdateControl<MetalStackFirewall> reconcile(
            MetalStackFirewall resource, Context<MetalStackFirewall> context) {
        if (rechecks.isGone(resource, context)) {
            intents.forget(resource);
            report.gone(resource);
            metal.unwatch(nameOf(resource));
            return UpdateControl.noUpdate();
        }
        try {
            if (plan.isOn(resource, context)) {
                lookOnly(resource, context);
                return UpdateControl.noUpdate();
            }
            switch (owners.locate(resource, "MetalStackFirewallDeployment", context)) {
                case Located.NotOurs notOurs -> {} // no owner: no write at all
                case Located.Paused(var why) -> report.paused(resource, why);
                case Located.Found home when deleting(resource) || finalized(resource) -> pass(resource, home, context);
                case Located.Found home -> takeOn(resource);
            }
        } catch (RuntimeException e) {
            afterwards.failed(resource, e);
        }
        return UpdateControl.noUpdate();
    }

    /** The step is chosen as ever, and told instead of carried out. */
    private void lookOnly(MetalStackFirewall resource, Context<MetalStackFirewall> context) {
        switch (owners.locate(resource, "MetalStackFirewallDeployment", context)) {
            case Located.NotOurs notOurs -> {}
            case Located.Paused(var why) -> tell(resource, Planned.waiting(why));
            case Located.Found home
            when !finalized(resource) ->
                tell(resource, Planned.takingOn("take the object on, with a finalizer and a claim"));
            case Located.Found home -> {
                var seen = observer.observe(resource, home, context);
                tell(resource, AllocationSentences.of(FirewallPlan.next(seen), seen.allocation()));
            }
        }
        afterwards.lookAgain(resource, new Outcome.Done());
    }

    private void tell(MetalStackFirewall resource, Planned planned) {
        var status = Optional.ofNullable(resource.getStatus()).orElseGet(MetalStackFirewallStatus::empty);
        plan.tell(resource, status.conditions(), planned, status::withConditions);
    }

    /** The finalizer and the claim come in one patch; an object with a past gets the finalizer alone (MachineReconciler). */
    private void takeOn(MetalStackFirewall resource) {
        var hasPast = resource.providerID() != null || resource.getStatus() != null;
        var claim = Annotations.of(resource, Annotations.CLAIM)
                .or(() -> hasPast ? Optional.empty() : Optional.of(AllocationActions.newClaim()));
        writer.addFinalizer(
                resource,
                MetalStackFirewall.FINALIZER,
                claim.map(it -> Map.of(Annotations.CLAIM, it)).orElse(Map.of()));
    }

    private void pass(MetalStackFirewall resource, Located.Found home, Context<MetalStackFirewall> context) {
        if (!finalized(resource)) {
            return; // let go already; somebody else's finalizer still holds it
        }
        try {
            var seen = observer.observe(resource, home, context); // read the outside world, change nothing
            intents.saw(resource, seen.allocation().record().openIntent().isPresent());
            seen.allocation()
                    .heldIn()
                    .ifPresent(it -> metal.watch(seen.allocation().account(), it, nameOf(resource)));
            var step = FirewallPlan.next(seen); // decide, touch nothing
            var outcome = actions.perform(step, seen.allocation()); // the only place that changes anything outside
            report.publish(seen, outcome); // one status patch, or none
            afterwards.lookAgain(resource, step, outcome);
        } catch (RuntimeException e) {
            if (!ObjectWriter.isRace(e)) {
                report.failed(resource);
            }
            throw e;
        }
    }

    private static String nameOf(MetalStackFirewall resource) {
        // A MetalStackMachine may have the same name, and each takes back its own interest only.
        return "firewall " + resource.getMetadata().getNamespace() + "/"
                + resource.getMetadata().getName();
    }

    private static boolean deleting(MetalStackFirewall resource) {
        return resource.getMetadata().getDeletionTimestamp() != null;
    }

    private static boolean finalized(MetalStackFirewall resource) {
        return resource.getMetadata().getFinalizers().contains(MetalStackFirewall.FINALIZER);
    }
}
