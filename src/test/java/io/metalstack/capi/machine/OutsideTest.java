package io.metalstack.capi.machine;

import static io.metalstack.capi.house.Stage.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.metalstack.capi.allocation.Annotations;
import io.metalstack.lab.simulator.HeldMachine;
import io.metalstack.lab.simulator.Route;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What other people do between a look and what it leads to. */
@QuarkusTest
class OutsideTest extends MachineFlow {

    private static final String IMAGE = "debian-13.0";

    @Test
    void hardware_that_changes_hands_between_look_and_free_stays_theirs() {
        var held = ready("w-1");
        afterLook(1, () -> changesHands(held));

        stage.delete(machine("w-1"));

        goes("w-1");
        holdsOnlySomebodyElses();
    }

    @Test
    void hardware_that_changes_hands_after_a_proof_that_took_long_stays_theirs() {
        var held = ready("w-1");
        afterLook(2, () -> {
            bench.clock().advance(Duration.ofSeconds(8)); // metal-api would accept the call still
            changesHands(held);
        });

        stage.delete(machine("w-1"));

        goes("w-1");
        holdsOnlySomebodyElses();
    }

    @Test
    void a_cluster_that_is_paused_between_look_and_free_keeps_its_machine() {
        var held = ready("w-1");
        afterLook(1, () -> stage.patch(stage.coreCluster(), "{\"spec\":{\"paused\":true}}"));

        stage.delete(machine("w-1"));

        eventually().until(() -> machine("w-1") == null || isPaused("w-1"));
        aWhilePasses();
        assertThat(heldIds()).containsExactly(held.id());

        stage.patch(stage.coreCluster(), "{\"spec\":{\"paused\":false}}");
        goes("w-1");
    }

    @Test
    void an_object_that_is_marked_as_moved_between_look_and_free_keeps_its_machine() {
        var held = ready("w-1");
        afterLook(
                1,
                () -> stage.patch(
                        machine("w-1"),
                        "{\"metadata\":{\"annotations\":{\"%s\":\"\"}}}".formatted(Annotations.DELETE_FOR_MOVE)));

        stage.delete(machine("w-1"));

        goes("w-1");
        assertThat(heldIds()).containsExactly(held.id());
    }

    @Test
    void a_cluster_that_is_paused_between_look_and_allocation_gets_no_machine() {
        stage.provisionedCluster();
        afterLook(1, () -> stage.patch(stage.coreCluster(), "{\"spec\":{\"paused\":true}}"));

        stage.worker("w-1");

        shows("w-1", "Paused", "Paused");
        aWhilePasses();
        assertThat(holdings()).isEmpty();

        stage.patch(stage.coreCluster(), "{\"spec\":{\"paused\":false}}");
        recorded("w-1");
    }

    @Test
    void an_image_that_an_administrator_deletes_takes_nothing_away() {
        bench.metal().control().addImage("debian-13.0.99");
        stage.provisionedCluster();
        stage.worker("w-1", "image: debian-13.0.99");
        var held = recorded("w-1");
        bench.metal().control().phoneHome(held.id());
        bench.letTimePass(A_WHILE);
        shows("w-1", "Ready", Reasons.READY);

        bench.metal().control().deleteImage("debian-13.0.99");
        aLookLater();
        aLookLater();

        shows("w-1", "Ready", Reasons.READY);
        assertThat(heldIds()).containsExactly(held.id());
        stage.delete(machine("w-1"));
        goes("w-1");
        assertThat(holdings()).isEmpty();
    }

    /** As after a restore of a backup that was taken between the two: it names no call, and there was one. */
    @Test
    void an_object_that_lost_all_but_its_claim_finds_its_machine_again() {
        var held = allocated("w-1");
        stage.patch(stage.coreCluster(), "{\"spec\":{\"paused\":true}}");
        shows("w-1", "Paused", "Paused");
        var claim = Annotations.of(machine("w-1"), Annotations.CLAIM).orElseThrow();
        var old = machine("w-1");
        stage.patch(old, "{\"metadata\":{\"finalizers\":null}}");
        stage.delete(old);
        stage.applyMachine("w-1", Map.of(Annotations.CLAIM, claim));
        stage.own(machine("w-1"), stage.coreMachine("w-1"), true);
        stage.patch(stage.coreCluster(), "{\"spec\":{\"paused\":false}}");

        recorded("w-1");

        assertThat(heldIds()).containsExactly(held.id());
    }

    /** Runs it after the nth look from now on that metal-api has answered, before the provider hears the answer. */
    private void afterLook(int nth, Runnable deed) {
        bench.metal().faults().when(Route.FIND_MACHINES).nth(nth).afterCommit().run(deed);
    }

    /** Another machine comes and goes, so that what was due for the first has happened. */
    private void aWhilePasses() {
        bench.letTimePass(A_WHILE);
        stage.machine("w-9", false, true);
        shows("w-9", "Paused", "Paused");
        bench.letTimePass(A_WHILE);
    }

    private boolean isPaused(String name) {
        return stage.shows(machine(name), "Paused", "Paused");
    }

    private void changesHands(HeldMachine held) {
        var network =
                bench.metal().holdings().networksOf(stage.project()).getFirst().id();
        bench.metal().control().reallocate(held.id(), stage.project(), network, IMAGE);
    }

    private void holdsOnlySomebodyElses() {
        assertThat(holdings())
                .singleElement()
                .satisfies(it -> assertThat(it.name()).isEqualTo("somebody-elses"));
    }
}
