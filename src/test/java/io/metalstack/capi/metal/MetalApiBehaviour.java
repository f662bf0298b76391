package io.metalstack.capi.metal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.abort;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * What the provider believes of metal-api. Held against the simulator in every build, and against a real metal-api when
 * one is given: so that the simulator's reading of it and ours cannot both be wrong unnoticed.
 */
abstract class MetalApiBehaviour {

    /** Nobody's. */
    private static final String UNKNOWN = "ffffffff-ffff-4fff-bfff-ffffffffffff";

    static final Duration FOR_THINGS_THAT_LAG = Duration.ofMinutes(10);

    private final List<RestMetalApi> opened = new ArrayList<>();

    /** How to reach it. */
    abstract Credentials credentials();

    /** Where things may be allocated; empty if nothing may be changed. */
    abstract Optional<Ground> ground();

    /**
     * Where things may be allocated.
     *
     * @param project empty before and after each test
     * @param externalNetwork one to take addresses from
     */
    record Ground(String project, String partition, String size, String image, String externalNetwork) {}

    final RestMetalApi api() {
        return api(credentials());
    }

    final RestMetalApi api(Credentials credentials) {
        var api = new RestMetalApi(
                () -> credentials, Clock.systemUTC(), new SimpleMeterRegistry(), new AllocationTurns(10));
        opened.add(api);
        return api;
    }

    final Ground changeable() {
        return ground().orElseGet(() -> abort("reads only: no empty project was given"));
    }

    @AfterEach
    final void closeConnections() {
        opened.forEach(RestMetalApi::close);
    }

    @Test
    void knows_nothing_of_ids_that_do_not_exist() {
        var api = api();

        assertThat(api.findMachines(MachineQuery.withId(UNKNOWN))).isEmpty();
        assertThat(api.findMachines(MachineQuery.inProject(UNKNOWN))).isEmpty();
        assertThat(api.findNetworks(NetworkQuery.withId(UNKNOWN))).isEmpty();
        assertThat(api.findIps(IpQuery.inNetwork(UNKNOWN))).isEmpty();
        assertThat(api.projectName(UNKNOWN)).isEmpty();
    }

    @Test
    void refuses_a_wrong_key() {
        var right = credentials();
        var wrong = new Credentials(right.url(), "not-the-key", right.role(), right.caCertificates());

        var failure = failureOf(() -> api(wrong).findMachines(MachineQuery.inProject(UNKNOWN)));

        assertThat(failure).isInstanceOf(MetalFailure.Denied.class);
        assertThat(failure.message()).contains("METAL_API_HMAC").doesNotContain("not-the-key");
    }

    @Test
    void a_wrong_base_path_does_not_pass_for_an_absence() {
        var right = credentials();
        var wrong = Credentials.of(
                right.url() + "/elsewhere", right.hmac(), right.role().scheme(), right.caCertificates());

        assertThat(failureOf(() -> api(wrong).projectName(UNKNOWN))).isInstanceOf(MetalFailure.Unavailable.class);
        assertThat(failureOf(() -> api(wrong).findMachines(MachineQuery.inProject(UNKNOWN))))
                .isInstanceOf(MetalFailure.Unavailable.class);
    }

    @Test
    void a_project_has_a_name() {
        assertThat(api().projectName(changeable().project())).isPresent();
    }

    @Test
    void a_size_says_what_its_machines_have_at_least() {
        var size = api().size(changeable().size());

        assertThat(size).hasValueSatisfying(it -> {
            assertThat(it.id()).isEqualTo(changeable().size());
            assertThat(it.cores()).isPositive();
            assertThat(it.memory()).isGreaterThan(1 << 20);
        });
        assertThat(api().size(UNKNOWN)).isEmpty();
    }

    @Test
    void a_free_of_what_does_not_exist_says_so() {
        changeable();
        var api = api();

        assertThat(failureOf(() -> api.freeMachine(UNKNOWN, Instant.now()))).isInstanceOf(MetalFailure.NotFound.class);
        assertThat(failureOf(() -> api.freeNetwork(UNKNOWN, Instant.now()))).isInstanceOf(MetalFailure.NotFound.class);
        assertThat(failureOf(() -> api.freeIp("192.0.2.1", Instant.now()))).isInstanceOf(MetalFailure.NotFound.class);
    }

    @Test
    void a_node_network_is_found_by_what_it_was_given() {
        var ground = changeable();
        var api = api();
        var labels = Map.of("cluster", "default.c-1", "empty", "");

        var network = api.allocateNetwork(nodeNetwork(ground, labels), Instant.now());

        assertThat(network.project()).isEqualTo(ground.project());
        assertThat(network.partition()).isEqualTo(ground.partition());
        assertThat(network.name()).isEqualTo("a-network");
        assertThat(network.parent()).isNotEmpty();
        assertThat(network.privateSuper()).isFalse();
        assertThat(network.prefixes()).singleElement().asString().contains(".");
        assertThat(network.labels()).isEqualTo(labels);
        assertThat(api.findNetworks(NetworkQuery.withId(network.id()))).containsExactly(network);
        assertThat(api.findNetworks(NetworkQuery.inProject(ground.project(), ground.partition(), labels)))
                .containsExactly(network);
        assertThat(api.findNetworks(
                        NetworkQuery.inProject(ground.project(), ground.partition(), Map.of("cluster", "another"))))
                .isEmpty();
    }

    @Test
    void the_same_network_asked_for_twice_is_two_networks() {
        var ground = changeable();
        var api = api();

        var first = api.allocateNetwork(nodeNetwork(ground, Map.of()), Instant.now());
        var second = api.allocateNetwork(nodeNetwork(ground, Map.of()), Instant.now());

        assertThat(second.id()).isNotEqualTo(first.id());
    }

    @Test
    void a_freed_network_is_gone() {
        var ground = changeable();
        var api = api();
        var network = api.allocateNetwork(nodeNetwork(ground, Map.of()), Instant.now());

        api.freeNetwork(network.id(), Instant.now());

        assertThat(api.findNetworks(NetworkQuery.withId(network.id()))).isEmpty();
        assertThat(failureOf(() -> api.freeNetwork(network.id(), Instant.now())))
                .isInstanceOf(MetalFailure.NotFound.class);
    }

    @Test
    void a_network_with_addresses_in_use_stays() {
        var ground = changeable();
        var api = api();
        var network = api.allocateNetwork(nodeNetwork(ground, Map.of()), Instant.now());
        api.allocateIp(address(ground, network.id(), List.of()), Instant.now());

        assertThat(failureOf(() -> api.freeNetwork(network.id(), Instant.now())))
                .isInstanceOf(MetalFailure.Busy.class);
        assertThat(api.findNetworks(NetworkQuery.withId(network.id()))).hasSize(1);
    }

    @Test
    void a_static_address_is_found_by_what_it_was_given() {
        var ground = changeable();
        var api = api();

        var ip = api.allocateIp(address(ground, ground.externalNetwork(), List.of("a=1", "b=2")), Instant.now());

        assertThat(ip.isStatic()).isTrue();
        assertThat(ip.project()).isEqualTo(ground.project());
        assertThat(ip.network()).isEqualTo(ground.externalNetwork());
        assertThat(ip.allocationUuid()).isNotEmpty();
        assertThat(ip.address()).contains(".");
        assertThat(ip.tags()).containsExactlyInAnyOrder("a=1", "b=2");
        assertThat(api.findIps(IpQuery.withAddress(ip.address()))).containsExactly(ip);
        assertThat(api.findIps(IpQuery.tagged(ground.project(), List.of("b=2"))))
                .containsExactly(ip);
        assertThat(api.findIps(IpQuery.tagged(ground.project(), List.of("a=1", "c=3"))))
                .isEmpty();
    }

    @Test
    void an_address_has_exactly_the_tags_that_it_was_given_last() {
        var ground = changeable();
        var api = api();
        var ip = api.allocateIp(address(ground, ground.externalNetwork(), List.of("a=1", "b=2")), Instant.now());

        api.tagIp(ip.address(), List.of("b=2", "c=3"), Instant.now());

        assertThat(api.findIps(IpQuery.withAddress(ip.address())))
                .singleElement()
                .satisfies(it -> {
                    assertThat(it.tags()).containsExactlyInAnyOrder("b=2", "c=3");
                    assertThat(it.allocationUuid()).isEqualTo(ip.allocationUuid());
                    assertThat(it.isStatic()).isTrue();
                });
        assertThat(api.findIps(IpQuery.inProject(ground.project())))
                .extracting(MetalIp::address)
                .contains(ip.address());
        api.tagIp(ip.address(), List.of(), Instant.now());
        assertThat(api.findIps(IpQuery.withAddress(ip.address())).getFirst().tags())
                .isEmpty();
        api.freeIp(ip.address(), Instant.now());
    }

    @Test
    void a_freed_address_is_gone() {
        var ground = changeable();
        var api = api();
        var ip = api.allocateIp(address(ground, ground.externalNetwork(), List.of()), Instant.now());

        api.freeIp(ip.address(), Instant.now());

        assertThat(api.findIps(IpQuery.withAddress(ip.address()))).isEmpty();
        assertThat(failureOf(() -> api.freeIp(ip.address(), Instant.now()))).isInstanceOf(MetalFailure.NotFound.class);
    }

    @Test
    void a_machine_is_found_by_what_it_was_given() {
        var ground = changeable();
        var api = api();
        var network = api.allocateNetwork(nodeNetwork(ground, Map.of()), Instant.now());

        var machine = api.allocateMachine(machine(ground, network.id()), Instant.now());

        assertThat(machine.partition()).isEqualTo(ground.partition());
        assertThat(machine.size()).isEqualTo(ground.size());
        assertThat(machine.tags()).contains("claim=1", "cluster=default.c-1");
        assertThat(machine.allocation()).hasValueSatisfying(held -> {
            assertThat(held.uuid()).isNotEmpty();
            assertThat(held.project()).isEqualTo(ground.project());
            assertThat(held.role()).isEqualTo("machine");
            assertThat(held.hostname()).isEqualTo("w-1");
            assertThat(held.networks()).singleElement().satisfies(it -> {
                assertThat(it.id()).isEqualTo(network.id());
                assertThat(it.type()).isEqualTo("privateprimaryunshared");
                assertThat(it.ips()).isNotEmpty();
                assertThat(it.asn()).isPositive();
            });
        });
        assertSameMachine(api.findMachines(MachineQuery.withId(machine.id())), machine);
        assertSameMachine(api.findMachines(MachineQuery.inProject(ground.project())), machine);
        assertSameMachine(
                api.findMachines(new MachineQuery(
                        Optional.empty(), Optional.of(ground.project()), Optional.of("w-1"), List.of("claim=1"))),
                machine);
        assertThat(api.findMachines(new MachineQuery(
                        Optional.empty(), Optional.of(ground.project()), Optional.empty(), List.of("claim"))))
                .as("no match by the key of a tag")
                .isEmpty();
    }

    private static void assertSameMachine(List<MetalMachine> found, MetalMachine expected) {
        assertThat(found).singleElement().satisfies(it -> {
            assertThat(it.id()).isEqualTo(expected.id());
            assertThat(it.allocation()).isEqualTo(expected.allocation());
        });
    }

    @Test
    void a_freed_machine_is_still_found_by_its_id_but_nobodys() {
        var ground = changeable();
        var api = api();
        var network = api.allocateNetwork(nodeNetwork(ground, Map.of()), Instant.now());
        var machine = api.allocateMachine(machine(ground, network.id()), Instant.now());

        api.freeMachine(machine.id(), Instant.now());

        assertThat(api.findMachines(MachineQuery.inProject(ground.project()))).isEmpty();
        assertThat(api.findMachines(MachineQuery.withId(machine.id())))
                .singleElement()
                .satisfies(it -> {
                    assertThat(it.allocation()).isEmpty();
                    assertThat(it.tags()).doesNotContain("claim=1");
                });
    }

    @Test
    void the_address_of_a_machine_goes_with_it_and_not_before() {
        var ground = changeable();
        var api = api();
        var network = api.allocateNetwork(nodeNetwork(ground, Map.of()), Instant.now());
        var machine = api.allocateMachine(machine(ground, network.id()), Instant.now());
        var ip = api.findIps(IpQuery.inNetwork(network.id())).getFirst();
        assertThat(ip.isStatic()).isFalse();
        assertThat(ip.tags()).contains("machine.metal-stack.io/id=" + machine.id());
        assertThat(failureOf(() -> api.freeIp(ip.address(), Instant.now()))).isInstanceOf(MetalFailure.Busy.class);

        api.freeMachine(machine.id(), Instant.now());

        await().atMost(FOR_THINGS_THAT_LAG)
                .untilAsserted(() ->
                        assertThat(api.findIps(IpQuery.inNetwork(network.id()))).isEmpty());
    }

    @Test
    void names_that_do_not_exist_are_rejected() {
        var ground = changeable();
        var api = api();
        var network = api.allocateNetwork(nodeNetwork(ground, Map.of()), Instant.now())
                .id();

        assertRejected(api, new Ground(UNKNOWN, ground.partition(), ground.size(), ground.image(), ""), network);
        assertRejected(api, new Ground(ground.project(), "nowhere", ground.size(), ground.image(), ""), network);
        assertRejected(api, new Ground(ground.project(), ground.partition(), "no-size", ground.image(), ""), network);
        assertRejected(api, new Ground(ground.project(), ground.partition(), ground.size(), "no-os-1.0", ""), network);
        assertRejected(api, ground, UNKNOWN);
    }

    private static void assertRejected(MetalApi api, Ground ground, String network) {
        assertThat(failureOf(() -> api.allocateMachine(machine(ground, network), Instant.now())))
                .isInstanceOf(MetalFailure.Rejected.class);
    }

    @Test
    void a_late_call_is_refused_and_changes_nothing() {
        var ground = changeable();
        var api = api();
        var longAgo = Instant.now().minus(api.signatureLifetime()).minusSeconds(5);

        var failure = failureOf(() -> api.allocateNetwork(nodeNetwork(ground, Map.of()), longAgo));

        assertThat(failure).isInstanceOf(MetalFailure.Denied.class);
        assertThat(failure.nothingHappened()).isTrue();
        assertThat(api.findNetworks(NetworkQuery.inProject(ground.project(), ground.partition(), Map.of())))
                .isEmpty();
    }

    @Test
    void a_late_free_is_refused_and_frees_nothing() {
        var ground = changeable();
        var api = api();
        var network = api.allocateNetwork(nodeNetwork(ground, Map.of()), Instant.now());
        var machine = api.allocateMachine(machine(ground, network.id()), Instant.now());
        var ip = api.allocateIp(address(ground, ground.externalNetwork(), List.of()), Instant.now());
        var unused = api.allocateNetwork(nodeNetwork(ground, Map.of()), Instant.now());
        var longAgo = Instant.now().minus(api.signatureLifetime()).minusSeconds(5);

        for (Runnable free : List.<Runnable>of(
                () -> api.freeMachine(machine.id(), longAgo),
                () -> api.freeIp(ip.address(), longAgo),
                () -> api.freeNetwork(unused.id(), longAgo))) {
            assertThat(failureOf(free)).isInstanceOf(MetalFailure.Denied.class);
        }
        assertThat(api.findMachines(MachineQuery.withId(machine.id())))
                .singleElement()
                .satisfies(it -> assertThat(it.allocation()).isPresent());
        assertThat(api.findIps(IpQuery.withAddress(ip.address()))).hasSize(1);
        assertThat(api.findNetworks(NetworkQuery.withId(unused.id()))).hasSize(1);
    }

    static NetworkAllocation nodeNetwork(Ground ground, Map<String, String> labels) {
        return new NetworkAllocation(ground.project(), ground.partition(), "a-network", "for a test", "IPv4", labels);
    }

    static IpAllocation address(Ground ground, String network, List<String> tags) {
        return new IpAllocation(ground.project(), network, "an-address", "for a test", Optional.of("IPv4"), tags);
    }

    static MachineAllocation machine(Ground ground, String network) {
        return new MachineAllocation(
                ground.project(),
                ground.partition(),
                ground.size(),
                ground.image(),
                "w-1",
                "w-1",
                "for a test",
                "#cloud-config\n".getBytes(StandardCharsets.UTF_8),
                List.of(network),
                List.of(),
                List.of("claim=1", "cluster=default.c-1"),
                List.of("cluster=default.c-1"),
                List.of(),
                Optional.empty(),
                List.of(),
                List.of(),
                Optional.empty());
    }

    static MetalFailure failureOf(Runnable call) {
        return catchThrowableOfType(MetalException.class, call::run).failure();
    }
}
