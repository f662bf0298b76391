package io.metalstack.capi.cluster;

import static io.metalstack.capi.house.Stage.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.metalstack.capi.allocation.Annotations;
import io.metalstack.capi.api.v1alpha1.MetalStackCluster;
import io.metalstack.capi.house.Bench;
import io.metalstack.capi.house.Stage;
import io.metalstack.lab.simulator.HeldMachine;
import io.metalstack.lab.simulator.Ledger;
import io.metalstack.lab.simulator.Route;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Machines whose objects are gone: told while the cluster lives, freed when it goes. */
@QuarkusTest
class OrphansTest {

    /** Longer than the look at a project takes to come round. */
    private static final Duration AN_INTERVAL = Duration.ofSeconds(70);

    @Inject
    Bench bench;

    @Inject
    MeterRegistry meters;

    private Stage stage;
    private MetalStackCluster cluster;

    @BeforeEach
    void open() {
        stage = bench.open();
        cluster = stage.provisionedCluster();
    }

    @AfterEach
    void close() {
        stage.close();
    }

    @Test
    void are_told_once_and_not_touched_while_the_cluster_lives() {
        var first = orphan("w-1");
        var second = orphan("w-2");

        eventuallyShows("False", "OrphansFound", first.id(), second.id());
        assertThat(gauge()).isEqualTo(2);
        for (var i = 0; i < 3; i++) {
            aLookLater();
        }

        assertThat(orphanEvents()).hasSize(2).anyMatch(it -> it.contains(first.id()) && it.contains("w-1"));
        assertThat(frees()).isEmpty();
        assertThat(stage.condition(stage.metalStackCluster(), "Ready"))
                .hasValueSatisfying(it -> assertThat(it.getStatus()).isEqualTo("True"));
    }

    @Test
    void are_no_longer_told_once_somebody_freed_them() {
        var orphan = orphan("w-1");
        eventuallyShows("False", "OrphansFound", orphan.id());

        bench.metal().control().takeAway(orphan.id());

        eventuallyShows("True", "NoOrphans");
        assertThat(gauge()).isZero();
    }

    @Test
    void are_freed_when_the_cluster_is_deleted_each_once() {
        var first = orphan("w-1");
        var second = orphan("w-2");

        stage.delete(stage.metalStackCluster());

        eventuallyGone();
        assertThat(bench.metal().holdings().leftIn(stage.project())).isEmpty();
        assertThat(frees()).containsExactlyInAnyOrder(first.id(), second.id());
        assertThat(stage.events(cluster))
                .anyMatch(it -> it.startsWith("OrphanFreed: freed machine " + first.id()))
                .anyMatch(it -> it.startsWith("OrphanFreed: freed machine " + second.id()));
    }

    @Test
    void that_change_hands_between_look_and_free_stay_theirs() {
        var orphan = orphan("w-1");
        try (var other = bench.open()) {
            var network = other.provisionedCluster().getSpec().nodeNetworkID();
            bench.metal()
                    .faults()
                    .when(Route.FIND_MACHINES)
                    .next(1)
                    .afterCommit()
                    .run(() ->
                            bench.metal().control().reallocate(orphan.id(), other.project(), network, "debian-13.0"));

            stage.delete(stage.metalStackCluster());

            eventually().untilAsserted(() -> {
                bench.letTimePass(Duration.ofSeconds(11));
                assertThat(stage.metalStackCluster()).isNull();
            });
            assertThat(bench.metal().holdings().machinesOf(other.project()))
                    .singleElement()
                    .satisfies(it -> assertThat(it.id()).isEqualTo(orphan.id()));
        }
    }

    @Test
    void that_are_locked_hold_the_deletion_and_are_named_until_they_are_unlocked() {
        var orphan = orphan("w-1");
        bench.metal().control().state(orphan.id(), "LOCKED", "maintenance");

        stage.delete(stage.metalStackCluster());

        eventually()
                .untilAsserted(() -> assertThat(stage.condition(stage.metalStackCluster(), "Deleting"))
                        .hasValueSatisfying(it -> {
                            assertThat(it.getReason()).isEqualTo("NotFreedYet");
                            assertThat(it.getMessage()).contains(orphan.id(), "machine is locked");
                        }));
        assertThat(bench.metal().holdings().networksOf(stage.project())).hasSize(1);

        bench.metal().control().state(orphan.id(), "", "");
        eventuallyGone();
        assertThat(bench.metal().holdings().leftIn(stage.project())).isEmpty();
    }

    @Test
    void are_not_what_a_machine_is_that_was_freed_with_its_object() {
        var held = allocated("w-1");
        eventuallyShows("True", "NoOrphans");

        stage.delete(stage.metalStackMachine("w-1"));

        eventually().until(() -> stage.metalStackMachine("w-1") == null);
        aLookLater();
        aLookLater();
        assertThat(bench.metal().holdings().machine(held.id())).isEmpty();
        assertThat(orphanEvents()).isEmpty();
        eventuallyShows("True", "NoOrphans");
    }

    @Test
    void are_told_even_when_their_object_was_created_again_with_a_claim_of_its_own() {
        var orphan = orphan("w-1");
        stage.delete(stage.coreMachine("w-1"));
        eventually().until(() -> stage.coreMachine("w-1") == null);

        stage.worker("w-1");

        eventuallyShows("False", "OrphansFound", orphan.id());
        assertThat(bench.metal().ledger().allocationsOf(stage.project())).hasSize(1);
    }

    @Test
    void cost_no_call_of_their_own() {
        allocated("w-1");
        orphan("w-2");
        eventuallyShows("False", "OrphansFound");
        var calls = bench.metal().ledger().calls().size();
        var looks = bench.metal().ledger().count(Route.FIND_MACHINES);

        for (var i = 0; i < 3; i++) {
            aLookLater();
        }

        var made = bench.metal()
                .ledger()
                .calls()
                .subList(calls, bench.metal().ledger().calls().size());
        assertThat(made).allSatisfy(it -> assertThat(it.route()).isEqualTo(Route.FIND_MACHINES));
        assertThat(bench.metal().ledger().count(Route.FIND_MACHINES) - looks)
                .as("one look at the project an interval, and those at the one machine that installs")
                .isLessThanOrEqualTo(3 * 2 + 2);
    }

    private HeldMachine allocated(String name) {
        stage.worker(name);
        eventually()
                .until(() -> Annotations.of(stage.metalStackMachine(name), Annotations.ALLOCATION_UUID)
                        .isPresent());
        return bench.metal().holdings().machinesOf(stage.project()).stream()
                .filter(it -> it.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    /** A machine whose object somebody removed by taking the finalizer off. */
    private HeldMachine orphan(String name) {
        var held = allocated(name);
        stage.patch(
                stage.metalStackMachine(name), "{\"metadata\":{\"annotations\":{\"cluster.x-k8s.io/paused\":\"\"}}}");
        stage.delete(stage.metalStackMachine(name));
        stage.patch(stage.metalStackMachine(name), "{\"metadata\":{\"finalizers\":null}}");
        eventually().until(() -> stage.metalStackMachine(name) == null);
        assertThat(bench.metal().holdings().machine(held.id())).isPresent();
        return held;
    }

    private void eventuallyShows(String status, String reason, String... words) {
        eventually().untilAsserted(() -> {
            bench.letTimePass(Duration.ofSeconds(11));
            assertThat(stage.condition(stage.metalStackCluster(), "NoOrphans")).hasValueSatisfying(it -> {
                assertThat(it.getStatus()).isEqualTo(status);
                assertThat(it.getReason()).isEqualTo(reason);
                assertThat(List.of(words))
                        .allSatisfy(word -> assertThat(it.getMessage()).contains(word));
            });
        });
    }

    private void aLookLater() {
        var before = bench.metal().ledger().count(Route.FIND_MACHINES);
        bench.letTimePass(AN_INTERVAL);
        eventually()
                .untilAsserted(() -> assertThat(bench.metal().ledger().count(Route.FIND_MACHINES))
                        .isGreaterThan(before));
    }

    private List<String> orphanEvents() {
        return stage.events(cluster).stream()
                .filter(it -> it.startsWith("OrphanFound: "))
                .toList();
    }

    private double gauge() {
        return meters.get("capms.orphans").gauge().value();
    }

    private List<String> frees() {
        return bench.metal().ledger().changes(Ledger.What.MACHINE_FREED).stream()
                .filter(it -> it.project().equals(stage.project()))
                .map(Ledger.Change::id)
                .toList();
    }

    private void eventuallyGone() {
        eventually().until(() -> {
            bench.letTimePass(Duration.ofSeconds(11));
            return stage.metalStackCluster() == null;
        });
    }
}
