package io.metalstack.capi.firewall;

import io.fabric8.kubernetes.api.model.Condition;
import io.metalstack.capi.allocation.MachineHealth;
import io.metalstack.capi.api.v1alpha1.Initialization;
import io.metalstack.capi.api.v1alpha1.MetalStackFirewall;
import io.metalstack.capi.api.v1alpha1.MetalStackFirewallDeployment;
import io.metalstack.capi.api.v1alpha1.MetalStackFirewallDeploymentStatus;
import io.metalstack.capi.metal.MetalMachine;
import io.metalstack.capi.status.Conditions;
import io.metalstack.capi.status.Outcome;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What a deployment's status says after a pass. Pure: conditions mirror, and nothing is decided from them. */
final class DeploymentConditions {

    /** True while the firewall is not yet the one that the template asks for. */
    static final String PROGRESSING = "Progressing";

    /** True when the template sets fields that cannot be applied; its message lists them. */
    static final String NOT_APPLIED = "NotApplied";

    private DeploymentConditions() {}

    /** While paused, only the condition {@code Paused} may change. */
    static MetalStackFirewallDeploymentStatus paused(MetalStackFirewallDeployment resource, String why, Instant now) {
        return with(published(resource), List.of(at(resource, now).paused(Optional.of(why))));
    }

    /** No cluster has made it its own. */
    static MetalStackFirewallDeploymentStatus unused(MetalStackFirewallDeployment resource, Instant now) {
        return with(
                published(resource),
                List.of(at(resource, now)
                        .isFalse(
                                Conditions.READY,
                                FirewallReasons.NOT_USED,
                                "no MetalStackCluster of this namespace has made it its own: name it in"
                                        + " firewallDeploymentRef. A cluster has one firewall deployment")));
    }

    /** After a pass that failed in a way nobody foresaw. */
    static MetalStackFirewallDeploymentStatus failed(MetalStackFirewallDeployment resource, Instant now) {
        return with(
                published(resource),
                List.of(at(resource, now)
                        .isUnknown(
                                PROGRESSING,
                                FirewallReasons.INTERNAL_ERROR,
                                "something unexpected happened; the controller's log says more, and it tries again")));
    }

    /** After a pass. */
    static MetalStackFirewallDeploymentStatus of(DeploymentObservation seen, DeploymentStep step, Outcome outcome) {
        var make = at(seen.resource(), seen.at());
        var status = published(seen.resource());
        if (seen.deleting()) {
            return with(status, whileDeleting(make, outcome));
        }
        var through = step instanceof DeploymentStep.UseGiven(var machine)
                ? Optional.of(machine).filter(DeploymentConditions::works).map(MetalMachine::id)
                : seen.staying().stream()
                        .filter(DeploymentObservation::ready)
                        .map(it -> it.getMetadata().getName())
                        .findFirst();
        var provisioned = status.provisioned() || through.isPresent();
        var fresh = new ArrayList<>(List.of(
                make.paused(Optional.empty()),
                make.isFalse(Conditions.DELETING, FirewallReasons.NOT_DELETING, ""),
                progressing(make, step, outcome),
                ready(make, through, step, outcome)));
        notApplied(make, seen, step).ifPresent(fresh::add);
        return with(
                new MetalStackFirewallDeploymentStatus(
                        provisioned ? Boolean.TRUE : null,
                        Initialization.of(provisioned),
                        through.orElse(null),
                        seen.firewalls().size(),
                        status.conditions()),
                fresh);
    }

    private static List<Condition> whileDeleting(Conditions make, Outcome outcome) {
        var message = message(outcome, "the firewall is being given back");
        return List.of(
                make.paused(Optional.empty()),
                make.isTrue(Conditions.DELETING, reason(outcome, FirewallReasons.DELETING), message),
                make.isFalse(Conditions.READY, FirewallReasons.DELETING, message));
    }

    private static Condition progressing(Conditions make, DeploymentStep step, Outcome outcome) {
        return switch (step) {
            case DeploymentStep.Settled(var firewall, var note) ->
                make.isFalse(
                        PROGRESSING,
                        FirewallReasons.READY,
                        name(firewall) + " is the one that the template asks for"
                                + (note.isEmpty() ? "" : "; " + note));
            case DeploymentStep.UseGiven(var machine) ->
                make.isFalse(PROGRESSING, FirewallReasons.GIVEN, "firewall " + machine.id() + " was given");
            default ->
                make.isTrue(
                        PROGRESSING,
                        reason(outcome, FirewallReasons.CREATING),
                        message(outcome, "a firewall is being made"));
        };
    }

    private static Condition ready(Conditions make, Optional<String> through, DeploymentStep step, Outcome outcome) {
        if (through.isPresent()) {
            return make.isTrue(Conditions.READY, FirewallReasons.READY, "firewall " + through.get() + " is ready");
        }
        if (step instanceof DeploymentStep.UseGiven(var machine)) {
            return MachineHealth.ailment(machine)
                    .map(it -> make.isFalse(Conditions.READY, it.reason(), it.message()))
                    .orElseGet(() -> make.isFalse(
                            Conditions.READY,
                            FirewallReasons.WAITING_FOR_FIREWALL,
                            "the given firewall " + machine.id() + " has not phoned home yet"));
        }
        return make.isFalse(
                Conditions.READY,
                reason(outcome, FirewallReasons.CREATING),
                message(outcome, "a firewall is being made"));
    }

    private static boolean works(MetalMachine machine) {
        return MachineHealth.phonedHome(machine)
                && MachineHealth.ailment(machine).isEmpty();
    }

    /** Empty without a template: nobody knows. Of a given firewall nothing is changed, whatever a template says. */
    private static Optional<Condition> notApplied(Conditions make, DeploymentObservation seen, DeploymentStep step) {
        if (step instanceof DeploymentStep.UseGiven) {
            return Optional.of(
                    seen.template().isEmpty()
                            ? make.isFalse(NOT_APPLIED, FirewallReasons.ALL_APPLIED, "")
                            : make.isTrue(
                                    NOT_APPLIED,
                                    FirewallReasons.NOT_APPLIED,
                                    "set and not applied: firewallTemplateRef, as managedResourceRef gives a firewall"));
        }
        return seen.template().map(template -> {
            var fields = template.getSpec().notApplied();
            return fields.isEmpty()
                    ? make.isFalse(NOT_APPLIED, FirewallReasons.ALL_APPLIED, "")
                    : make.isTrue(
                            NOT_APPLIED,
                            FirewallReasons.NOT_APPLIED,
                            "set and not applied: " + String.join(", ", fields)
                                    + "; metal-api takes them not, only firewall-controller does");
        });
    }

    private static String reason(Outcome outcome, String otherwise) {
        return outcome.told().map(Outcome.Told::reason).orElse(otherwise);
    }

    private static String message(Outcome outcome, String otherwise) {
        return outcome.told().map(Outcome.Told::message).orElse(otherwise);
    }

    private static String name(MetalStackFirewall firewall) {
        return "firewall " + firewall.getMetadata().getName();
    }

    private static Conditions at(MetalStackFirewallDeployment resource, Instant now) {
        return Conditions.at(resource.getMetadata().getGeneration(), now);
    }

    private static MetalStackFirewallDeploymentStatus published(MetalStackFirewallDeployment resource) {
        return Optional.ofNullable(resource.getStatus()).orElseGet(MetalStackFirewallDeploymentStatus::empty);
    }

    private static MetalStackFirewallDeploymentStatus with(
            MetalStackFirewallDeploymentStatus status, List<Condition> fresh) {
        return status.withConditions(Conditions.merge(status.conditions(), fresh));
    }
}
