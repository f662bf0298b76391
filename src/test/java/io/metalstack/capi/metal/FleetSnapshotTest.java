package io.metalstack.capi.metal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.metalstack.capi.metal.FleetSnapshot.Difference;
import io.metalstack.capi.time.MovableClock;
import io.metalstack.capi.time.Timetable;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class FleetSnapshotTest {

    private static final String PROJECT = FoundMachines.PROJECT;
    private static final Duration INTERVAL = Duration.ofMinutes(1);
    private static final Duration PENDING_INTERVAL = Duration.ofSeconds(10);

    private final MovableClock clock = new MovableClock();
    private final Timetable timetable = new Timetable(clock);
    private final FoundMachines metal = new FoundMachines();
    private final List<Consumer<Difference>> listeners = new CopyOnWriteArrayList<>();
    private final FleetSnapshot snapshot = new FleetSnapshot(metal, timetable, INTERVAL, PENDING_INTERVAL, listeners);
    private final List<Difference> differences = new CopyOnWriteArrayList<>();

    FleetSnapshotTest() {
        listeners.add(differences::add);
    }

    @AfterEach
    void close() {
        metal.answer();
        snapshot.close();
        timetable.close();
    }

    private void letPass(Duration time) {
        clock.advance(time);
        timetable.clockMoved();
    }

    /** Longer than an interval with its jitter. */
    private void letAnIntervalPass() {
        letPass(INTERVAL.plusSeconds(10));
    }

    private void watchAndAwaitTheFirstLook() {
        snapshot.watch(PROJECT, "default/c-1");
        await().untilAsserted(() -> assertThat(differences).isNotEmpty());
        differences.clear();
        metal.forgetQueries();
    }

    @Test
    void a_fresh_fleet_comes_from_a_find_sent_after_the_request() {
        metal.holds("m-1");
        snapshot.fresh(PROJECT, timetable.now());
        var notBefore = timetable.now();
        metal.holds("m-1", "m-2");

        var fleet = snapshot.fresh(PROJECT, notBefore);

        assertThat(fleet.startedAt()).isAfterOrEqualTo(notBefore);
        assertThat(fleet.machines()).extracting(MetalMachine::id).containsExactlyInAnyOrder("m-1", "m-2");
    }

    @Test
    void a_fleet_that_is_fresh_enough_is_used_again() {
        var notBefore = timetable.now();
        snapshot.fresh(PROJECT, notBefore);
        snapshot.fresh(PROJECT, notBefore);

        assertThat(metal.queries()).hasSize(1);
    }

    @Test
    void requests_of_one_moment_share_a_find() throws Exception {
        metal.holdBack();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var first = threads.submit(() -> snapshot.fresh(PROJECT, timetable.now()));
            await().untilAsserted(() -> assertThat(metal.queries()).hasSize(1));
            var others = requestFresh(threads, 100);
            metal.answer();
            first.get();
            for (var other : others) {
                assertThat(other.get().project()).isEqualTo(PROJECT);
            }
        }

        // One was under way before they asked; they share the next.
        assertThat(metal.queries()).hasSize(2);
    }

    @Test
    void requests_of_one_moment_share_a_failure() throws Exception {
        metal.fails("down");
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (var each : requestFresh(threads, 50)) {
                assertThatThrownBy(each::get).hasRootCauseMessage("down");
            }
        }

        assertThat(metal.queries()).hasSize(1);
    }

    private List<Future<Fleet>> requestFresh(ExecutorService threads, int count) {
        var notBefore = timetable.now();
        return IntStream.range(0, count)
                .mapToObj(i -> threads.submit(() -> snapshot.fresh(PROJECT, notBefore)))
                .toList();
    }

    @Test
    void a_time_that_is_still_to_come_is_refused() {
        var later = timetable.now().plusSeconds(60);

        assertThatThrownBy(() -> snapshot.fresh(PROJECT, later))
                .isInstanceOf(MetalException.class)
                .hasMessageContaining("clock");
    }

    @Test
    void a_watched_project_is_looked_at_once_per_interval_however_many_watch_it() {
        metal.holds("m-1");
        snapshot.watch(PROJECT, "default/c-1");
        snapshot.watch(PROJECT, "default/c-2");
        snapshot.watch(PROJECT, "default/c-2");
        await().untilAsserted(() -> assertThat(metal.queries()).hasSize(1));

        letAnIntervalPass();

        await().untilAsserted(() -> assertThat(metal.queries()).hasSize(2));
    }

    @Test
    void a_fresh_look_puts_the_next_regular_one_off() {
        metal.holds("m-1");
        watchAndAwaitTheFirstLook();
        letPass(INTERVAL.dividedBy(2));
        snapshot.fresh(PROJECT, timetable.now());

        letPass(INTERVAL.multipliedBy(7).dividedBy(10));

        snapshot.watch("p-other", "default/c-1");
        await().untilAsserted(() -> assertThat(metal.queries()).contains(MachineQuery.inProject("p-other")));
        assertThat(metal.queries())
                .filteredOn(MachineQuery.inProject(PROJECT)::equals)
                .hasSize(1);
    }

    @Test
    void looking_stops_when_nobody_watches_any_more() {
        metal.holds("m-1");
        watchAndAwaitTheFirstLook();
        snapshot.watch(PROJECT, "default/c-2");
        snapshot.unwatch(PROJECT, "default/c-1");
        assertThat(snapshot.latest(PROJECT)).isPresent();

        snapshot.unwatch(PROJECT, "default/c-2");
        letAnIntervalPass();

        // The timetable keeps its order: had the project been due, it would have been looked at before this one.
        snapshot.watch("p-other", "default/c-1");
        await().untilAsserted(() -> assertThat(metal.queries()).containsExactly(MachineQuery.inProject("p-other")));
        assertThat(snapshot.latest(PROJECT)).isEmpty();
    }

    @Test
    void the_first_look_tells_all_machines() {
        metal.holds("m-1", "m-2");
        snapshot.watch(PROJECT, "default/c-1");

        await().untilAsserted(() -> assertThat(differences).singleElement().satisfies(it -> {
            assertThat(it.changed()).extracting(MetalMachine::id).containsExactlyInAnyOrder("m-1", "m-2");
            assertThat(it.vanished()).isEmpty();
        }));
    }

    @Test
    void later_looks_tell_only_what_has_changed() {
        metal.holds("m-1", "m-2", "m-3");
        watchAndAwaitTheFirstLook();
        metal.holds("m-1", "m-3", "m-4");
        metal.event("m-3", "Phoned Home");

        letAnIntervalPass();

        await().untilAsserted(() -> assertThat(differences).singleElement().satisfies(it -> {
            assertThat(it.changed()).extracting(MetalMachine::id).containsExactlyInAnyOrder("m-3", "m-4");
            assertThat(it.vanished()).extracting(MetalMachine::id).containsExactly("m-2");
        }));
    }

    @Test
    void a_heartbeat_is_no_change() {
        metal.holds("m-1");
        watchAndAwaitTheFirstLook();
        metal.heartbeat("m-1");

        letAnIntervalPass();

        await().untilAsserted(() -> assertThat(metal.queries()).hasSize(1));
        await().untilAsserted(
                        () -> assertThat(snapshot.latest(PROJECT).orElseThrow().machines())
                                .allMatch(it -> it.events().lastEventAt() != null));
        assertThat(differences).isEmpty();
    }

    @Test
    void a_failed_look_keeps_the_last_fleet_and_tells_its_age() {
        metal.holds("m-1");
        watchAndAwaitTheFirstLook();
        metal.fails("down");

        letAnIntervalPass();

        await().untilAsserted(() -> assertThat(metal.queries()).hasSize(1));
        assertThat(differences).isEmpty();
        assertThat(snapshot.latest(PROJECT).orElseThrow().machines())
                .extracting(MetalMachine::id)
                .containsExactly("m-1");
        assertThat(snapshot.ageInSeconds().orElseThrow()).isGreaterThan(60);
    }

    @Test
    void looking_goes_on_after_a_failure() {
        metal.holds("m-1");
        watchAndAwaitTheFirstLook();
        metal.fails("down");
        letAnIntervalPass();
        await().untilAsserted(() -> assertThat(metal.queries()).hasSize(1));
        metal.holds();

        letAnIntervalPass();

        await().untilAsserted(() -> assertThat(differences)
                .singleElement()
                .satisfies(it ->
                        assertThat(it.vanished()).extracting(MetalMachine::id).containsExactly("m-1")));
    }

    @Test
    void a_pending_machine_is_looked_at_sooner_and_by_its_id() {
        metal.holds("m-1", "m-2");
        watchAndAwaitTheFirstLook();
        snapshot.pending(PROJECT, "m-1");
        metal.event("m-1", "Phoned Home");

        letPass(PENDING_INTERVAL);

        await().untilAsserted(() -> assertThat(differences).singleElement().satisfies(it -> {
            assertThat(it.changed()).extracting(MetalMachine::id).containsExactly("m-1");
            assertThat(it.vanished()).isEmpty();
        }));
        assertThat(metal.queries()).containsExactly(MachineQuery.withId("m-1"));
        assertThat(snapshot.latest(PROJECT).orElseThrow().machines()).hasSize(2);
    }

    @Test
    void a_pending_machine_is_looked_at_until_it_changes() {
        metal.holds("m-1");
        watchAndAwaitTheFirstLook();
        snapshot.pending(PROJECT, "m-1");
        letPass(PENDING_INTERVAL);
        await().untilAsserted(() -> assertThat(metal.queries()).hasSize(1));
        metal.event("m-1", "Phoned Home");
        await().untilAsserted(() -> {
            timetable.clockMoved();
            letPass(PENDING_INTERVAL.dividedBy(5));
            assertThat(differences).hasSize(1);
        });
        metal.forgetQueries();

        letPass(PENDING_INTERVAL.multipliedBy(2));

        snapshot.watch("p-other", "default/c-1");
        await().untilAsserted(() -> assertThat(metal.queries()).contains(MachineQuery.inProject("p-other")));
        assertThat(metal.queries()).doesNotContain(MachineQuery.withId("m-1"));
    }

    @Test
    void a_pending_machine_that_somebody_else_holds_has_vanished() {
        metal.holds("m-1");
        watchAndAwaitTheFirstLook();
        snapshot.pending(PROJECT, "m-1");
        metal.moves("m-1", "p-other");

        letPass(PENDING_INTERVAL);

        await().untilAsserted(() -> assertThat(differences)
                .singleElement()
                .satisfies(it ->
                        assertThat(it.vanished()).extracting(MetalMachine::id).containsExactly("m-1")));
    }

    @Test
    void many_pending_machines_are_looked_at_with_one_find_for_all() {
        var ids = IntStream.range(0, 21).mapToObj(i -> "m-" + i).toArray(String[]::new);
        metal.holds(ids);
        watchAndAwaitTheFirstLook();
        List.of(ids).forEach(it -> snapshot.pending(PROJECT, it));
        List.of(ids).forEach(it -> metal.event(it, "Phoned Home"));

        letPass(PENDING_INTERVAL);

        await().untilAsserted(() -> assertThat(differences)
                .singleElement()
                .satisfies(it -> assertThat(it.changed()).hasSize(21)));
        assertThat(metal.queries()).containsExactly(MachineQuery.inProject(PROJECT));
    }

    @Test
    void many_pending_machines_are_looked_at_again_and_again() {
        var ids = IntStream.range(0, 21).mapToObj(i -> "m-" + i).toArray(String[]::new);
        metal.holds(ids);
        watchAndAwaitTheFirstLook();
        List.of(ids).forEach(it -> snapshot.pending(PROJECT, it));
        metal.fails("down");
        letPass(PENDING_INTERVAL);
        await().untilAsserted(() -> assertThat(metal.queries()).hasSize(1));
        metal.holds(ids);
        metal.event("m-7", "Phoned Home");

        await().untilAsserted(() -> {
            letPass(PENDING_INTERVAL.dividedBy(5));
            assertThat(differences)
                    .singleElement()
                    .satisfies(it -> assertThat(it.changed())
                            .extracting(MetalMachine::id)
                            .containsExactly("m-7"));
        });
    }

    @Test
    void a_listener_that_fails_does_not_keep_others_from_hearing() {
        listeners.add(it -> {
            throw new IllegalStateException("for the test");
        });
        var heard = new CopyOnWriteArrayList<Difference>();
        listeners.add(heard::add);
        metal.holds("m-1");

        snapshot.fresh(PROJECT, timetable.now());

        assertThat(heard).hasSize(1);
    }
}
