package io.metalstack.capi.process;

import static io.metalstack.capi.house.Stage.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.coordination.v1.LeaseBuilder;
import io.metalstack.capi.allocation.OwnershipTags;
import io.metalstack.capi.house.Scraper;
import io.metalstack.capi.house.Stage;
import io.metalstack.lab.simulator.Route;
import java.net.URI;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Managers in processes of their own on one API server: who acts on what. */
abstract class SeveralManagersTest extends ManagerSuite {

    private static final String ACTING = "Acting: this manager holds lease";
    private static final String WATCH_FILTER = "cluster.x-k8s.io/watch-filter";

    SeveralManagersTest(Program program) {
        super(program);
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

    /** So that an upgrade can replace two replicas one by one, and whoever watches sees which one acts. */
    @Test
    void a_manager_that_waits_is_ready_and_says_that_it_does_not_act() throws Exception {
        giveLeaseTo("another_1");
        var manager = manager("--namespace=" + stage.namespace(), "--metrics-secure=false");
        eventually().until(() -> manager.logged("is held by another_1"));
        var address = "http://127.0.0.1:" + manager.port("http").orElseThrow();
        var metrics = URI.create(address + "/metrics");
        var ready = URI.create(address + "/q/health/ready");
        try (var scraper = new Scraper(admin, stage.namespace())) {
            eventually().until(() -> scraper.get(ready, "").statusCode() == 200);
            assertThat(scraper.get(metrics, "").body()).contains("\ncapms_leader 0.0\n");

            lease().delete();

            eventually().until(() -> scraper.get(metrics, "").body().contains("\ncapms_leader 1.0\n"));
        }
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
        eventually().until(() -> stage.isRecorded("w-1"));
        first.thaw();
        stage.worker("w-2");

        eventually().until(first::ended);
        eventually().until(() -> stage.isRecorded("w-2"));
        assertThat(first.logged("Stopping at once")).isTrue();
        assertThat(metal.ledger().allocatedMoreThanOncePer(OwnershipTags.CLAIM)).isEmpty();
        assertThat(metal.holdings().machinesOf(stage.project())).hasSize(2);
    }

    /** As when the Go provider is still there: its lease is ours. */
    @Test
    void a_manager_does_nothing_while_somebody_else_holds_the_lease() {
        giveLeaseTo("the-go-provider_1");
        var waiting = manager("--namespace=" + stage.namespace());
        stage.cluster();
        var before = stage.metalStackCluster();
        eventually().until(() -> waiting.logged("is held by the-go-provider_1"));
        assertThat(stage.metalStackCluster()).isEqualTo(before);
        assertThat(metal.holdings().leftIn(stage.project())).isEmpty();

        lease().delete();

        eventually().untilAsserted(() -> assertThat(stage.provisioned()).isTrue());
    }

    @Test
    void a_leader_whose_lease_is_taken_from_it_ends_at_once_and_leaves_the_lease() {
        var leader = manager("--namespace=" + stage.namespace());
        eventually().until(() -> leader.logged(ACTING));

        giveLeaseTo("the-go-provider_1");

        eventually().until(leader::ended);
        assertThat(leader.logged("Stopping at once")).isTrue();
        assertThat(leader.exitCode()).isEqualTo(1);
        assertThat(leaseHolder()).isEqualTo("the-go-provider_1");
    }

    @Test
    void t15_a_manager_of_one_namespace_leaves_all_others_alone() {
        var elsewhere = another();
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
        var elsewhere = another();
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

    private void giveLeaseTo(String holder) {
        admin.resource(new LeaseBuilder()
                        .withNewMetadata()
                        .withName(LEASE)
                        .withNamespace(LEASE_NAMESPACE)
                        .endMetadata()
                        .withNewSpec()
                        .withHolderIdentity(holder)
                        .withLeaseDurationSeconds(15)
                        .withAcquireTime(ZonedDateTime.now(ZoneOffset.UTC))
                        .withRenewTime(ZonedDateTime.now(ZoneOffset.UTC).plusHours(1))
                        .withLeaseTransitions(1)
                        .endSpec()
                        .build())
                .forceConflicts()
                .serverSideApply();
    }

    private static void label(Stage where, String value) {
        where.patch(
                where.metalStackCluster(), "{\"metadata\":{\"labels\":{\"" + WATCH_FILTER + "\":\"" + value + "\"}}}");
    }
}
