package io.metalstack.capi.allocation;

import io.fabric8.kubernetes.api.model.Condition;
import io.metalstack.capi.api.v1alpha1.MachineHolder;
import io.metalstack.capi.status.Conditions;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Counts MetalStackMachines and MetalStackFirewalls by state: gauges {@code capms.machines} and {@code capms.firewalls}, tag {@code state}. */
@ApplicationScoped
public class HeldStates {

    /** Where a machine is in its life, as its object's conditions tell. */
    public enum State {
        PAUSED,
        WAITING,
        IN_DOUBT,
        INSTALLING,
        READY,
        UNHEALTHY,
        GONE,
        DELETING;

        /** @param provisioned whether it was ready once */
        public static State of(List<Condition> conditions, boolean provisioned) {
            if (isTrue(conditions, Conditions.PAUSED)) {
                return PAUSED;
            }
            if (isTrue(conditions, Conditions.DELETING)) {
                return DELETING;
            }
            if (isTrue(conditions, Conditions.READY)) {
                return READY;
            }
            return switch (reason(conditions)) {
                case AllocationReasons.ALLOCATION_IN_DOUBT -> IN_DOUBT;
                case AllocationReasons.INSTALLING -> INSTALLING;
                case AllocationReasons.GONE -> GONE;
                default -> provisioned ? UNHEALTHY : WAITING;
            };
        }

        private static boolean isTrue(List<Condition> conditions, String type) {
            return Conditions.find(conditions, type)
                    .filter(it -> "True".equals(it.getStatus()))
                    .isPresent();
        }

        private static String reason(List<Condition> conditions) {
            return Conditions.find(conditions, Conditions.READY)
                    .map(Condition::getReason)
                    .orElse("");
        }
    }

    private record Held(AllocationKind kind, State state) {}

    private final Map<String, Held> byUid = new ConcurrentHashMap<>();

    public HeldStates(MeterRegistry meters) {
        for (var kind : AllocationKind.values()) {
            for (var state : State.values()) {
                var held = new Held(kind, state);
                Gauge.builder("capms." + kind.role() + "s", () -> count(held))
                        .description(kind.type().getSimpleName() + "s by state")
                        .tag("state", state.name().toLowerCase(Locale.ROOT))
                        .register(meters);
            }
        }
    }

    /** What was just published of the object. */
    public void saw(MachineHolder resource, List<Condition> conditions, boolean provisioned) {
        byUid.put(
                resource.getMetadata().getUid(),
                new Held(AllocationKind.of(resource), State.of(conditions, provisioned)));
    }

    /** The object is gone. */
    public void forget(MachineHolder resource) {
        byUid.remove(resource.getMetadata().getUid());
    }

    private long count(Held wanted) {
        return byUid.values().stream().filter(wanted::equals).count();
    }
}
