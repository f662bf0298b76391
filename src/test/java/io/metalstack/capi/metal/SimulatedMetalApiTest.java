package io.metalstack.capi.metal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.metalstack.lab.simulator.InventorySpec;
import io.metalstack.lab.simulator.Race;
import io.metalstack.lab.simulator.Route;
import io.metalstack.lab.simulator.Simulator;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Clock;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The simulator, and what can only be brought about there: faults, races and shortages. */
@QuarkusTest
class SimulatedMetalApiTest extends MetalApiBehaviour {

    private Simulator metal;
    private Ground ground;

    @BeforeEach
    void start() {
        metal = Simulator.builder().machines(2).start();
        ground = new Ground(
                metal.newProject(), InventorySpec.MINI_LAB, InventorySpec.SMALL, "debian-13.0", InventorySpec.INTERNET);
    }

    @AfterEach
    void stop() {
        metal.close();
    }

    @Override
    Credentials credentials() {
        return credentials(metal.keys().edit(), "Metal-Edit");
    }

    private Credentials credentials(String key, String type) {
        return Credentials.of(metal.baseUrl().toString(), key, type, Optional.empty());
    }

    @Override
    Optional<Ground> ground() {
        return Optional.of(ground);
    }

    private String network() {
        return api().allocateNetwork(nodeNetwork(ground, Map.of()), Instant.now())
                .id();
    }

    private MetalFailure failureOfAllocate(String network) {
        return failureOf(() -> api().allocateMachine(machine(ground, network), Instant.now()));
    }

    @Test
    void the_same_machine_asked_for_twice_is_two_machines() {
        var network = network();
        api().allocateMachine(machine(ground, network), Instant.now());
        api().allocateMachine(machine(ground, network), Instant.now());

        assertThat(api().findMachines(MachineQuery.inProject(ground.project()))).hasSize(2);
    }

    @Test
    void a_machine_gets_its_bootstrap_data_in_base64() {
        api().allocateMachine(machine(ground, network()), Instant.now());

        assertThat(metal.holdings().machinesOf(ground.project()))
                .singleElement()
                .satisfies(it -> assertThat(Base64.getDecoder().decode(it.userData()))
                        .asString()
                        .isEqualTo("#cloud-config\n"));
    }

    @Test
    void without_an_idle_machine_there_is_no_capacity() {
        var network = network();
        api().allocateMachine(machine(ground, network), Instant.now());
        api().allocateMachine(machine(ground, network), Instant.now());

        assertThat(failureOfAllocate(network)).isEqualTo(new MetalFailure.NoCapacity("no machine available"));
    }

    @Test
    void in_a_full_network_there_is_no_capacity() {
        var network = network();
        metal.control().exhaust(network);

        assertThat(failureOfAllocate(network)).isInstanceOf(MetalFailure.NoCapacity.class);
        assertThat(failureOf(() -> api().allocateIp(address(ground, network, List.of()), Instant.now())))
                .isInstanceOf(MetalFailure.NoCapacity.class);
    }

    @Test
    void a_locked_machine_stays_for_now() {
        var network = network();
        var machine = api().allocateMachine(machine(ground, network), Instant.now());
        metal.control().state(machine.id(), "LOCKED", "for the test");
        assertThat(api().findMachines(MachineQuery.withId(machine.id())))
                .singleElement()
                .satisfies(it -> assertThat(it.locked()).isTrue());

        assertThat(failureOf(() -> api().freeMachine(machine.id(), Instant.now())))
                .isInstanceOf(MetalFailure.Busy.class);
    }

    @Test
    void races_inside_metal_api_leave_an_allocate_in_doubt_or_busy() {
        var network = network();

        metal.control().nextAllocationLoses(Race.CANDIDATE_CHANGED);
        assertThat(failureOfAllocate(network)).isInstanceOf(MetalFailure.InDoubt.class);
        metal.control().nextAllocationLoses(Race.ALLOCATED_MEANWHILE);
        assertThat(failureOfAllocate(network)).isInstanceOf(MetalFailure.Busy.class);
    }

    @Test
    void an_allocate_whose_answer_is_lost_is_in_doubt_and_found() {
        var network = network();
        metal.faults().when(Route.ALLOCATE_MACHINE).next(1).afterCommit().drop();

        assertThat(failureOfAllocate(network)).isInstanceOf(MetalFailure.InDoubt.class);

        assertThat(api().findMachines(MachineQuery.inProject(ground.project()))).hasSize(1);
        assertThat(metal.ledger().count(Route.ALLOCATE_MACHINE)).as("sent once").isEqualTo(1);
    }

    @Test
    void an_allocate_that_is_lost_on_the_way_is_in_doubt_too() {
        var network = network();
        metal.faults().when(Route.ALLOCATE_MACHINE).next(1).drop();

        assertThat(failureOfAllocate(network)).isInstanceOf(MetalFailure.InDoubt.class);

        assertThat(api().findMachines(MachineQuery.inProject(ground.project()))).isEmpty();
    }

    @Test
    void half_a_list_is_no_list() {
        api().allocateMachine(machine(ground, network()), Instant.now());
        metal.faults().when(Route.FIND_MACHINES).next(1).cutHalfWay();

        assertThat(failureOf(() -> api().findMachines(MachineQuery.inProject(ground.project()))))
                .isInstanceOf(MetalFailure.Unavailable.class);
    }

    @Test
    void a_view_key_reads_and_changes_nothing() {
        var viewer = api(credentials(metal.keys().view(), "Metal-View"));

        assertThat(viewer.findMachines(MachineQuery.inProject(ground.project())))
                .isEmpty();
        assertThat(failureOf(() -> viewer.allocateNetwork(nodeNetwork(ground, Map.of()), Instant.now())))
                .isInstanceOf(MetalFailure.Denied.class);
    }

    @Test
    void a_machine_whose_image_was_deleted_is_still_found() {
        api().allocateMachine(machine(ground, network()), Instant.now());
        metal.control().deleteImage("debian-13.0");

        assertThat(api().findMachines(MachineQuery.inProject(ground.project())))
                .singleElement()
                .satisfies(it -> assertThat(it.allocation())
                        .hasValueSatisfying(held -> assertThat(held.image()).isEmpty()));
    }

    @Test
    void a_machine_that_phoned_home_shows_when() {
        var machine = api().allocateMachine(machine(ground, network()), Instant.now());
        metal.control().phoneHome(machine.id());

        var events =
                api().findMachines(MachineQuery.withId(machine.id())).getFirst().events();

        assertThat(events.newest()).isEqualTo("Phoned Home");
        assertThat(events.phonedHomeAt())
                .isAfterOrEqualTo(machine.allocation().orElseThrow().created());
    }

    @Test
    void an_allocate_that_waited_too_long_for_its_turn_is_not_sent() throws Exception {
        var network = network();
        var held = metal.faults().when(Route.ALLOCATE_MACHINE).next(1).hold();
        try (var oneAtATime = new RestMetalApi(
                        this::credentials, Clock.systemUTC(), new SimpleMeterRegistry(), new AllocationTurns(1));
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var first = threads.submit(() -> oneAtATime.allocateMachine(machine(ground, network), Instant.now()));
            await().untilAsserted(() -> assertThat(held.fired()).isEqualTo(1));

            var failure = failureOf(() -> oneAtATime.allocateMachine(
                    machine(ground, network),
                    Instant.now().minus(oneAtATime.signatureLifetime()).plusSeconds(5)));

            assertThat(failure).isInstanceOf(MetalFailure.Busy.class);
            held.release();
            first.get();
        }
        assertThat(metal.ledger().count(Route.ALLOCATE_MACHINE)).isEqualTo(1);
    }
}
