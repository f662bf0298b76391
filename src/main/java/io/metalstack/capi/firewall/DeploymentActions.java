package io.metalstack.capi.firewall;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.metalstack.capi.allocation.AllocationActions;
import io.metalstack.capi.allocation.Annotations;
import io.metalstack.capi.allocation.FailureOutcomes;
import io.metalstack.capi.allocation.OwnershipTags;
import io.metalstack.capi.allocation.ProviderId;
import io.metalstack.capi.allocation.RecentTimes;
import io.metalstack.capi.api.v1alpha1.MetalStackFirewall;
import io.metalstack.capi.api.v1alpha1.MetalStackFirewallDeployment;
import io.metalstack.capi.api.v1alpha1.MetalStackFirewallSpec;
import io.metalstack.capi.api.v1alpha1.MetalStackFirewallTemplateSpec;
import io.metalstack.capi.capi.Cluster;
import io.metalstack.capi.capi.ObjectWriter;
import io.metalstack.capi.capi.Owners;
import io.metalstack.capi.metal.MetalMachine;
import io.metalstack.capi.runtime.ProviderConfig;
import io.metalstack.capi.status.EventRecorder;
import io.metalstack.capi.status.Outcome;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Carries a deployment's step out. It makes and deletes objects; what becomes of metal-stack is their controller's. */
@ApplicationScoped
class DeploymentActions {

    private static final Logger LOG = Logger.getLogger(DeploymentActions.class);

    private final KubernetesClient client;
    private final ObjectWriter writer;
    private final Owners owners;
    private final EventRecorder events;
    private final FailureOutcomes failures;
    private final ProviderConfig config;

    DeploymentActions(
            KubernetesClient client,
            ObjectWriter writer,
            Owners owners,
            EventRecorder events,
            FailureOutcomes failures,
            ProviderConfig config) {
        this.client = client;
        this.writer = writer;
        this.owners = owners;
        this.events = events;
        this.failures = failures;
        this.config = config;
    }

    /** What the API server refuses is thrown. */
    Outcome perform(DeploymentStep step, DeploymentObservation seen) {
        return switch (step) {
            case DeploymentStep.Wait(var reason, var message) -> new Outcome.Waiting(reason, message, config.soon());
            case DeploymentStep.Refuse(var reason, var message) -> new Outcome.Blocked(reason, message);
            case DeploymentStep.Unreadable(var why) -> failures.of(why);
            case DeploymentStep.Own(var part) -> own(part, seen.resource());
            case DeploymentStep.Create(var name, var template) -> create(name, template, seen);
            case DeploymentStep.Adopt(var name, var template, var machine) -> adopt(name, template, machine, seen);
            case DeploymentStep.DropReference(var why) -> dropReference(why, seen.resource());
            case DeploymentStep.Delete(var firewall, var reason, var why) ->
                delete(firewall, reason, why, seen.resource(), seen);
            case DeploymentStep.Repair repair -> repair(repair, seen);
            case DeploymentStep.UseGiven(var machine) -> new Outcome.Done();
            case DeploymentStep.Settled settled -> new Outcome.Done();
            case DeploymentStep.LetGo() -> letGo(seen.resource());
        };
    }

    private Outcome create(String name, MetalStackFirewallTemplateSpec template, DeploymentObservation seen) {
        writer.requireUnchanged(seen.resource());
        var cluster = owners.liveCluster(seen.resource(), seen.cluster());
        if (cluster.filter(it -> !it.paused() && !it.deleting()).isEmpty()) {
            return again("the Cluster was paused or deleted meanwhile");
        }
        var firewall = firewall(name, seen);
        firewall.setSpec(new MetalStackFirewallSpec(null, template));
        return make(firewall, FirewallReasons.CREATED, "made MetalStackFirewall " + name, seen.resource());
    }

    /** Its record is written with it, so that from its first moment on it holds the allocation, and nothing is allocated. */
    private Outcome adopt(
            String name, MetalStackFirewallTemplateSpec template, MetalMachine machine, DeploymentObservation seen) {
        var deployment = seen.resource();
        writer.requireUnchanged(deployment);
        var paused = Owners.paused(deployment, owners.liveCluster(deployment, seen.cluster()));
        if (paused.isPresent()) {
            return again(paused.get());
        }
        var firewall = firewall(name, seen);
        firewall.getMetadata().setFinalizers(List.of(MetalStackFirewall.FINALIZER));
        firewall.getMetadata()
                .setAnnotations(Map.of(
                        Annotations.CLAIM,
                                OwnershipTags.value(machine.tags(), OwnershipTags.CLAIM)
                                        .orElseGet(AllocationActions::newClaim),
                        Annotations.ALLOCATION_UUID,
                                machine.allocation().orElseThrow().uuid()));
        firewall.setSpec(new MetalStackFirewallSpec(ProviderId.of(machine).toString(), template));
        return make(
                firewall,
                FirewallReasons.TAKEN_OVER,
                "took firewall " + machine.id() + " over from the Go provider, as MetalStackFirewall " + name,
                deployment);
    }

    private MetalStackFirewall firewall(String name, DeploymentObservation seen) {
        var deployment = seen.resource();
        var firewall = new MetalStackFirewall();
        firewall.setMetadata(new ObjectMetaBuilder()
                .withNamespace(deployment.getMetadata().getNamespace())
                .withName(name)
                .withLabels(Map.of(
                        Cluster.NAME_LABEL,
                        deployment.getMetadata().getLabels().get(Cluster.NAME_LABEL),
                        MetalStackFirewall.DEPLOYMENT_LABEL,
                        deployment.getMetadata().getName()))
                .withOwnerReferences(new OwnerReferenceBuilder()
                        .withApiVersion(deployment.getApiVersion())
                        .withKind(deployment.getKind())
                        .withName(deployment.getMetadata().getName())
                        .withUid(deployment.getMetadata().getUid())
                        .withController(true)
                        .withBlockOwnerDeletion(true)
                        .build())
                .build());
        return firewall;
    }

    /** The name follows from the revision, so that of two attempts the API server refuses the second. */
    private Outcome make(
            MetalStackFirewall firewall, String reason, String told, MetalStackFirewallDeployment deployment) {
        try {
            client.resource(firewall).create();
        } catch (KubernetesClientException e) {
            if (ObjectWriter.isConflict(e)) {
                return again("firewall " + firewall.getMetadata().getName() + " is there already");
            }
            throw e;
        }
        LOG.infof(
                "Made MetalStackFirewall %s/%s",
                deployment.getMetadata().getNamespace(), firewall.getMetadata().getName());
        events.normal(deployment, reason, told);
        return new Outcome.Progressed();
    }

    private Outcome dropReference(String why, MetalStackFirewallDeployment deployment) {
        var nothing = new HashMap<String, @Nullable Object>();
        nothing.put("managedResourceRef", null);
        writer.annotateAndSpecify(deployment, Map.of(), nothing);
        LOG.infof(
                "%s/%s: %s",
                deployment.getMetadata().getNamespace(),
                deployment.getMetadata().getName(),
                why);
        return new Outcome.Progressed();
    }

    /** What is remembered is written first: a repair may count although it did not happen, but none happens uncounted. */
    private Outcome repair(DeploymentStep.Repair repair, DeploymentObservation seen) {
        var deployment = seen.resource();
        var recent = RecentTimes.of(deployment, Annotations.RECENT_REPAIRS, seen.at(), CurrentPlan.REPAIRS_COUNT_FOR);
        var remembered = writer.annotate(
                deployment,
                Map.of(
                        Annotations.RECENT_REPAIRS,
                        recent.with(repair.firewall().getMetadata().getUid(), seen.at())));
        return delete(repair.firewall(), repair.reason(), repair.why(), remembered, seen);
    }

    private Outcome delete(
            MetalStackFirewall firewall,
            String reason,
            String why,
            MetalStackFirewallDeployment deployment,
            DeploymentObservation seen) {
        writer.requireUnchanged(deployment);
        var paused = Owners.paused(deployment, owners.liveCluster(deployment, seen.cluster()));
        if (paused.isPresent()) {
            return again(paused.get());
        }
        writer.delete(firewall);
        LOG.infof(
                "Deleted MetalStackFirewall %s/%s: %s",
                deployment.getMetadata().getNamespace(), firewall.getMetadata().getName(), why);
        events.normal(deployment, reason, why);
        return new Outcome.Progressed();
    }

    private Outcome letGo(MetalStackFirewallDeployment deployment) {
        writer.removeFinalizer(deployment, MetalStackFirewallDeployment.FINALIZER);
        return new Outcome.Done();
    }

    /** {@code clusterctl move} follows owners. */
    private Outcome own(HasMetadata part, MetalStackFirewallDeployment deployment) {
        writer.addOwner(part, deployment, Map.of());
        return again(part.getKind() + " " + part.getMetadata().getName() + " was made the deployment's own");
    }

    private Outcome again(String why) {
        return new Outcome.Waiting(FirewallReasons.CREATING, why + "; looking again", config.soon());
    }
}
