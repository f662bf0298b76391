package io.metalstack.capi.machine;

import io.fabric8.kubernetes.api.model.Condition;
import io.metalstack.capi.allocation.AllocationReasons;
import io.metalstack.capi.api.v1alpha1.MetalStackMachine;
import io.metalstack.capi.api.v1alpha1.MetalStackMachineStatus;
import io.metalstack.capi.status.Conditions;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Counts MetalStackMachines by state: gauge {@code capms.machines}, tag {@code state}. */
@ApplicationScoped
public class MachineStates {

    /** Where a machine is in its life, as its conditions tell. */
    enum State {
        PAUSED,
        WAITING,
        IN_DOUBT,
        INSTALLING,
        READY,
        UNHEALTHY,
        GONE,
        DELETING;

        static State of(MetalStackMachineStatus status) {
            if (isTrue(status, Conditions.PAUSED)) {
                return PAUSED;
            }
            if (isTrue(status, Conditions.DELETING)) {
                return DELETING;
            }
            if (isTrue(status, Conditions.READY)) {
                return READY;
            }
            return switch (reason(status)) {
                case AllocationReasons.ALLOCATION_IN_DOUBT -> IN_DOUBT;
                case AllocationReasons.INSTALLING -> INSTALLING;
                case AllocationReasons.GONE -> GONE;
                default -> status.provisioned() ? UNHEALTHY : WAITING;
            };
        }

        private static boolean isTrue(MetalStackMachineStatus status, String type) {
            return Conditions.find(status.conditions(), type)
                    .filter(it -> "True".equals(it.getStatus()))
                    .isPresent();
        }

        private static String reason(MetalStackMachineStatus status) {
            return Conditions.find(status.conditions(), Conditions.READY)
                    .map(Condition::getReason)
                    .orElse("");
        }
    }

    private final Map<String, State> byUid = new ConcurrentHashMap<>();

    public MachineStates(MeterRegistry meters) {
        for (var state : State.values()) {
            Gauge.builder("capms.machines", () -> count(state))
                    .description("MetalStackMachines by state")
                    .tag("state", state.name().toLowerCase(Locale.ROOT))
                    .register(meters);
        }
    }

    void saw(MetalStackMachine resource, MetalStackMachineStatus status) {
        byUid.put(resource.getMetadata().getUid(), State.of(status));
    }

    void forget(MetalStackMachine resource) {
        byUid.remove(resource.getMetadata().getUid());
    }

    private long count(State state) {
        return byUid.values().stream().filter(it -> it == state).count();
    }
}
