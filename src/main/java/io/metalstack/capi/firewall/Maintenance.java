package io.metalstack.capi.firewall;

import io.metalstack.capi.allocation.Annotations;
import io.metalstack.capi.api.v1alpha1.MetalStackFirewallDeployment;
import io.metalstack.capi.api.v1alpha1.MetalStackFirewallDeploymentSpec.AutoUpdate;
import io.metalstack.capi.api.v1alpha1.MetalStackFirewallDeploymentSpec.MaintenanceWindow;
import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/** When a firewall may be replaced without anybody asking for it. Pure. */
final class Maintenance {

    private Maintenance() {}

    /** Whether newer patches of the image are wanted at all. */
    static boolean updatesImage(MetalStackFirewallDeployment deployment) {
        return autoUpdate(deployment)
                .filter(it -> Boolean.TRUE.equals(it.machineImage()))
                .isPresent();
    }

    /**
     * Whether now is such a time.
     *
     * @throws IllegalArgumentException with a sentence for the user
     */
    static boolean isOpen(MetalStackFirewallDeployment deployment, Instant now) {
        return Annotations.until(deployment, Annotations.MAINTENANCE_UNTIL, now)
                        .filter(now::isBefore)
                        .isPresent()
                || autoUpdate(deployment)
                        .map(AutoUpdate::maintenanceWindow)
                        .filter(it -> within(it, now))
                        .isPresent();
    }

    private static Optional<AutoUpdate> autoUpdate(MetalStackFirewallDeployment deployment) {
        return Optional.ofNullable(deployment.getSpec().autoUpdate());
    }

    /** One that began yesterday may last until today. */
    private static boolean within(MaintenanceWindow window, Instant now) {
        var zone = zone(window);
        var begin = LocalTime.parse(window.begin());
        var length = Duration.ofMinutes(window.durationMinutes());
        var today = now.atZone(zone).toLocalDate();
        return Stream.of(today, today.minusDays(1))
                .filter(it -> beginsOn(window, it.getDayOfWeek()))
                .map(it -> it.atTime(begin).atZone(zone).toInstant())
                .anyMatch(it -> !now.isBefore(it) && now.isBefore(it.plus(length)));
    }

    private static boolean beginsOn(MaintenanceWindow window, DayOfWeek day) {
        var days = window.days();
        return days == null
                || days.isEmpty()
                || days.stream().anyMatch(it -> it.ordinal() == day.getValue() - DayOfWeek.MONDAY.getValue());
    }

    private static ZoneId zone(MaintenanceWindow window) {
        var name = Objects.requireNonNullElse(window.timeZone(), "UTC");
        try {
            return ZoneId.of(name);
        } catch (DateTimeException e) {
            throw new IllegalArgumentException(
                    "autoUpdate.maintenanceWindow.timeZone \"" + name
                            + "\" is no time zone: use a name such as Europe/Berlin",
                    e);
        }
    }
}
