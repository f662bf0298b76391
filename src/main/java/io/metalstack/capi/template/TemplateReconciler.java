package io.metalstack.capi.template;

import io.javaoperatorsdk.operator.api.config.informer.Informer;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.ControllerConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.metalstack.capi.allocation.Accounts;
import io.metalstack.capi.allocation.Afterwards;
import io.metalstack.capi.api.v1alpha1.Api;
import io.metalstack.capi.api.v1alpha1.MetalStackMachineTemplate;
import io.metalstack.capi.api.v1alpha1.MetalStackMachineTemplateStatus;
import io.metalstack.capi.capi.Cluster;
import io.metalstack.capi.capi.Located;
import io.metalstack.capi.capi.Neighbours;
import io.metalstack.capi.capi.ObjectWriter;
import io.metalstack.capi.capi.Owners;
import io.metalstack.capi.capi.Rechecks;
import io.metalstack.capi.metal.MetalAccount;
import io.metalstack.capi.metal.MetalException;
import io.metalstack.capi.runtime.ProviderConfig;
import io.metalstack.capi.time.Timetable;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkiverse.operatorsdk.annotations.RBACRule;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/** Tells in a template's status what its machines will have. Writes nothing else, and asks metal-api about sizes alone. */
// comparableResourceVersions: with them JOSDK 5.3.2 swallows what others change while a write of ours is under way
// (#3398).
@ControllerConfiguration(
        name = "capms-system-machinetemplate",
        generationAwareEventProcessing = false,
        informer = @Informer(comparableResourceVersions = false))
@RBACRule(
        apiGroups = "cluster.x-k8s.io",
        resources = "clusters",
        verbs = {"get", "list", "watch"})
@RBACRule(apiGroups = Api.GROUP, resources = "metalstackclusters", verbs = "get")
@Singleton
public class TemplateReconciler implements Reconciler<MetalStackMachineTemplate> {

    private static final Logger LOG = Logger.getLogger(TemplateReconciler.class);
    private static final String BY_CLUSTER = "cluster";

    private final Owners owners;
    private final Sizes sizes;
    private final ObjectWriter writer;
    private final Timetable timetable;
    private final Duration slowly;
    private final Rechecks<MetalStackMachineTemplate> rechecks;
    private final Afterwards<MetalStackMachineTemplate> afterwards;

    TemplateReconciler(
            Owners owners,
            Sizes sizes,
            ObjectWriter writer,
            ProviderConfig config,
            Timetable timetable,
            MeterRegistry meters) {
        this.owners = owners;
        this.sizes = sizes;
        this.writer = writer;
        this.timetable = timetable;
        this.slowly = config.slowly();
        this.rechecks = new Rechecks<>(timetable);
        this.afterwards = new Afterwards<>(MetalStackMachineTemplate.class, rechecks, config, LOG, meters);
    }

    @Override
    public List<EventSource<?, MetalStackMachineTemplate>> prepareEventSources(
            EventSourceContext<MetalStackMachineTemplate> context) {
        var cache = context.getPrimaryCache();
        cache.addIndexer(
                BY_CLUSTER,
                it -> Owners.clusterName(it).stream()
                        .map(name -> it.getMetadata().getNamespace() + "/" + name)
                        .toList());
        var clusters =
                Neighbours.waking(
                        MetalStackMachineTemplate.class,
                        Cluster.class,
                        context,
                        it -> cache
                                .byIndex(
                                        BY_CLUSTER,
                                        it.getMetadata().getNamespace() + "/"
                                                + it.getMetadata().getName())
                                .stream()
                                .map(ResourceID::fromResource)
                                .collect(Collectors.toUnmodifiableSet()),
                        it -> List.of(it.paused()));
        return List.of(clusters, rechecks);
    }

    @Override
    public UpdateControl<MetalStackMachineTemplate> reconcile(
            MetalStackMachineTemplate template, Context<MetalStackMachineTemplate> context) {
        if (rechecks.isGone(template, context)) {
            return UpdateControl.noUpdate();
        }
        try {
            switch (owners.locateUnowned(template, context)) {
                case Located.NotOurs notOurs -> {}
                case Located.Paused(var why) ->
                    writer.publishStatus(template, TemplateConditions.paused(template, why, timetable.now()));
                case Located.Found home when isOfClass(template) -> saysNothing(template);
                case Located.Found home -> tell(template, account(template, home));
            }
        } catch (RuntimeException e) {
            afterwards.failed(template, e);
        }
        return UpdateControl.noUpdate();
    }

    /** That metal-api cannot be asked changes nothing: what was true an hour ago is the best that is known. */
    private void tell(MetalStackMachineTemplate template, MetalAccount account) {
        try {
            var size = sizes.find(account, template.getSpec().template().spec().size());
            writer.publishStatus(template, TemplateConditions.of(template, size, timetable.now()));
            rechecks.recheck(template, size.isPresent() ? Sizes.SETTLED : slowly);
        } catch (MetalException e) {
            LOG.debugf(
                    "The size of %s cannot be told: %s", template.getMetadata().getName(), e.getMessage());
            rechecks.recheck(template, slowly);
        }
    }

    /** Before core has made the template its Cluster's, the provider's own metal-stack is as good a guess as any. */
    private MetalAccount account(MetalStackMachineTemplate template, Located.Found home) {
        return home.cluster()
                .flatMap(it -> owners.liveInfrastructure(template.getMetadata().getNamespace(), it))
                .map(Accounts::of)
                .orElse(MetalAccount.PROVIDER);
    }

    /** What stands in a class is not allocated: patches fill in the size of each copy. */
    private void saysNothing(MetalStackMachineTemplate template) {
        if (template.getStatus() != null) {
            writer.publishStatus(template, MetalStackMachineTemplateStatus.empty());
        }
    }

    private static boolean isOfClass(MetalStackMachineTemplate template) {
        return template.getMetadata().getOwnerReferences().stream().anyMatch(it -> "ClusterClass".equals(it.getKind()));
    }
}
