package io.metalstack.capi.machine;

import static io.metalstack.capi.machine.Given.CLUSTER_UID;
import static io.metalstack.capi.machine.Given.NOW;
import static io.metalstack.capi.machine.Given.PROJECT;
import static io.metalstack.capi.machine.Given.UUID;
import static org.assertj.core.api.Assertions.assertThat;

import io.metalstack.capi.allocation.AllocationRecord;
import io.metalstack.capi.allocation.Annotations;
import io.metalstack.capi.allocation.OwnershipTags;
import io.metalstack.capi.api.v1alpha1.MetalStackMachine;
import io.metalstack.capi.metal.MetalMachine;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Whose is it? Each test takes one part of the proof away, or offers one that is none. */
class MachineRecordTest {

    private static final MetalMachine OURS = Given.allocated();

    @Test
    void the_recorded_allocation_is_ours_whatever_its_tags_are() {
        var renamed = Given.allocated(Set.of());

        assertThat(holds(Given.recorded(), renamed)).isTrue();
    }

    @Test
    void an_allocation_with_our_claim_and_name_is_ours_before_it_is_recorded() {
        assertThat(holds(Given.fresh(), OURS)).isTrue();
    }

    @Test
    void the_same_hardware_in_another_allocation_is_not_ours() {
        var next = Given.held(Given.MACHINE, "allocation-2", PROJECT, "machine", "w-2", Set.of(), "Waiting", null);

        assertThat(holds(Given.recorded(), next)).isFalse();
    }

    @Test
    void a_free_machine_is_nobodys() {
        var free = Given.machine(Given.MACHINE, Given.ourTags(), "Alive", false, OURS.events(), Optional.empty());

        assertThat(holds(Given.recorded(), free)).isFalse();
    }

    @Test
    void an_allocation_in_another_project_is_not_ours() {
        var elsewhere = Given.held(Given.MACHINE, UUID, "other", "machine", "w-1", Given.ourTags(), "Waiting", null);

        assertThat(holds(Given.recorded(), elsewhere)).isFalse();
    }

    @Test
    void a_firewall_is_no_machine_of_ours() {
        var firewall = Given.held(Given.MACHINE, UUID, PROJECT, "firewall", "w-1", Given.ourTags(), "Waiting", null);

        assertThat(holds(Given.recorded(), firewall)).isFalse();
    }

    @Test
    void another_claim_is_not_ours() {
        var resource = Given.resource(Map.of(Annotations.CLAIM, "other"), null);

        assertThat(holds(resource, OURS)).isFalse();
    }

    @Test
    void a_claim_that_was_copied_to_another_object_is_not_that_objects() {
        var copy = Given.fresh();
        copy.getMetadata().setName("w-2");

        assertThat(holds(copy, OURS)).isFalse();
    }

    @Test
    void an_allocation_uuid_that_was_copied_to_another_object_is_not_that_objects() {
        var copy = Given.recorded();
        copy.getMetadata().setName("w-2");

        assertThat(holds(copy, OURS)).isFalse();
    }

    @Test
    void the_cluster_uid_and_the_name_prove_it_where_claim_and_uuid_were_taken_off() {
        assertThat(holds(Given.resource(Map.of(), null), OURS)).isTrue();
    }

    @Test
    void the_name_alone_proves_nothing() {
        var tags = new HashSet<>(Given.ourTags());
        tags.remove(OwnershipTags.tag(OwnershipTags.CLUSTER_UID, CLUSTER_UID));

        assertThat(holds(Given.resource(Map.of(), null), Given.allocated(tags))).isFalse();
    }

    @Test
    void another_clusters_uid_proves_nothing() {
        var record = AllocationRecord.of(Given.resource(Map.of(), null));

        assertThat(record.holds(OURS, Optional.of(PROJECT), Optional.of("other")))
                .isFalse();
        assertThat(record.holds(OURS, Optional.of(PROJECT), Optional.empty())).isFalse();
    }

    @Test
    void the_uid_and_name_do_not_help_a_claim_that_differs() {
        var resource = Given.resource(Map.of(Annotations.CLAIM, "other"), null);

        assertThat(AllocationRecord.of(resource).holds(OURS, Optional.of(PROJECT), Optional.of(CLUSTER_UID)))
                .isFalse();
    }

    @Test
    void a_project_that_nobody_knows_any_more_is_not_compared() {
        assertThat(AllocationRecord.of(Given.recorded()).holds(OURS, Optional.empty(), Optional.empty()))
                .isTrue();
    }

    @Test
    void the_intent_tells_the_claim_where_that_was_taken_off() {
        var resource = Given.asked(NOW);
        resource.getMetadata().getAnnotations().remove(Annotations.CLAIM);

        assertThat(AllocationRecord.of(resource).claim()).contains(Given.CLAIM);
    }

    @Test
    void an_intent_is_open_until_the_allocation_is_recorded() {
        assertThat(AllocationRecord.of(Given.asked(NOW)).openIntent()).isPresent();
        assertThat(AllocationRecord.of(Given.recorded(NOW)).openIntent()).isEmpty();
    }

    @Test
    void only_an_object_with_nothing_but_a_claim_never_asked() {
        assertThat(AllocationRecord.of(Given.fresh()).neverAsked()).isTrue();
        assertThat(AllocationRecord.of(Given.asked(NOW)).neverAsked()).isFalse();
        assertThat(AllocationRecord.of(Given.recorded()).neverAsked()).isFalse();
        assertThat(AllocationRecord.of(Given.resource(Map.of(), null)).neverAsked())
                .isFalse();
    }

    @Test
    void an_empty_provider_id_is_none() {
        assertThat(AllocationRecord.of(Given.resource(Map.of(), "")).problem()).isEmpty();
    }

    @Test
    void a_malformed_provider_id_is_named() {
        assertThat(AllocationRecord.of(Given.resource(Map.of(), "aws:///i-1")).problem())
                .contains("spec.providerID \"aws:///i-1\" cannot be read: it must be metal://<partition>/<machine id>");
    }

    @Test
    void an_intent_that_cannot_be_read_is_not_taken_for_none() {
        var record = AllocationRecord.of(
                Given.resource(Map.of(Annotations.CLAIM, "c", Annotations.ALLOCATION_INTENT, "{"), null));

        assertThat(record.unreadableIntent().orElseThrow())
                .contains("allocation-intent cannot be read")
                .contains(record.resourceTag());
    }

    private static boolean holds(MetalStackMachine resource, MetalMachine machine) {
        return AllocationRecord.of(resource).holds(machine, Optional.of(PROJECT), Optional.of(CLUSTER_UID));
    }
}
