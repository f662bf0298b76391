package io.metalstack.capi.cluster;

import static io.metalstack.capi.house.Stage.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.metalstack.capi.allocation.Annotations;
import io.metalstack.capi.allocation.OwnershipTags;
import io.metalstack.capi.house.Stage;
import io.metalstack.lab.simulator.Ledger;
import io.metalstack.lab.simulator.Route;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** An allocating call whose answer does not come. */
@QuarkusTest
class ClusterLostAnswerTest extends ClusterFlow {

    @ParameterizedTest
    @EnumSource(names = {"ALLOCATE_NETWORK", "ALLOCATE_IP"})
    void never_costs_a_second_allocation_when_the_call_was_carried_out(Route route) {
        var fault = bench.metal().faults().when(route).next(1).afterCommit().drop();

        stage.cluster();

        eventuallyReady();
        assertThat(fault.fired()).isEqualTo(1);
        assertAllocatedOnce();
        assertThat(stage.events(stage.metalStackCluster()))
                .anyMatch(it -> it.startsWith("AllocationInDoubt"))
                .anyMatch(it -> it.contains("Adopted: found"));
    }

    @ParameterizedTest
    @EnumSource(names = {"ALLOCATE_NETWORK", "ALLOCATE_IP"})
    void is_not_repeated_before_the_call_can_no_longer_take_effect(Route route) {
        bench.metal().faults().when(route).next(1).drop();
        stage.cluster();
        eventually()
                .untilAsserted(() -> assertThat(stage.condition(stage.metalStackCluster(), "Ready"))
                        .hasValueSatisfying(it -> assertThat(it.getReason()).isEqualTo("AllocationInDoubt")));
        assertThat(Annotations.of(stage.metalStackCluster(), Annotations.ALLOCATION_INTENT))
                .isPresent();
        var calls = bench.metal().ledger().count(route);

        bench.letTimePass(Duration.ofMinutes(2));
        stage.patch(stage.metalStackCluster(), "{\"metadata\":{\"labels\":{\"touched\":\"yes\"}}}");
        eventually()
                .untilAsserted(
                        () -> assertThat(stage.metalStackCluster().getMetadata().getLabels())
                                .containsKey("touched"));
        assertThat(bench.metal().ledger().count(route)).isEqualTo(calls);

        bench.letTimePass(Duration.ofMinutes(2));
        eventuallyReady();
        assertAllocatedOnce();
    }

    @ParameterizedTest
    @EnumSource(names = {"ALLOCATE_NETWORK", "ALLOCATE_IP"})
    void is_recorded_although_all_annotations_were_taken_off_while_it_was_on_its_way(Route route) {
        var fault = bench.metal()
                .faults()
                .when(route)
                .next(1)
                .afterCommit()
                .run(() -> stage.patch(stage.metalStackCluster(), "{\"metadata\":{\"annotations\":null}}"));

        stage.cluster();

        eventuallyReady();
        assertThat(fault.fired()).isEqualTo(1);
        assertAllocatedOnce();
        stage.delete(stage.metalStackCluster());
        eventually().until(() -> stage.metalStackCluster() == null);
        assertThat(bench.metal().holdings().leftIn(stage.project())).isEmpty();
    }

    @Test
    void is_settled_before_a_deletion_looks_for_what_it_made_and_frees_it() {
        bench.metal().faults().when(Route.ALLOCATE_NETWORK).next(1).drop();
        stage.cluster();
        eventually()
                .untilAsserted(() -> assertThat(stage.condition(stage.metalStackCluster(), "Ready"))
                        .hasValueSatisfying(it -> assertThat(it.getReason()).isEqualTo("AllocationInDoubt")));
        var uid = Annotations.of(stage.metalStackCluster(), Annotations.CLUSTER_UID)
                .orElseThrow();

        stage.delete(stage.metalStackCluster());

        eventually()
                .untilAsserted(() -> assertThat(stage.condition(stage.metalStackCluster(), "Deleting"))
                        .hasValueSatisfying(it -> assertThat(it.getReason()).isEqualTo("AllocationInDoubt")));
        // The call was carried out after all, later than anybody would have thought.
        given.network(stage.project(), OwnershipTags.ofNetwork(stage.namespace(), Stage.CLUSTER, uid));
        bench.letTimePass(Duration.ofMinutes(4));
        eventually().until(() -> stage.metalStackCluster() == null);
        assertThat(bench.metal().holdings().leftIn(stage.project())).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(names = {"ALLOCATE_NETWORK", "ALLOCATE_IP"})
    void a_refusal_leaves_no_intent_behind_and_is_not_repeated_at_once(Route route) {
        var refusal = bench.metal().faults().when(route).refuse(422, "no, thank you");
        stage.cluster();

        eventually().untilAsserted(() -> {
            assertThat(stage.condition(stage.metalStackCluster(), "Ready")).hasValueSatisfying(it -> {
                assertThat(it.getReason()).isEqualTo("MetalApiRejected");
                assertThat(it.getMessage()).contains("no, thank you");
            });
            assertThat(stage.metalStackCluster().getMetadata().getAnnotations())
                    .doesNotContainKeys(Annotations.ALLOCATION_INTENT, Annotations.BLOCK_MOVE);
        });
        stage.patch(stage.metalStackCluster(), "{\"metadata\":{\"labels\":{\"touched\":\"yes\"}}}");
        assertThat(refusal.fired()).isEqualTo(1);

        bench.metal().faults().clear();
        bench.letTimePass(Duration.ofSeconds(61));
        eventuallyReady();
        assertAllocatedOnce();
    }

    private void assertAllocatedOnce() {
        assertThat(bench.metal().ledger().changes())
                .filteredOn(it -> it.project().equals(stage.project()))
                .extracting(Ledger.Change::what)
                .containsOnlyOnce(Ledger.What.NETWORK_CREATED, Ledger.What.IP_ALLOCATED);
    }

    private void eventuallyReady() {
        eventually()
                .untilAsserted(() -> assertThat(stage.condition(stage.metalStackCluster(), "Ready"))
                        .hasValueSatisfying(it -> assertThat(it.getStatus()).isEqualTo("True")));
    }
}
