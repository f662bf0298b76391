package io.metalstack.capi.machine;

import static io.metalstack.capi.house.Stage.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.metalstack.capi.allocation.Annotations;
import io.metalstack.capi.api.v1alpha1.MetalStackCluster;
import io.metalstack.lab.simulator.Ledger.What;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Many machines of a cluster are deleted at once, with a brake of one half within an hour. */
@QuarkusTest
@TestProfile(DeletionBrakeTest.Braked.class)
class DeletionBrakeTest extends MachineFlow {

    /** A manager with the brake on. */
    public static class Braked implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of("capms.deletion-brake-share", "0.5", "capms.deletion-brake-window", "PT1H");
        }
    }

    @Test
    void holds_all_of_too_many_until_a_person_confirms() {
        var names = workers(4);
        pauseAndDelete(names.subList(0, 3));

        unpause();

        eventually().until(() -> names.subList(0, 3).stream().allMatch(it -> machine(it) == null || isHeld(it)));
        assertThat(holdings()).hasSize(4);
        for (var name : names.subList(0, 3)) {
            shows(name, "Deleting", Reasons.HELD_BY_BRAKE, "50 %", "deletions-confirmed-until");
        }
        bench.letTimePass(Duration.ofMinutes(90));
        assertThat(stage.events(infrastructure()))
                .filteredOn(it -> it.startsWith("HeldByDeletionBrake: "))
                .hasSize(1);

        confirm("soon");
        shows(names.getFirst(), "Deleting", Reasons.HELD_BY_BRAKE, "must be a time");
        assertThat(holdings()).as("no matter how long").hasSize(4);
        confirm(bench.clock().instant().plus(Duration.ofHours(1)).toString());

        names.subList(0, 3).forEach(this::goes);
        assertThat(holdings()).hasSize(1);
    }

    @Test
    void lets_the_share_go_and_counts_it_for_the_window() {
        var names = workers(4);

        stage.delete(machine(names.get(0)));
        goes(names.get(0));
        stage.delete(machine(names.get(1)));
        goes(names.get(1));
        stage.delete(machine(names.get(2)));
        shows(names.get(2), "Deleting", Reasons.HELD_BY_BRAKE);
        assertThat(holdings()).hasSize(2);
        assertThat(Annotations.of(infrastructure(), Annotations.RECENT_FREES)).isPresent();

        bench.letTimePass(Duration.ofMinutes(61));

        goes(names.get(2));
        assertThat(freed()).hasSize(3);
    }

    @Test
    void stands_aside_when_the_cluster_itself_is_deleted() {
        var names = workers(3);
        stage.patch(stage.coreCluster(), "{\"metadata\":{\"finalizers\":[\"example.org/core\"]}}");
        stage.delete(stage.coreCluster());

        names.forEach(it -> stage.delete(machine(it)));

        names.forEach(this::goes);
        assertThat(holdings()).isEmpty();
        assertThat(Annotations.of(infrastructure(), Annotations.RECENT_FREES)).isEmpty();
        stage.patch(stage.coreCluster(), "{\"metadata\":{\"finalizers\":null}}");
    }

    @Test
    void does_not_count_objects_that_hold_no_machine() {
        var names = workers(2);
        for (var name : List.of("idle-1", "idle-2")) {
            stage.machine(name, false, true); // its bootstrap data is missing
            shows(name, "Ready", Reasons.WAITING_FOR_BOOTSTRAP_DATA);
        }

        stage.delete(machine("idle-1"));
        stage.delete(machine("idle-2"));
        goes("idle-1");
        goes("idle-2");

        stage.delete(machine(names.getFirst()));
        goes(names.getFirst());
        assertThat(holdings()).hasSize(1);
    }

    private void confirm(String until) {
        stage.patch(
                infrastructure(),
                "{\"metadata\":{\"annotations\":{\"%s\":\"%s\"}}}"
                        .formatted(Annotations.DELETIONS_CONFIRMED_UNTIL, until));
    }

    private MetalStackCluster infrastructure() {
        return stage.metalStackCluster();
    }

    private List<?> freed() {
        return bench.metal().ledger().changes(What.MACHINE_FREED).stream()
                .filter(it -> it.project().equals(stage.project()))
                .toList();
    }

    private boolean isHeld(String name) {
        return stage.shows(machine(name), "Deleting", Reasons.HELD_BY_BRAKE);
    }
}
