package io.metalstack.capi.machine;

import static io.metalstack.capi.machine.Given.NOW;
import static io.metalstack.capi.machine.Given.PROJECT;
import static org.assertj.core.api.Assertions.assertThat;

import io.metalstack.capi.allocation.AllocationRecord;
import io.metalstack.capi.allocation.Annotations;
import io.metalstack.capi.allocation.Sighting;
import io.metalstack.capi.api.v1alpha1.MetalStackMachine;
import io.metalstack.capi.metal.MetalMachine;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What a look at the project means for one object. */
class SightingTest {

    private static final MetalMachine STRANGER =
            Given.held("m-2", "allocation-2", PROJECT, "machine", "w-2", Set.of(), "Phoned Home", NOW);

    @Test
    void sees_its_own_machine_among_others() {
        assertThat(sight(Given.fresh(), STRANGER, Given.allocated())).isEqualTo(new Sighting.Ours(Given.allocated()));
    }

    @Test
    void sees_nothing_where_only_strangers_are() {
        assertThat(sight(Given.fresh(), STRANGER)).isEqualTo(new Sighting.Absent(NOW));
        assertThat(sight(Given.recorded())).isEqualTo(new Sighting.Absent(NOW));
    }

    @Test
    void hardware_that_somebody_else_holds_by_now_is_absent() {
        var reused = Given.held(Given.MACHINE, "allocation-9", PROJECT, "machine", "w-9", Set.of(), "Phoned Home", NOW);

        assertThat(sight(Given.recorded(), reused)).isEqualTo(new Sighting.Absent(NOW));
    }

    @Test
    void a_provider_id_that_was_never_recorded_with_an_allocation_is_foreign() {
        var given = Given.resource(Map.of(Annotations.CLAIM, Given.CLAIM), "metal://muc/m-2");

        assertThat(sight(given, STRANGER)).isEqualTo(new Sighting.Foreign("m-2"));
        assertThat(sight(given)).isEqualTo(new Sighting.Foreign("m-2"));
    }

    @Test
    void a_provider_id_whose_record_was_lost_is_ours_by_its_claim() {
        var stripped = Given.resource(Map.of(Annotations.CLAIM, Given.CLAIM), "metal://muc/m-1");

        assertThat(sight(stripped, Given.allocated())).isEqualTo(new Sighting.Ours(Given.allocated()));
    }

    @Test
    void two_machines_with_our_claim_are_several() {
        var second = Given.held("m-0", "allocation-0", PROJECT, "machine", "w-1", Given.ourTags(), "Waiting", null);

        assertThat(sight(Given.fresh(), Given.allocated(), second))
                .isInstanceOfSatisfying(
                        Sighting.Several.class,
                        it -> assertThat(it.machineIds()).containsExactly("m-0", "m-1"));
    }

    @Test
    void the_recorded_machine_and_another_with_our_claim_are_several() {
        var second = Given.held("m-0", "allocation-0", PROJECT, "machine", "w-1", Given.ourTags(), "Waiting", null);

        assertThat(sight(Given.recorded(), Given.allocated(), second)).isInstanceOf(Sighting.Several.class);
    }

    @Test
    void a_machine_of_ours_beside_the_one_that_was_given_by_hand_is_several() {
        var given = Given.resource(Map.of(Annotations.CLAIM, Given.CLAIM), "metal://muc/m-2");

        assertThat(sight(given, STRANGER, Given.allocated()))
                .isEqualTo(new Sighting.Several(List.of(Given.allocated()), List.of("m-2")));
    }

    private static Sighting sight(MetalStackMachine resource, MetalMachine... machines) {
        return Sighting.of(
                List.of(machines),
                NOW,
                AllocationRecord.of(resource),
                Optional.of(PROJECT),
                Optional.of(Given.CLUSTER_UID));
    }
}
