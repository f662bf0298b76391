package io.metalstack.capi.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ConditionBuilder;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.metalstack.capi.api.v1alpha1.MetalStackMachine;
import io.metalstack.capi.api.v1alpha1.MetalStackMachineStatus;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class OwnStatusFilterTest {

    @Test
    void a_published_status_wakes_nobody() {
        var before = machine();
        var now = machine();
        now.getMetadata().setResourceVersion("2");
        now.setStatus(MetalStackMachineStatus.empty().withConditions(List.of()));

        assertThat(OwnStatusFilter.letsThrough(now, before)).isFalse();
    }

    @Test
    void a_wiped_status_wakes_the_controller() {
        var now = machine();
        now.setStatus(null);

        assertThat(OwnStatusFilter.letsThrough(now, machine())).isTrue();
    }

    @Test
    void conditions_that_were_taken_out_wake_the_controller() {
        var told = machine();
        told.setStatus(MetalStackMachineStatus.empty()
                .withConditions(List.of(new ConditionBuilder()
                        .withType("Ready")
                        .withStatus("True")
                        .build())));
        var wiped = machine();
        wiped.setStatus(MetalStackMachineStatus.empty().withConditions(null));

        assertThat(OwnStatusFilter.letsThrough(wiped, told)).isTrue();
        assertThat(OwnStatusFilter.letsThrough(told, wiped)).isFalse();
    }

    @Test
    void an_annotation_wakes_the_controller() {
        var now = machine();
        now.getMetadata().setAnnotations(Map.of("cluster.x-k8s.io/paused", ""));

        assertThat(OwnStatusFilter.letsThrough(now, machine())).isTrue();
    }

    @Test
    void a_changed_spec_wakes_the_controller() {
        var now = machine();
        now.getMetadata().setGeneration(2L);

        assertThat(OwnStatusFilter.letsThrough(now, machine())).isTrue();
    }

    @Test
    void a_deletion_wakes_the_controller() {
        var now = machine();
        now.getMetadata().setDeletionTimestamp("2026-01-01T00:00:00Z");

        assertThat(OwnStatusFilter.letsThrough(now, machine())).isTrue();
    }

    private static MetalStackMachine machine() {
        var machine = new MetalStackMachine();
        machine.setMetadata(new ObjectMetaBuilder()
                .withName("m")
                .withUid("u")
                .withGeneration(1L)
                .withResourceVersion("1")
                .build());
        machine.setStatus(MetalStackMachineStatus.empty());
        return machine;
    }
}
