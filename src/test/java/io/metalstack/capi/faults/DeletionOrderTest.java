package io.metalstack.capi.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.metalstack.capi.api.v1alpha1.MetalStackFirewall;
import io.metalstack.capi.api.v1alpha1.MetalStackFirewallDeployment;
import io.metalstack.capi.api.v1alpha1.MetalStackFirewallTemplate;
import io.metalstack.capi.house.Idle;
import io.metalstack.capi.house.Stage;
import io.metalstack.capi.house.TestApiServer;
import io.metalstack.lab.simulator.Route;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashSet;
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
    private static final int SOME_WITH_FIREWALL = 24;
    private static final int SAMPLE = 8;
    private static final int SAMPLE_WITH_FIREWALL = 3;
    private static final String WORKER = "w-1";

    private Births births;
    private KubernetesClient admin;

    /** What is deleted. */
    private enum Part {
        CLUSTER("Cluster"),
        METAL_STACK_CLUSTER("MetalStackCluster"),
        MACHINE("Machine"),
        METAL_STACK_MACHINE("MetalStackMachine"),
        SECRET("Secret"),
        FIREWALL_TEMPLATE("MetalStackFirewallTemplate"),
        FIREWALL_DEPLOYMENT("MetalStackFirewallDeployment"),
        FIREWALL("MetalStackFirewall");

        /** What a cluster without a firewall has. */
        private static final List<Part> PLAIN =
                List.of(CLUSTER, METAL_STACK_CLUSTER, MACHINE, METAL_STACK_MACHINE, SECRET);

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
                case FIREWALL_TEMPLATE -> stage.named(MetalStackFirewallTemplate.class, Stage.FIREWALL);
                case FIREWALL_DEPLOYMENT -> stage.named(MetalStackFirewallDeployment.class, Stage.FIREWALL);
                case FIREWALL ->
                    stage.all(MetalStackFirewall.class).stream().findFirst().orElse(null);
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

    /** @param atOnce whether nobody waits until the provider has seen one deletion before the next */
    private record Order(State state, boolean atOnce, List<Part> parts) {
        private boolean withFirewall() {
            return parts.contains(Part.FIREWALL_DEPLOYMENT);
        }

        private String name() {
            return state.words
                    + (atOnce ? ", at once: " : ": ")
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
        return sample(orders(), SAMPLE);
    }

    @TestFactory
    @Tag("faults")
    Stream<DynamicTest> in_whatever_order_a_cluster_with_a_firewall_is_deleted_nothing_is_left() {
        return ordersWithFirewall().stream().map(it -> DynamicTest.dynamicTest(it.name(), () -> ends(it)));
    }

    @TestFactory
    Stream<DynamicTest> in_a_sample_of_orders_a_cluster_with_a_firewall_is_deleted_and_nothing_is_left() {
        return sample(ordersWithFirewall(), SAMPLE_WITH_FIREWALL);
    }

    private Stream<DynamicTest> sample(List<Order> some, int count) {
        Collections.shuffle(some, new Random(SEED));
        return some.subList(0, count).stream().map(it -> DynamicTest.dynamicTest(it.name(), () -> ends(it)));
    }

    @Test
    void a_namespace_that_is_deleted_with_all_in_it_leaves_nothing() {
        try (var world = world(State.READY, true)) {
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
            permute(new ArrayList<>(), Part.PLAIN, state, all);
            Collections.shuffle(all, random);
            orders.addAll(state == State.READY ? all : all.subList(0, SOME));
        }
        return orders;
    }

    /** Of the 40320 orders of the eight some that people and scripts would choose, and some by chance. */
    private static List<Order> ordersWithFirewall() {
        var orders = new LinkedHashSet<Order>();
        var random = new Random(SEED);
        var asWritten = new ArrayList<>(List.of(Part.FIREWALL_TEMPLATE, Part.FIREWALL_DEPLOYMENT));
        asWritten.addAll(Part.PLAIN);
        asWritten.add(Part.FIREWALL);
        for (var state : State.values()) {
            orders.add(new Order(state, true, List.copyOf(asWritten)));
            orders.add(new Order(state, true, List.copyOf(asWritten.reversed())));
            orders.add(new Order(state, false, List.copyOf(asWritten)));
            var wanted = orders.size() + SOME_WITH_FIREWALL / (state == State.READY ? 1 : 4);
            while (orders.size() < wanted) {
                var parts = new ArrayList<>(Arrays.asList(Part.values()));
                Collections.shuffle(parts, random);
                orders.add(new Order(state, random.nextBoolean(), parts));
            }
        }
        return new ArrayList<>(orders);
    }

    private static void permute(List<Part> head, List<Part> tail, State state, List<Order> into) {
        if (tail.isEmpty()) {
            into.add(new Order(state, false, List.copyOf(head)));
        }
        for (var next : tail) {
            var longer = new ArrayList<>(head);
            longer.add(next);
            permute(longer, tail.stream().filter(it -> it != next).toList(), state, into);
        }
    }

    /** Each deletion is seen by the provider before the next, unless all come at once: the earlier ones are missing by then. */
    private void ends(Order order) {
        try (var world = world(order.state, order.withFirewall())) {
            for (var part : order.parts) {
                delete(part, world);
                if (!order.atOnce) {
                    world.until("the provider has seen it", () -> true);
                }
            }
            world.until("all is gone", () -> gone(world));
            assertThat(world.foreign().leftOfOurs()).isEmpty();
            assertThat(world.foreign().touched()).isEmpty();
            assertThat(world.metal().ledger().doubleFrees()).isEmpty();
        }
    }

    private World world(State state, boolean withFirewall) {
        var world = new World(admin, 1, false, births.ordinary());
        var stage = world.stage();
        if (state == State.NOTHING_MADE) {
            world.metal().faults().when(Route.ALLOCATE_NETWORK).refuse(422, "no prefix left");
        }
        if (withFirewall) {
            stage.firewall();
            stage.cluster("firewallDeploymentRef: {name: demo-firewall}");
        } else {
            stage.cluster();
        }
        if (state == State.NOTHING_MADE) {
            stage.worker(WORKER);
            world.until("it was asked for", () -> world.metal().ledger().count(Route.ALLOCATE_NETWORK) > 0);
            return world;
        }
        if (state == State.IN_DOUBT) {
            inDoubt(withFirewall ? Route.ALLOCATE_FIREWALL : Route.ALLOCATE_MACHINE, world);
            return world;
        }
        provisioned(world);
        stage.worker(WORKER);
        world.until("the worker is ready", () -> world.ready(WORKER));
        return world;
    }

    /** Without its firewall a cluster takes no machine, so a call of one is in doubt. */
    private static void inDoubt(Route allocating, World world) {
        var lost = world.metal().faults().when(allocating).next(1).afterCommit().drop();
        if (allocating == Route.ALLOCATE_MACHINE) {
            provisioned(world);
        }
        world.stage().worker(WORKER);
        world.until("its answer is lost", () -> lost.fired() == 1);
    }

    private static void provisioned(World world) {
        world.until("the cluster is provisioned", () -> {
            world.metal().control().phoneHomeAll(world.stage().project());
            return world.stage().provisioned();
        });
        world.stage().infrastructureProvisioned();
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
