package io.metalstack.capi.firewall;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.metalstack.capi.allocation.Annotations;
import io.metalstack.capi.api.v1alpha1.LocalRef;
import io.metalstack.capi.api.v1alpha1.MetalStackFirewall;
import io.metalstack.capi.api.v1alpha1.MetalStackFirewallDeploymentSpec.Strategy;
import io.metalstack.capi.api.v1alpha1.MetalStackFirewallTemplate;
import io.metalstack.capi.api.v1alpha1.MetalStackFirewallTemplateSpec;
import io.metalstack.capi.capi.Cluster;
import io.metalstack.capi.firewall.DeploymentObservation.Capacity;
import io.metalstack.capi.firewall.DeploymentStep.Adopt;
import io.metalstack.capi.firewall.DeploymentStep.Create;
import io.metalstack.capi.firewall.DeploymentStep.Delete;
import io.metalstack.capi.firewall.DeploymentStep.DropReference;
import io.metalstack.capi.firewall.DeploymentStep.LetGo;
import io.metalstack.capi.firewall.DeploymentStep.Own;
import io.metalstack.capi.firewall.DeploymentStep.Refuse;
import io.metalstack.capi.firewall.DeploymentStep.Unreadable;
import io.metalstack.capi.firewall.DeploymentStep.UseGiven;
import io.metalstack.capi.firewall.DeploymentStep.Wait;
import io.metalstack.capi.metal.MetalMachine;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Keeps one firewall for a cluster, of the revision that the template asks for. No clock, no client, no logger. Two are
 * there only while one takes the place of the other; of each revision there is one object.
 */
final class DeploymentPlan {

    private DeploymentPlan() {}

    static DeploymentStep next(DeploymentObservation seen) {
        if (seen.deleting()) {
            return nextForDeletion(seen);
        }
        if (seen.cluster().map(Cluster::deleting).orElse(false)) {
            return new Wait(
                    FirewallReasons.CLUSTER_DELETING, "the Cluster is being deleted: no firewall is made for it");
        }
        if (seen.infrastructure().isEmpty()) {
            return new Wait(FirewallReasons.WAITING_FOR_CLUSTER, "waiting for the MetalStackCluster of the Cluster");
        }
        // Its controller leaves a firewall without owner alone, and a move leaves it behind.
        var unowned = seen.staying().stream()
                .filter(it -> !owned(it, seen.resource()))
                .findFirst();
        if (unowned.isPresent()) {
            return new Own(unowned.get());
        }
        return given(seen).orElseGet(() -> fromTemplate(seen));
    }

    /** What follows from a firewall that this provider did not allocate; empty when there is none. */
    private static Optional<DeploymentStep> given(DeploymentObservation seen) {
        var held = GivenFirewall.named(seen.resource()).flatMap(seen::holding);
        if (held.isPresent()) {
            return Optional.ofNullable(seen.resource().getSpec().firewallTemplateRef())
                    .map(it -> new DropReference(
                            "the firewall that managedResourceRef named is taken over as MetalStackFirewall "
                                    + held.get().getMetadata().getName()));
        }
        return switch (seen.outside().given()) {
            case GivenFirewall.NotLooked() -> Optional.empty();
            case GivenFirewall.None() -> Optional.empty();
            case GivenFirewall.Unreadable(var why) -> Optional.of(new Unreadable(why));
            case GivenFirewall.Several(var ids) ->
                Optional.of(new Refuse(
                        FirewallReasons.SEVERAL_FIREWALLS,
                        "the Go provider left more than one firewall of this deployment: " + String.join(", ", ids)
                                + ". Free all but one in metal-stack, or name the one to keep in managedResourceRef"));
            case GivenFirewall.Missing(var named) ->
                Optional.of(new Refuse(
                        FirewallReasons.FIREWALL_NOT_FOUND,
                        "managedResourceRef names " + named
                                + ", which is no firewall of the cluster's project: correct it, or take it out to have"
                                + " one made"));
            case GivenFirewall.OfUser given
            when !seen.firewalls().isEmpty() ->
                Optional.of(new Refuse(
                        FirewallReasons.FIREWALL_NOT_ALONE,
                        "managedResourceRef was given while there is " + names(seen.firewalls())
                                + ": take it out, or delete the MetalStackFirewall to go over to the given one"));
            case GivenFirewall.OfUser(var machine) -> Optional.of(new UseGiven(machine));
            case GivenFirewall.OfGoProvider(var machine) -> Optional.of(adopt(machine, seen));
            case GivenFirewall.OfThisProvider(var machine) -> Optional.of(adopt(machine, seen));
        };
    }

    /** It counts as the revision that the template asks for: taking it over replaces nothing. */
    private static DeploymentStep adopt(MetalMachine machine, DeploymentObservation seen) {
        var template = seen.template()
                .map(MetalStackFirewallTemplate::getSpec)
                .orElseGet(() -> MetalStackFirewallTemplateSpec.of(
                        machine.size(),
                        machine.allocation().map(MetalMachine.Allocation::image).orElse(""),
                        machine.allocation().stream()
                                .flatMap(it -> it.networks().stream())
                                .filter(it -> !it.type().equals("underlay"))
                                .map(MetalMachine.Network::id)
                                .sorted()
                                .toList()));
        return new Adopt(
                Revision.of(template).nameFor(seen.resource().getMetadata().getName()), template, machine);
    }

    private static DeploymentStep fromTemplate(DeploymentObservation seen) {
        if (seen.template().isEmpty()) {
            return new Refuse(
                    FirewallReasons.TEMPLATE_NOT_FOUND,
                    Optional.ofNullable(seen.resource().getSpec().firewallTemplateRef())
                                    .map(
                                            it -> "there is no MetalStackFirewallTemplate " + it.name()
                                                    + " in this namespace: create it, or name another one in firewallTemplateRef")
                                    .orElse("firewallTemplateRef is missing: name a MetalStackFirewallTemplate")
                            + kept(seen.staying()));
        }
        if (!owned(seen.template().get(), seen.resource())) {
            return new Own(seen.template().get());
        }
        return seen.current().map(it -> CurrentPlan.next(it, seen)).orElseGet(() -> nextForNone(seen));
    }

    private static boolean owned(HasMetadata part, HasMetadata deployment) {
        return part.getMetadata().getOwnerReferences().stream()
                .anyMatch(it -> deployment.getKind().equals(it.getKind())
                        && deployment.getMetadata().getName().equals(it.getName())
                        && Objects.equals(deployment.getMetadata().getUid(), it.getUid()));
    }

    /** Nothing of the wanted revision is there. */
    private static DeploymentStep nextForNone(DeploymentObservation seen) {
        var template = seen.template().orElseThrow();
        var nodeNetwork = seen.infrastructure().orElseThrow().getSpec().nodeNetworkID();
        if (nodeNetwork == null || nodeNetwork.isEmpty()) {
            return new Wait(
                    FirewallReasons.WAITING_FOR_CLUSTER, "waiting for the MetalStackCluster to have its node network");
        }
        var objection = FirewallDemand.objection(
                template.getSpec(), seen.infrastructure().orElseThrow(), nodeNetwork);
        if (objection.isPresent()) {
            return new Refuse(objection.get().reason(), objection.get().message() + kept(seen.others()));
        }
        return make(template.getSpec(), seen.others(), seen);
    }

    /** @param replaced firewalls that the new one is to replace */
    static DeploymentStep make(
            MetalStackFirewallTemplateSpec template, List<MetalStackFirewall> replaced, DeploymentObservation seen) {
        var leaving = seen.leaving();
        if (!leaving.isEmpty()) {
            return new Wait(
                    FirewallReasons.REPLACING, "waiting until " + names(leaving) + " is given back" + kept(replaced));
        }
        var name = Revision.of(template).nameFor(seen.resource().getMetadata().getName());
        var invalid = FirewallDemand.invalidName(name);
        if (invalid.isPresent()) {
            return new Refuse(invalid.get().reason(), invalid.get().message() + kept(replaced));
        }
        if (replaced.isEmpty()) {
            return new Create(name, template);
        }
        var superseded = replaced.stream()
                .filter(it -> replaced.size() > 1 && !DeploymentObservation.ready(it))
                .findFirst();
        if (superseded.isPresent()) {
            return new Delete(
                    superseded.get(),
                    FirewallReasons.REPLACED,
                    "firewall " + superseded.get().getMetadata().getName()
                            + " is not ready and not what the template asks for any more");
        }
        if (seen.strategy() == Strategy.Recreate) {
            var old = replaced.getFirst();
            return new Delete(
                    old,
                    FirewallReasons.REPLACING,
                    "firewall " + old.getMetadata().getName() + " goes first, as the strategy is Recreate");
        }
        return switch (seen.outside().capacity()) {
            case Capacity.Unreadable(var why) -> new Unreadable(why);
            case Capacity.Free(var machines)
            when machines < 1 ->
                new Refuse(
                        FirewallReasons.WAITING_FOR_CAPACITY,
                        "no machine of size " + template.size()
                                + " is idle, so the new firewall cannot be made beside the old one: free one, or set strategy"
                                + " to Recreate" + kept(replaced));
            case Capacity.Free free -> new Create(name, template);
            case Capacity.NotAsked notAsked -> new Create(name, template);
        };
    }

    /** Needs no owner, no Cluster and no template. */
    private static DeploymentStep nextForDeletion(DeploymentObservation seen) {
        if (seen.movedAway()) {
            return new LetGo();
        }
        var name = seen.resource().getMetadata().getName();
        var stillNamed = seen.infrastructure()
                .filter(it -> it.getMetadata().getDeletionTimestamp() == null)
                .filter(it -> Optional.ofNullable(it.getSpec().firewallDeploymentRef())
                        .map(LocalRef::name)
                        .filter(name::equals)
                        .isPresent());
        if (stillNamed.isPresent()) {
            return new Wait(
                    FirewallReasons.IN_USE,
                    "MetalStackCluster " + stillNamed.get().getMetadata().getName()
                            + " still names it, and its nodes have no other way out: waits until that is deleted");
        }
        if (seen.firewalls().isEmpty()) {
            return Annotations.releasesByForce(seen.resource()) ? new LetGo() : letGo(seen);
        }
        return seen.staying().stream()
                .findFirst()
                .<DeploymentStep>map(it -> new Delete(
                        it,
                        FirewallReasons.DELETING,
                        "firewall " + it.getMetadata().getName() + " goes with its deployment"))
                .orElseGet(() -> new Wait(
                        FirewallReasons.DELETING, "waits until these firewalls are gone: " + names(seen.firewalls())));
    }

    /** What either provider allocated goes with the deployment as well, and so it is taken over first. */
    private static DeploymentStep letGo(DeploymentObservation seen) {
        return switch (seen.outside().given()) {
            case GivenFirewall.OfGoProvider(var machine) -> adopt(machine, seen);
            case GivenFirewall.OfThisProvider(var machine) -> adopt(machine, seen);
            case GivenFirewall.Unreadable(var why) -> new Unreadable(why);
            case GivenFirewall.Several(var ids) ->
                new Refuse(
                        FirewallReasons.SEVERAL_FIREWALLS,
                        "the Go provider left more than one firewall of this deployment: " + String.join(", ", ids)
                                + ". Free all but one in metal-stack");
            default -> new LetGo(); // what somebody gave is left alone
        };
    }

    static String kept(List<MetalStackFirewall> firewalls) {
        return firewalls.isEmpty() ? "" : ". Until then " + names(firewalls) + " stays";
    }

    static String names(List<MetalStackFirewall> firewalls) {
        return firewalls.stream().map(it -> it.getMetadata().getName()).sorted().collect(Collectors.joining(", "));
    }
}
