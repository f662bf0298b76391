package io.metalstack.capi.faults;

import static io.metalstack.capi.house.Stage.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.coordination.v1.LeaseBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.metalstack.capi.allocation.Annotations;
import io.metalstack.capi.allocation.OwnershipTags;
import io.metalstack.capi.house.Idle;
import io.metalstack.capi.house.Stage;
import io.metalstack.capi.house.TestApiServer;
import io.metalstack.capi.time.MovableClock;
import io.metalstack.lab.simulator.Route;
import io.metalstack.lab.simulator.Simulator;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.vertx.core.Vertx;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Managers in processes of their own on one API server: who acts on what. */
@QuarkusTest
@TestProfile(Idle.class)
class SeveralManagersTest {

    private static final String ACTING = "Acting: this manager holds lease";
    private static final String LEASE_NAMESPACE = "capms-system";
    private static final String LEASE = "6fca141d.cluster.x-k8s.io";
    private static final String WATCH_FILTER = "cluster.x-k8s.io/watch-filter";

    private final List<AutoCloseable> open = new ArrayList<>();
    private final List<RealProcess> managers = new ArrayList<>();
    private Vertx vertx;
    private Simulator metal;
    private KubernetesClient admin;
    private Stage stage;

    @BeforeEach
    void open() {
        RealProcess.requirePackaged();
        vertx = Vertx.vertx();
        admin = TestApiServer.adminClient();
        metal = Simulator.builder().clock(new MovableClock()).machines(2).start();
        stage = stage();
    }

    @AfterEach
    void close() throws Exception {
        managers.forEach(RealProcess::close);
        for (var it : open.reversed()) {
            it.close();
        }
        metal.close();
        admin.close();
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    @Test
    void of_two_managers_one_acts_and_the_other_takes_over_when_it_dies() {
        var one = manager("--namespace=" + stage.namespace());
        var other = manager("--namespace=" + stage.namespace());
        stage.cluster();
        eventually().untilAsserted(() -> assertThat(stage.provisioned()).isTrue());
        assertThat(List.of(one.logged(ACTING), other.logged(ACTING))).containsExactlyInAnyOrder(true, false);
        var first = one.logged(ACTING) ? one : other;
        var second = first == one ? other : one;

        first.kill();
        stage.infrastructureProvisioned();
        stage.worker("w-1");

        eventually().untilAsserted(() -> assertThat(second.logged(ACTING)).isTrue());
        eventually()
                .untilAsserted(() ->
                        assertThat(metal.holdings().machinesOf(stage.project())).hasSize(1));
    }

    /** In the middle of its call, which is carried out while it sleeps. */
    @Test
    void a_leader_that_is_frozen_during_a_call_and_thawed_after_its_lease_is_over_ends_and_costs_nothing() {
        manager("--namespace=" + stage.namespace());
        manager("--namespace=" + stage.namespace());
        stage.cluster();
        eventually().untilAsserted(() -> assertThat(stage.provisioned()).isTrue());
        var first = managers.get(0).logged(ACTING) ? managers.get(0) : managers.get(1);
        var second = first == managers.get(0) ? managers.get(1) : managers.get(0);
        var call = metal.faults().when(Route.ALLOCATE_MACHINE).next(1).hold();
        stage.infrastructureProvisioned();
        stage.worker("w-1");
        eventually().until(() -> call.fired() == 1);

        first.freeze();
        call.release();
        eventually().until(() -> second.logged(ACTING));
        eventually().until(() -> recorded("w-1"));
        first.thaw();
        stage.worker("w-2");

        eventually().until(first::ended);
        eventually().until(() -> recorded("w-2"));
        assertThat(first.logged("Stopping at once")).isTrue();
        assertThat(metal.ledger().allocatedMoreThanOncePer(OwnershipTags.CLAIM)).isEmpty();
        assertThat(metal.holdings().machinesOf(stage.project())).hasSize(2);
    }

    /** As when the Go provider is still there: its lease is ours. */
    @Test
    void a_manager_does_nothing_while_somebody_else_holds_the_lease() {
        var lease = admin.resource(new LeaseBuilder()
                        .withNewMetadata()
                        .withName(LEASE)
                        .withNamespace(LEASE_NAMESPACE)
                        .endMetadata()
                        .withNewSpec()
                        .withHolderIdentity("the-go-provider_1")
                        .withLeaseDurationSeconds(15)
                        .withAcquireTime(ZonedDateTime.now(ZoneOffset.UTC))
                        .withRenewTime(ZonedDateTime.now(ZoneOffset.UTC).plusHours(1))
                        .withLeaseTransitions(1)
                        .endSpec()
                        .build())
                .createOr(existing -> existing.update());
        var waiting = manager("--namespace=" + stage.namespace());
        stage.cluster();
        var before = stage.metalStackCluster();
        eventually().until(() -> waiting.logged("is held by the-go-provider_1"));
        assertThat(stage.metalStackCluster()).isEqualTo(before);
        assertThat(metal.holdings().leftIn(stage.project())).isEmpty();

        admin.resource(lease).delete();

        eventually().untilAsserted(() -> assertThat(stage.provisioned()).isTrue());
    }

    @Test
    void t15_a_manager_of_one_namespace_leaves_all_others_alone() {
        var elsewhere = stage();
        elsewhere.cluster();
        var before = elsewhere.metalStackCluster();
        manager("--leader-elect=false", "--namespace=" + stage.namespace());

        stage.cluster();

        eventually().untilAsserted(() -> assertThat(stage.provisioned()).isTrue());
        assertThat(elsewhere.metalStackCluster()).isEqualTo(before);
        assertThat(metal.holdings().leftIn(elsewhere.project())).isEmpty();
    }

    @Test
    void t15_a_manager_with_a_watch_filter_leaves_all_others_alone() {
        var elsewhere = stage();
        elsewhere.cluster();
        label(elsewhere, "blue");
        var before = elsewhere.metalStackCluster();
        manager("--leader-elect=false", "--watch-filter=green");

        stage.cluster();
        label(stage, "green");

        eventually().untilAsserted(() -> assertThat(stage.provisioned()).isTrue());
        assertThat(elsewhere.metalStackCluster()).isEqualTo(before);
        assertThat(metal.holdings().leftIn(elsewhere.project())).isEmpty();
    }

    private Stage stage() {
        var made = Stage.open(admin, metal);
        open.add(made);
        return made;
    }

    private RealProcess manager(String... flags) {
        var lines = new Lines(vertx, ApiServer.ofTest(), metal.baseUrl(), List.of());
        var made = new RealProcess(lines, stage.namespace(), Arrays.asList(flags));
        managers.add(made);
        return made;
    }

    private static void label(Stage where, String value) {
        where.patch(
                where.metalStackCluster(), "{\"metadata\":{\"labels\":{\"" + WATCH_FILTER + "\":\"" + value + "\"}}}");
    }

    private boolean recorded(String name) {
        return Annotations.of(stage.metalStackMachine(name), Annotations.ALLOCATION_UUID)
                .isPresent();
    }
}
