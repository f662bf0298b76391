package io.metalstack.capi.firewall;

import io.javaoperatorsdk.operator.api.config.informer.Informer;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.ControllerConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.metalstack.capi.allocation.Afterwards;
import io.metalstack.capi.allocation.PlanMode;
import io.metalstack.capi.api.v1alpha1.Api;
import io.metalstack.capi.api.v1alpha1.MetalStackFirewallDeployment;
import io.metalstack.capi.api.v1alpha1.MetalStackFirewallDeploymentStatus;
import io.metalstack.capi.capi.Located;
import io.metalstack.capi.capi.ObjectWriter;
import io.metalstack.capi.capi.Owners;
import io.metalstack.capi.capi.Rechecks;
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
 * Keeps one MetalStackFirewall for a cluster and replaces it when its template changes or when it is lost. No {@code
 * Cleaner}: JOSDK would put the finalizer also on objects that are paused or not ours.
 */
// comparableResourceVersions: with them JOSDK 5.3.2 swallows what others change while a write of ours is under way
// (#3398).
@ControllerConfiguration(
        name = "capms-system-firewalldeployment",
        generationAwareEventProcessing = false,
        informer = @Informer(comparableResourceVersions = false))
@RBACRule(
        apiGroups = "cluster.x-k8s.io",
        resources = "clusters",
        verbs = {"get", "list", "watch"})
@RBACRule(
        apiGroups = Api.GROUP,
        resources = "metalstackclusters",
        verbs = {"get", "list", "watch"})
@RBACRule(
        apiGroups = Api.GROUP,
        resources = "metalstackfirewalltemplates",
        verbs = {"get", "list", "watch", "patch"})
@RBACRule(
        apiGroups = Api.GROUP,
        resources = "metalstackfirewalls",
        verbs = {"get", "list", "watch", "create", "delete"})
@RBACRule(apiGroups = "", resources = "events", verbs = "create")
@Singleton
public class DeploymentReconciler implements Reconciler<MetalStackFirewallDeployment> {

    private static final Logger LOG = Logger.getLogger(DeploymentReconciler.class);

    private final Owners owners;
    private final DeploymentObserver observer;
    private final DeploymentActions actions;
    private final DeploymentReport report;
    private final ObjectWriter writer;
    private final PlanMode plan;
    private final Rechecks<MetalStackFirewallDeployment> rechecks;
    private final Afterwards<MetalStackFirewallDeployment> afterwards;

    public DeploymentReconciler(
            Owners owners,
            DeploymentObserver observer,
            DeploymentActions actions,
            DeploymentReport report,
            ObjectWriter writer,
            PlanMode plan,
            ProviderConfig config,
            Timetable timetable,
            MeterRegistry meters) {
        this.owners = owners;
        this.observer = observer;
        this.actions = actions;
        this.report = report;
        this.writer = writer;
        this.plan = plan;
        this.rechecks = new Rechecks<>(timetable);
        this.afterwards = new Afterwards<>(MetalStackFirewallDeployment.class, rechecks, config, LOG, meters);
    }

    @Override
    public List<EventSource<?, MetalStackFirewallDeployment>> prepareEventSources(
            EventSourceContext<MetalStackFirewallDeployment> context) {
        var sources = new ArrayList<>(DeploymentEvents.of(context));
        sources.add(rechecks);
        return sources;
    }

    @Override
    public UpdateControl<MetalStackFirewallDeployment> reconcile(
            MetalStackFirewallDeployment resource, Context<MetalStackFirewallDeployment> context) {
        if (rechecks.isGone(resource, context)) {
            return UpdateControl.noUpdate();
        }
        try {
            if (plan.isOn(resource, context)) {
                lookOnly(resource, context);
                return UpdateControl.noUpdate();
            }
            switch (owners.locate(resource, "MetalStackCluster", context)) {
                case Located.NotOurs notOurs -> report.unused(resource);
                case Located.Paused(var why) -> report.paused(resource, why);
                case Located.Found home when deleting(resource) || finalized(resource) -> pass(resource, home, context);
                case Located.Found home ->
                    writer.addFinalizer(resource, MetalStackFirewallDeployment.FINALIZER, Map.of());
            }
        } catch (RuntimeException e) {
            afterwards.failed(resource, e);
        }
        return UpdateControl.noUpdate();
    }

    /** The step is chosen as ever, and told instead of carried out. */
    private void lookOnly(MetalStackFirewallDeployment resource, Context<MetalStackFirewallDeployment> context) {
        switch (owners.locate(resource, "MetalStackCluster", context)) {
            case Located.NotOurs notOurs -> {}
            case Located.Paused(var why) -> tell(resource, Planned.waiting(why));
            case Located.Found home when deleting(resource) && !finalized(resource) -> {}
            case Located.Found home ->
                tell(resource, DeploymentSentences.of(DeploymentPlan.next(observer.observe(resource, home, context))));
        }
        afterwards.lookAgain(resource, new Outcome.Done());
    }

    private void tell(MetalStackFirewallDeployment resource, Planned planned) {
        var status = Optional.ofNullable(resource.getStatus()).orElseGet(MetalStackFirewallDeploymentStatus::empty);
        plan.tell(resource, status.conditions(), planned, status::withConditions);
    }

    private void pass(
            MetalStackFirewallDeployment resource, Located.Found home, Context<MetalStackFirewallDeployment> context) {
        if (!finalized(resource)) {
            return; // let go already; somebody else's finalizer still holds it
        }
        try {
            var seen = observer.observe(resource, home, context); // read the outside world, change nothing
            var step = DeploymentPlan.next(seen); // decide, touch nothing
            var outcome = actions.perform(step, seen); // the only place that changes anything outside
            report.publish(seen, step, outcome); // one status patch, or none
            afterwards.lookAgain(resource, step, outcome);
        } catch (RuntimeException e) {
            if (!ObjectWriter.isRace(e)) {
                report.failed(resource);
            }
            throw e;
        }
    }

    private static boolean deleting(MetalStackFirewallDeployment resource) {
        return resource.getMetadata().getDeletionTimestamp() != null;
    }

    private static boolean finalized(MetalStackFirewallDeployment resource) {
        return resource.getMetadata().getFinalizers().contains(MetalStackFirewallDeployment.FINALIZER);
    }
}
