package io.metalstack.capi.firewall;

import io.fabric8.kubernetes.api.model.Condition;
import io.metalstack.capi.allocation.Annotations;
import io.metalstack.capi.allocation.RecentTimes;
import io.metalstack.capi.api.v1alpha1.MetalStackFirewall;
import io.metalstack.capi.firewall.DeploymentStep.Delete;
import io.metalstack.capi.firewall.DeploymentStep.Refuse;
import io.metalstack.capi.firewall.DeploymentStep.Repair;
import io.metalstack.capi.firewall.DeploymentStep.Settled;
import io.metalstack.capi.firewall.DeploymentStep.Wait;
import io.metalstack.capi.status.Conditions;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Decides what becomes of the firewall that the template asks for: repaired, updated, or left as it is. Pure. */
final class CurrentPlan {

    /** A firewall that fails again and again has a cause that another machine does not mend. */
    static final int MOST_REPAIRS = 3;

    static final Duration REPAIRS_COUNT_FOR = Duration.ofDays(1);

    private CurrentPlan() {}

    static DeploymentStep next(MetalStackFirewall current, DeploymentObservation seen) {
        var name = current.getMetadata().getName();
        if (DeploymentObservation.lost(current)) {
            return repair(
                    current,
                    FirewallReasons.LOST,
                    "firewall " + name + " is gone from metal-stack: another one is made",
                    seen);
        }
        if (DeploymentObservation.ready(current)) {
            return seen.others().stream()
                    .findFirst()
                    .<DeploymentStep>map(it -> new Delete(
                            it,
                            FirewallReasons.REPLACED,
                            "firewall " + it.getMetadata().getName() + " is replaced by " + name + ", which is ready"))
                    .orElseGet(() -> nextForReady(current, seen));
        }
        if (seen.neverReady(current)) {
            return neverReady(current, seen);
        }
        return new Wait(
                seen.others().isEmpty() ? FirewallReasons.WAITING_FOR_FIREWALL : FirewallReasons.REPLACING,
                "waiting for firewall " + name + " to be ready" + told(current) + DeploymentPlan.kept(seen.others()));
    }

    /** What the firewall itself says, as that is what a person has to know. */
    private static String told(MetalStackFirewall firewall) {
        return Optional.ofNullable(firewall.getStatus())
                .flatMap(it -> Conditions.find(it.conditions(), Conditions.READY))
                .map(Condition::getMessage)
                .filter(it -> !it.isEmpty())
                .map(it -> " (" + it + ")")
                .orElse("");
    }

    /** While it is to replace another one, that one stays, and nothing is tried again: its template may be the cause. */
    private static DeploymentStep neverReady(MetalStackFirewall current, DeploymentObservation seen) {
        var name = current.getMetadata().getName();
        var why = "firewall " + name + " was allocated and is not ready after "
                + seen.deadline().toMinutes() + " minutes";
        return seen.others().isEmpty()
                ? repair(current, FirewallReasons.NEVER_READY, why + ": another one is made", seen)
                : new Refuse(
                        FirewallReasons.NEVER_READY,
                        why + ": look at its console. Change the template back, or delete the MetalStackFirewall "
                                + name
                                + " to have another one made"
                                + DeploymentPlan.kept(seen.others()));
    }

    private static DeploymentStep nextForReady(MetalStackFirewall current, DeploymentObservation seen) {
        if (!seen.silent(current)) {
            return update(current, seen);
        }
        var why = "firewall " + current.getMetadata().getName() + " has sent no sign of life for "
                + seen.resource().getSpec().repair().unknownAfterSeconds() + " seconds";
        var others = seen.outside().silent();
        return others.isEmpty()
                ? repair(current, FirewallReasons.SILENT, why + ": another one is made", seen)
                : new Refuse(
                        FirewallReasons.SEVERAL_SILENT,
                        why + ", and neither have " + String.join(", ", others)
                                + ": as long as that may be metal-stack's telemetry, the firewall is not replaced");
    }

    private static DeploymentStep repair(
            MetalStackFirewall current, String reason, String why, DeploymentObservation seen) {
        var deployment = seen.resource();
        try {
            var recent = RecentTimes.of(deployment, Annotations.RECENT_REPAIRS, seen.at(), REPAIRS_COUNT_FOR)
                    .byUid()
                    .keySet();
            var counted = recent.contains(current.getMetadata().getUid());
            return counted || recent.size() < MOST_REPAIRS
                    ? new Repair(current, reason, why)
                    : new Refuse(
                            FirewallReasons.REPAIR_LIMIT,
                            "firewall " + current.getMetadata().getName() + " failed (" + reason
                                    + ") and is not replaced, as " + MOST_REPAIRS + " were within "
                                    + REPAIRS_COUNT_FOR.toHours()
                                    + " hours: look for the cause, then take the annotation "
                                    + Annotations.RECENT_REPAIRS + " off the MetalStackFirewallDeployment");
        } catch (IllegalArgumentException e) {
            return new Refuse(FirewallReasons.UNREADABLE_ANNOTATION, "nothing is replaced: " + e.getMessage());
        }
    }

    /** The newest patch of the template's series, where and when that is wanted. */
    private static DeploymentStep update(MetalStackFirewall current, DeploymentObservation seen) {
        var newest = seen.outside().newestImage();
        var installed = Optional.ofNullable(current.getStatus().image());
        if (newest.isEmpty() || installed.isEmpty() || installed.equals(newest)) {
            return new Settled(current, "");
        }
        try {
            return Maintenance.isOpen(seen.resource(), seen.at())
                    ? DeploymentPlan.make(
                            seen.template().orElseThrow().getSpec().withImage(newest.get()), List.of(current), seen)
                    : new Settled(
                            current,
                            "image " + newest.get()
                                    + " is newer than what is installed, and is for the maintenance window");
        } catch (IllegalArgumentException e) {
            return new Settled(current, "image " + newest.get() + " is newer and is not installed: " + e.getMessage());
        }
    }
}
