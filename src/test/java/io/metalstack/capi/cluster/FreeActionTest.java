package io.metalstack.capi.cluster;

import static io.metalstack.capi.house.Stage.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.metalstack.capi.allocation.OwnershipTags;
import io.metalstack.capi.api.v1alpha1.MetalStackCluster;
import io.metalstack.capi.capi.ObjectWriter;
import io.metalstack.capi.capi.Owners;
import io.metalstack.capi.house.Bench;
import io.metalstack.capi.house.Stage;
import io.metalstack.capi.metal.IpQuery;
import io.metalstack.capi.metal.MachineQuery;
import io.metalstack.capi.metal.MetalApi;
import io.metalstack.capi.metal.MetalException;
import io.metalstack.capi.metal.MetalFailure;
import io.metalstack.capi.metal.MetalIp;
import io.metalstack.capi.metal.MetalMachine;
import io.metalstack.capi.metal.MetalNetwork;
import io.metalstack.capi.metal.NetworkQuery;
import io.metalstack.capi.runtime.ProviderConfig;
import io.metalstack.capi.status.EventRecorder;
import io.metalstack.capi.status.Outcome;
import io.metalstack.lab.simulator.Holdings.HeldIp;
import io.metalstack.lab.simulator.InventorySpec;
import io.metalstack.lab.simulator.Route;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** One call that frees, of a cluster that the reconciler has nothing to do about. */
@QuarkusTest
class FreeActionTest {

    @Inject
    Bench bench;

    @Inject
    ClusterSearch search;

    @Inject
    ObjectWriter writer;

    @Inject
    Owners owners;

    @Inject
    MetalApi metal;

    @Inject
    EventRecorder events;

    @Inject
    ProviderConfig config;

    private Stage stage;
    private MetalStackCluster cluster;

    @BeforeEach
    void open() {
        stage = bench.open();
        stage.provisionedCluster();
        eventually()
                .untilAsserted(() -> assertThat(stage.condition(stage.metalStackCluster(), "Ready"))
                        .hasValueSatisfying(it -> assertThat(it.getStatus()).isEqualTo("True")));
        cluster = stage.metalStackCluster();
    }

    @AfterEach
    void close() {
        stage.close();
    }

    @Test
    void looks_again_at_once_only_after_something_was_freed() {
        assertThat(freeAddress(address())).isEqualTo(new Outcome.Progressed());
        assertThat(freeNetwork()).isEqualTo(new Outcome.Progressed());

        assertThat(bench.metal().holdings().leftIn(stage.project())).isEmpty();
    }

    @Test
    void waits_when_the_address_is_not_the_one_that_was_decided_on() {
        var seen = address();
        var other = new MetalIp(
                seen.address(),
                "another-allocation",
                seen.name(),
                "",
                seen.project(),
                seen.network(),
                seen.isStatic(),
                seen.tags());

        assertWaits(freeAddress(other), "not proved");
        assertThat(bench.metal().holdings().ipsOf(stage.project())).hasSize(1);
    }

    @Test
    void frees_no_address_of_a_service_that_somebody_else_came_to_use_since_it_was_decided_on() {
        var ours = OwnershipTags.tag(OwnershipTags.SERVICE, stage.namespace() + "." + Stage.CLUSTER + "/web/shop");
        var theirs = OwnershipTags.tag(OwnershipTags.SERVICE, "default.other/web/shop");
        var address = bench.metal().control().allocateIp(stage.project(), InventorySpec.INTERNET, List.of(ours));
        var decidedOn = metal.findIps(IpQuery.withAddress(address)).getFirst();
        bench.metal().control().tagIp(address, List.of(ours, theirs));

        var outcome =
                action(bench.clock()).serviceAddress(decidedOn, facts(), cluster, Optional.of(stage.coreCluster()));

        assertWaits(outcome, "not proved");
        assertThat(bench.metal().holdings().ipsOf(stage.project()))
                .extracting(HeldIp::address)
                .contains(address);
    }

    @Test
    void waits_when_the_proof_took_so_long_that_it_may_not_hold_any_more() {
        var seen = address();
        bench.metal()
                .faults()
                .when(Route.FIND_IPS)
                .next(1)
                .run(() -> bench.clock().advance(Duration.ofSeconds(6)));

        assertWaits(freeAddress(seen), "too long");
        assertThat(bench.metal().holdings().ipsOf(stage.project())).hasSize(1);
    }

    @Test
    void waits_when_the_cluster_was_paused_since_it_was_read() {
        var seen = address();
        stage.patch(stage.coreCluster(), "{\"spec\":{\"paused\":true}}");
        eventually()
                .untilAsserted(() -> assertThat(stage.condition(stage.metalStackCluster(), "Paused"))
                        .hasValueSatisfying(it -> assertThat(it.getStatus()).isEqualTo("True")));
        cluster = stage.metalStackCluster();

        assertWaits(freeAddress(seen), "paused");
        assertThat(bench.metal().holdings().ipsOf(stage.project())).hasSize(1);
    }

    @Test
    void waits_when_metal_api_found_it_and_then_did_not_know_it() {
        var seen = address();
        bench.metal()
                .faults()
                .when(Route.FREE_IP, Route.FREE_NETWORK)
                .next(1)
                .refuse(404, "NotFound no ip with that id found");

        assertWaits(freeAddress(seen), "gone already");
        assertThat(stage.events(cluster)).noneMatch(it -> it.startsWith("ControlPlaneIPFreed"));
    }

    @Test
    void frees_no_orphan_whose_hardware_somebody_else_has_got_by_now() {
        var orphan = orphan();
        var network =
                bench.metal().holdings().networksOf(stage.project()).getFirst().id();
        bench.metal().control().takeAway(orphan.id());
        bench.metal()
                .control()
                .allocate(orphan.id(), stage.project(), network, "debian-13.0", List.copyOf(orphan.tags()));

        assertWaits(freeOrphan(orphan), "not proved");
        assertThat(bench.metal().holdings().machinesOf(stage.project())).hasSize(1);
    }

    @Test
    void frees_no_orphan_whose_object_is_there_again() {
        var orphan = orphan();
        stage.apply("""
                apiVersion: infrastructure.cluster.x-k8s.io/v1alpha1
                kind: MetalStackMachine
                metadata:
                  name: w-1
                  annotations: {metal-stack.infrastructure.cluster.x-k8s.io/claim: the-claim}
                spec: {size: v1-small-x86, image: debian-13.0}
                """);

        assertWaits(freeOrphan(orphan), "not proved");
        assertThat(bench.metal().holdings().machinesOf(stage.project())).hasSize(1);

        stage.delete(stage.metalStackMachine("w-1"));
        eventually().until(() -> stage.metalStackMachine("w-1") == null);
        assertThat(freeOrphan(orphan)).isEqualTo(new Outcome.Progressed());
    }

    private MetalMachine orphan() {
        var id = bench.metal().holdings().allMachineIds().stream()
                .filter(it -> bench.metal().holdings().machine(it).isEmpty())
                .findFirst()
                .orElseThrow();
        var uid = facts().uid().orElseThrow();
        bench.metal()
                .control()
                .allocate(
                        id,
                        stage.project(),
                        cluster.getSpec().nodeNetworkID(),
                        "debian-13.0",
                        OwnershipTags.ofMachine(stage.namespace(), Stage.CLUSTER, "w-1", false, uid, "the-claim"));
        return metal.findMachines(MachineQuery.withId(id)).getFirst();
    }

    private Outcome freeOrphan(MetalMachine machine) {
        return action(bench.clock()).orphan(machine, facts(), cluster, Optional.of(stage.coreCluster()));
    }

    @Test
    void a_call_that_leaves_long_after_its_proof_is_refused() {
        var seen = address();
        var suspended = Clock.fixed(bench.clock().instant().minus(Duration.ofMinutes(2)), ZoneOffset.UTC);

        var refusal = catchThrowableOfType(
                MetalException.class,
                () -> action(suspended).address(seen, facts(), cluster, Optional.of(stage.coreCluster())));

        assertThat(refusal.failure()).isInstanceOf(MetalFailure.Denied.class);
        assertThat(bench.metal().holdings().ipsOf(stage.project())).hasSize(1);
    }

    private MetalIp address() {
        var host = cluster.getSpec().controlPlaneEndpoint().host();
        return metal.findIps(IpQuery.withAddress(host)).getFirst();
    }

    private MetalNetwork network() {
        return metal.findNetworks(NetworkQuery.withId(cluster.getSpec().nodeNetworkID()))
                .getFirst();
    }

    private Outcome freeAddress(MetalIp ip) {
        return action(bench.clock()).address(ip, facts(), cluster, Optional.of(stage.coreCluster()));
    }

    private Outcome freeNetwork() {
        return action(bench.clock()).network(network(), facts(), cluster, Optional.of(stage.coreCluster()));
    }

    private FreeAction action(Clock clock) {
        return new FreeAction(search, writer, owners, events, config, clock);
    }

    private ClusterFacts facts() {
        return Samples.facts(cluster);
    }

    private void assertWaits(Outcome outcome, String message) {
        assertThat(outcome).isInstanceOfSatisfying(Outcome.Waiting.class, it -> {
            assertThat(it.message()).contains(message);
            assertThat(it.recheck()).isEqualTo(config.soon());
        });
    }
}
