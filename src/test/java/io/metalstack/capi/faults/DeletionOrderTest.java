package io.metalstack.capi.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.metalstack.capi.house.Idle;
import io.metalstack.capi.house.Stage;
import io.metalstack.capi.house.TestApiServer;
import io.metalstack.lab.simulator.Route;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * A cluster is deleted object by object, in any order, with any of them missing before, without Cluster API's core: here
 * Cluster and Machine are gone at once, where core would keep them until ours are.
 */
@QuarkusTest
@TestProfile(Idle.class)
class DeletionOrderTest {

    private static final long SEED = Long.getLong("faults.seed", 1);
    private static final int SOME = 20;
    private static final int SAMPLE = 8;
    private static final String WORKER = "w-1";

    private Births births;
    private KubernetesClient admin;

    /** What is deleted. */
    private enum Part {
        CLUSTER("Cluster"),
        METAL_STACK_CLUSTER("MetalStackCluster"),
        MACHINE("Machine"),
        METAL_STACK_MACHINE("MetalStackMachine"),
        SECRET("Secret");

        private final String word;

        Part(String word) {
            this.word = word;
        }

        private HasMetadata of(Stage stage, KubernetesClient admin) {
            return switch (this) {
                case CLUSTER -> stage.coreCluster();
                case METAL_STACK_CLUSTER -> stage.metalStackCluster();
                case MACHINE -> stage.coreMachine(WORKER);
                case METAL_STACK_MACHINE -> stage.metalStackMachine(WORKER);
                case SECRET ->
                    admin.secrets()
                            .inNamespace(stage.namespace())
                            .withName(WORKER)
                            .get();
            };
        }
    }

    /** How far the machine is by then. */
    private enum State {
        NOTHING_MADE("nothing made yet"),
        IN_DOUBT("a call in doubt"),
        READY("all ready");

        private final String words;

        State(String words) {
            this.words = words;
        }
    }

    private record Order(State state, List<Part> parts) {
        private String name() {
            return state.words + ": "
                    + String.join(", ", parts.stream().map(it -> it.word).toList());
        }
    }

    @BeforeEach
    void open() {
        births = new Births();
        admin = TestApiServer.adminClient();
    }

    @AfterEach
    void close() {
        admin.close();
        births.close();
    }

    @TestFactory
    @Tag("faults")
    Stream<DynamicTest> in_whatever_order_a_cluster_is_deleted_nothing_is_left() {
        return orders().stream().map(it -> DynamicTest.dynamicTest(it.name(), () -> ends(it)));
    }

    @TestFactory
    Stream<DynamicTest> in_a_sample_of_orders_a_cluster_is_deleted_and_nothing_is_left() {
        var some = orders();
        Collections.shuffle(some, new Random(SEED));
        return some.subList(0, SAMPLE).stream().map(it -> DynamicTest.dynamicTest(it.name(), () -> ends(it)));
    }

    @Test
    void a_namespace_that_is_deleted_with_all_in_it_leaves_nothing() {
        try (var world = world(State.READY)) {
            admin.namespaces().withName(world.stage().namespace()).delete();
            for (var part : Part.values()) {
                delete(part, world);
            }
            world.until("all is gone", () -> gone(world));
            assertThat(world.foreign().leftOfOurs()).isEmpty();
            assertThat(world.foreign().touched()).isEmpty();
        }
    }

    /** Every order of the five once all is ready, and some of them for the other states. */
    private static List<Order> orders() {
        var orders = new ArrayList<Order>();
        var random = new Random(SEED);
        for (var state : State.values()) {
            var all = new ArrayList<Order>();
            permute(new ArrayList<>(), Arrays.asList(Part.values()), state, all);
            Collections.shuffle(all, random);
            orders.addAll(state == State.READY ? all : all.subList(0, SOME));
        }
        return orders;
    }

    private static void permute(List<Part> head, List<Part> tail, State state, List<Order> into) {
        if (tail.isEmpty()) {
            into.add(new Order(state, List.copyOf(head)));
        }
        for (var next : tail) {
            var longer = new ArrayList<>(head);
            longer.add(next);
            permute(longer, tail.stream().filter(it -> it != next).toList(), state, into);
        }
    }

    /** Each deletion is seen by the provider before the next: the earlier ones are missing by then. */
    private void ends(Order order) {
        try (var world = world(order.state)) {
            for (var part : order.parts) {
                delete(part, world);
                world.until("the provider has seen it", () -> true);
            }
            world.until("all is gone", () -> gone(world));
            assertThat(world.foreign().leftOfOurs()).isEmpty();
            assertThat(world.foreign().touched()).isEmpty();
            assertThat(world.metal().ledger().doubleFrees()).isEmpty();
        }
    }

    private World world(State state) {
        var world = new World(admin, 1, false, births.ordinary());
        var stage = world.stage();
        if (state == State.NOTHING_MADE) {
            world.metal().faults().when(Route.ALLOCATE_NETWORK).refuse(422, "no prefix left");
        }
        stage.cluster();
        if (state == State.NOTHING_MADE) {
            stage.worker(WORKER);
            world.until("it was asked for", () -> world.metal().ledger().count(Route.ALLOCATE_NETWORK) > 0);
            return world;
        }
        world.until("the cluster is provisioned", stage::provisioned);
        stage.infrastructureProvisioned();
        if (state == State.IN_DOUBT) {
            var lost = world.metal()
                    .faults()
                    .when(Route.ALLOCATE_MACHINE)
                    .next(1)
                    .afterCommit()
                    .drop();
            stage.worker(WORKER);
            world.until("its answer is lost", () -> lost.fired() == 1);
            return world;
        }
        stage.worker(WORKER);
        world.until("the worker is ready", () -> world.ready(WORKER));
        return world;
    }

    private void delete(Part part, World world) {
        var resource = part.of(world.stage(), admin);
        if (resource != null) {
            world.stage().delete(resource);
        }
    }

    private boolean gone(World world) {
        return Arrays.stream(Part.values()).allMatch(it -> it.of(world.stage(), admin) == null);
    }
}
