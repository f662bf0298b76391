package io.metalstack.capi.firewall;

import static io.metalstack.capi.allocation.OwnershipTags.resourceName;
import static io.metalstack.capi.allocation.OwnershipTags.tag;

import io.metalstack.capi.allocation.AllocationKind;
import io.metalstack.capi.allocation.Annotations;
import io.metalstack.capi.allocation.OwnershipTags;
import io.metalstack.capi.allocation.ProviderId;
import io.metalstack.capi.api.v1alpha1.LocalRef;
import io.metalstack.capi.api.v1alpha1.MetalStackCluster;
import io.metalstack.capi.api.v1alpha1.MetalStackFirewallDeployment;
import io.metalstack.capi.metal.MetalFailure;
import io.metalstack.capi.metal.MetalMachine;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** A firewall that no object of ours holds and that the deployment names, or that was allocated for it. */
sealed interface GivenFirewall {

    /** The Go provider's mark on firewalls, beside its tags for cluster and deployment. */
    String MANAGED_BY = "firewall.metal-stack.io/managed-by=cluster-api-provider-metal-stack";

    /** Nobody looked, as there is one of ours and no other is named. */
    record NotLooked() implements GivenFirewall {}

    record None() implements GivenFirewall {}

    /** The Go provider allocated it for this very deployment. */
    record OfGoProvider(MetalMachine machine) implements GivenFirewall {}

    /** The Go provider allocated several, and only a person can tell which one it is. */
    record Several(List<String> machineIds) implements GivenFirewall {}

    /** This provider allocated it for this very deployment, and its object was let go with the way back to the Go provider. */
    record OfThisProvider(MetalMachine machine) implements GivenFirewall {}

    /** Somebody gave it: it is used, and never changed or freed. */
    record OfUser(MetalMachine machine) implements GivenFirewall {}

    /** The deployment names a machine that is no firewall of its project. */
    record Missing(String named) implements GivenFirewall {}

    record Unreadable(MetalFailure why) implements GivenFirewall {}

    /** What the deployment names. */
    static Optional<String> named(MetalStackFirewallDeployment deployment) {
        return Optional.ofNullable(deployment.getSpec().managedResourceRef())
                .map(LocalRef::name)
                .filter(it -> !it.isEmpty());
    }

    /** @param machines all of the project of the cluster */
    static GivenFirewall of(
            MetalStackFirewallDeployment deployment, MetalStackCluster infrastructure, List<MetalMachine> machines) {
        var firewalls = machines.stream()
                .filter(machine -> machine.allocation()
                        .filter(it -> it.role().equals(AllocationKind.FIREWALL.role())
                                && it.project().equals(infrastructure.getSpec().projectID()))
                        .isPresent())
                .toList();
        var named = named(deployment);
        if (named.isEmpty()) {
            var left = firewalls.stream()
                    .filter(it -> ofGoProvider(it, deployment, infrastructure))
                    .toList();
            return switch (left.size()) {
                case 0 -> new None();
                case 1 -> new OfGoProvider(left.getFirst());
                default ->
                    new Several(left.stream().map(MetalMachine::id).sorted().toList());
            };
        }
        var machine = ProviderId.parse(named.get())
                .flatMap(id -> firewalls.stream()
                        .filter(it -> it.id().equals(id.machineId()))
                        .findFirst());
        if (machine.isEmpty()) {
            return new Missing(named.get());
        }
        if (ofGoProvider(machine.get(), deployment, infrastructure)) {
            return new OfGoProvider(machine.get());
        }
        return ofThisProvider(machine.get(), deployment, infrastructure)
                ? new OfThisProvider(machine.get())
                : new OfUser(machine.get());
    }

    /** All that is written to a firewall of ours, with this cluster's uid, and the name of an object of this deployment. */
    private static boolean ofThisProvider(
            MetalMachine machine, MetalStackFirewallDeployment deployment, MetalStackCluster infrastructure) {
        var namespace = deployment.getMetadata().getNamespace();
        var cluster = tag(
                OwnershipTags.CLUSTER_RESOURCE,
                resourceName(namespace, infrastructure.getMetadata().getName()));
        return Annotations.of(infrastructure, Annotations.CLUSTER_UID)
                        .filter(it -> machine.tags().contains(tag(OwnershipTags.CLUSTER_UID, it)))
                        .isPresent()
                && machine.tags().contains(cluster)
                && OwnershipTags.value(machine.tags(), OwnershipTags.CLAIM).isPresent()
                && OwnershipTags.object(machine.tags(), OwnershipTags.FIREWALL_RESOURCE)
                        .filter(it -> it.namespace().equals(namespace)
                                && Revision.isNameOf(
                                        it.name(), deployment.getMetadata().getName()))
                        .isPresent();
    }

    /** The four tags that the Go provider itself looks for before it frees, and none of ours. */
    private static boolean ofGoProvider(
            MetalMachine machine, MetalStackFirewallDeployment deployment, MetalStackCluster infrastructure) {
        var namespace = deployment.getMetadata().getNamespace();
        var nodeNetwork = infrastructure.getSpec().nodeNetworkID();
        return nodeNetwork != null
                && OwnershipTags.value(machine.tags(), OwnershipTags.CLAIM).isEmpty()
                && machine.tags()
                        .containsAll(Set.of(
                                MANAGED_BY,
                                tag(OwnershipTags.CLUSTER_ID, nodeNetwork),
                                tag(
                                        OwnershipTags.CLUSTER_RESOURCE,
                                        resourceName(
                                                namespace,
                                                infrastructure.getMetadata().getName())),
                                tag(
                                        OwnershipTags.FIREWALL_DEPLOYMENT_RESOURCE,
                                        resourceName(
                                                namespace,
                                                deployment.getMetadata().getName()))));
    }
}
