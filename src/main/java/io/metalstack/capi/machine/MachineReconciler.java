package io.metalstack.capi.machine;

import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
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
import io.metalstack.capi.api.v1alpha1.MetalStackMachine;
import io.metalstack.capi.api.v1alpha1.MetalStackMachineStatus;
import io.metalstack.capi.capi.Located;
import io.metalstack.capi.capi.ObjectWriter;
import io.metalstack.capi.capi.Owners;
import io.metalstack.capi.capi.Rechecks;
import io.metalstack.capi.metal.MetalAccounts;
import io.metalstack.capi.runtime.ProviderConfig;
import io.metalstack.capi.status.Conditions;
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
 * Turns a MetalStackMachine into a machine of metal-stack, and back. No {@code Cleaner}: JOSDK would put the finalizer
 * also on objects that are paused or not ours.
 */
// comparableResourceVersions: with them JOSDK 5.3.2 swallows what others change while a write of ours is under way
// (#3398).
@ControllerConfiguration(
        name = "capms-system-machine",
        generationAwareEventProcessing = false,
        informer = @Informer(comparableResourceVersions = false))
@RBACRule(
        apiGroups = "cluster.x-k8s.io",
        resources = {"clusters", "machines"},
        verbs = {"get", "list", "watch"})
@RBACRule(
        apiGroups = Api.GROUP,
        resources = "metalstackclusters",
        verbs = {"get", "list", "watch"})
@RBACRule(apiGroups = "", resources = "secrets", verbs = "get")
@RBACRule(apiGroups = "", resources = "events", verbs = "create")
@Singleton
public class MachineReconciler implements Reconciler<MetalStackMachine> {

    private static final Logger LOG = Logger.getLogger(MachineReconciler.class);

    private final Owners owners;
    private final MachineObserver observer;
    private final MachineActions actions;
    private final MachineReport report;
    private final DeletionBrake brake;
    private final ObjectWriter writer;
    private final MetalAccounts metal;
    private final OpenIntents intents;
    private final PlanMode plan;
    private final Rechecks<MetalStackMachine> rechecks;
    private final Afterwards<MetalStackMachine> afterwards;

    public MachineReconciler(
            Owners owners,
            MachineObserver observer,
            MachineActions actions,
            MachineReport report,
            DeletionBrake brake,
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
        this.brake = brake;
        this.writer = writer;
        this.metal = metal;
        this.intents = intents;
        this.plan = plan;
        this.rechecks = new Rechecks<>(timetable);
        this.afterwards = new Afterwards<>(MetalStackMachine.class, rechecks, config, LOG, meters);
    }

    @Override
    public List<EventSource<?, MetalStackMachine>> prepareEventSources(EventSourceContext<MetalStackMachine> context) {
        var sources = new ArrayList<>(MachineEvents.of(context));
        brake.reads(context.getPrimaryCache());
        sources.add(new FleetChanges<>(metal, AllocationKind.MACHINE));
        sources.add(rechecks);
        return sources;
    }

    @Override
    public UpdateControl<MetalStackMachine> reconcile(MetalStackMachine resource, Context<MetalStackMachine> context) {
        if (rechecks.isGone(resource, context)) {
            report.forget(resource);
            intents.forget(resource);
            metal.unwatch(nameOf(resource));
            return UpdateControl.noUpdate();
        }
        try {
            if (plan.isOn(resource, context)) {
                lookOnly(resource, context);
                return UpdateControl.noUpdate();
            }
            switch (owners.locate(resource, context)) {
                case Located.NotOurs notOurs -> {} // no owner yet: no write at all
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
    private void lookOnly(MetalStackMachine resource, Context<MetalStackMachine> context) {
        switch (owners.locate(resource, context)) {
            case Located.NotOurs notOurs -> {}
            case Located.Paused(var why) -> tell(resource, Planned.waiting(why));
            case Located.Found home when deleting(resource) && !finalized(resource) -> {}
            case Located.Found home -> {
                var seen = observer.observe(asTakenOn(resource), home, context);
                tell(resource, AllocationSentences.of(MachinePlan.next(seen), seen.allocation()));
            }
        }
        afterwards.lookAgain(resource, new Outcome.Done());
    }

    private void tell(MetalStackMachine resource, Planned planned) {
        var status = Optional.ofNullable(resource.getStatus()).orElseGet(MetalStackMachineStatus::empty);
        plan.tell(resource, status.conditions(), planned, status::withConditions);
    }

    /** A new object would get a claim first, which says little; what comes then is of interest. */
    private static MetalStackMachine asTakenOn(MetalStackMachine resource) {
        var claim = claimToTakeOnWith(resource);
        if (finalized(resource) || claim.isEmpty()) {
            return resource;
        }
        var copy = new MetalStackMachine();
        copy.setMetadata(new ObjectMetaBuilder(resource.getMetadata())
                .addToAnnotations(Annotations.CLAIM, claim.get())
                .build());
        copy.setSpec(resource.getSpec());
        copy.setStatus(resource.getStatus());
        return copy;
    }

    /**
     * The finalizer and the claim come in one patch. An object with a past gets the finalizer alone: it may have been
     * replaced, and what it held is looked for before it gets a claim under which nothing would be found.
     */
    private void takeOn(MetalStackMachine resource) {
        writer.addFinalizer(
                resource,
                MetalStackMachine.FINALIZER,
                claimToTakeOnWith(resource)
                        .map(it -> Map.of(Annotations.CLAIM, it))
                        .orElse(Map.of()));
    }

    private static Optional<String> claimToTakeOnWith(MetalStackMachine resource) {
        var status = Optional.ofNullable(resource.getStatus()).orElseGet(MetalStackMachineStatus::empty);
        // What was told while the object was only looked at is no past.
        var told = Optional.ofNullable(status.conditions()).orElse(List.of());
        var hasPast = resource.getSpec().providerID() != null
                || told.stream().anyMatch(it -> !Conditions.PLAN.equals(it.getType()))
                || !status.withConditions(null).equals(MetalStackMachineStatus.empty());
        return Annotations.of(resource, Annotations.CLAIM)
                .or(() -> hasPast ? Optional.empty() : Optional.of(AllocationActions.newClaim()));
    }

    private void pass(MetalStackMachine resource, Located.Found home, Context<MetalStackMachine> context) {
        if (!finalized(resource)) {
            return; // let go already; somebody else's finalizer still holds it
        }
        try {
            var seen = observer.observe(resource, home, context); // read the outside world, change nothing
            intents.saw(resource, seen.record().openIntent().isPresent());
            seen.allocation()
                    .heldIn()
                    .ifPresent(it -> metal.watch(
                            seen.allocation().account(), it, nameOf(resource))); // be told of what changes there
            var step = MachinePlan.next(seen); // decide, touch nothing
            var outcome = actions.perform(step, seen); // the only place that changes anything outside
            report.publish(seen, outcome); // one status patch, or none
            afterwards.lookAgain(resource, step, outcome);
        } catch (RuntimeException e) {
            if (!ObjectWriter.isRace(e)) {
                report.failed(resource);
            }
            throw e;
        }
    }

    private static String nameOf(MetalStackMachine resource) {
        return resource.getMetadata().getNamespace() + "/"
                + resource.getMetadata().getName();
    }

    private static boolean deleting(MetalStackMachine resource) {
        return resource.getMetadata().getDeletionTimestamp() != null;
    }

    private static boolean finalized(MetalStackMachine resource) {
        return resource.getMetadata().getFinalizers().contains(MetalStackMachine.FINALIZER);
    }
}
