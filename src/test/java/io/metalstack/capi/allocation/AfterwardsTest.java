package io.metalstack.capi.allocation;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.metalstack.capi.api.v1alpha1.MetalStackMachine;
import io.metalstack.capi.capi.Rechecks;
import io.metalstack.capi.runtime.ShippedOperator;
import io.metalstack.capi.time.MovableClock;
import io.metalstack.capi.time.Timetable;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.Map;
import org.jboss.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AfterwardsTest {

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final Timetable timetable = new Timetable(new MovableClock());
    private final Afterwards<MetalStackMachine> afterwards = new Afterwards<>(
            MetalStackMachine.class,
            new Rechecks<>(timetable),
            ShippedOperator.settings(Map.of()),
            Logger.getLogger(AfterwardsTest.class),
            meters);

    @AfterEach
    void close() {
        timetable.close();
    }

    @Test
    void counts_passes_that_failed_by_kind() {
        assertThat(failures())
                .as("before the first one, so that an increase can be seen")
                .isZero();

        afterwards.failed(machine(), new KubernetesClientException("forbidden", 403, null));
        afterwards.failed(machine(), new IllegalStateException("unexpected"));

        assertThat(failures()).isEqualTo(2);
    }

    @Test
    void a_pass_that_somebody_elses_change_ended_is_no_failure() {
        afterwards.failed(machine(), new KubernetesClientException("conflict", 409, null));

        assertThat(failures()).isZero();
    }

    private double failures() {
        return meters.get("capms.passes.failed")
                .tag("kind", "MetalStackMachine")
                .counter()
                .count();
    }

    private static MetalStackMachine machine() {
        var machine = new MetalStackMachine();
        machine.setMetadata(
                new ObjectMetaBuilder().withNamespace("default").withName("w-1").build());
        return machine;
    }
}
