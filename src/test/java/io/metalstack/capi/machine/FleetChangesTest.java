package io.metalstack.capi.machine;

import static org.assertj.core.api.Assertions.assertThat;

import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.metalstack.capi.allocation.AllocationKind;
import io.metalstack.capi.allocation.FleetChanges;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Whose machine changed? */
class FleetChangesTest {

    private static final String KEY = "metal-stack.infrastructure.cluster.x-k8s.io/machine-resource=";

    @Test
    void the_tag_names_the_object() {
        assertThat(FleetChanges.owner(Given.allocated(), AllocationKind.MACHINE))
                .contains(new ResourceID("w-1", "ns"));
    }

    @Test
    void a_name_may_have_dots_and_a_namespace_may_not() {
        assertThat(FleetChanges.owner(Given.allocated(Set.of(KEY + "ns.w.1")), AllocationKind.MACHINE))
                .contains(new ResourceID("w.1", "ns"));
    }

    @Test
    void machines_of_others_wake_nobody() {
        assertThat(FleetChanges.owner(Given.allocated(Set.of("a=b")), AllocationKind.MACHINE))
                .isEmpty();
        assertThat(FleetChanges.owner(Given.allocated(Set.of(KEY + "nodot")), AllocationKind.MACHINE))
                .isEmpty();
    }
}
