package io.metalstack.capi.machine;

import static io.metalstack.capi.house.Stage.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.metalstack.capi.allocation.AllocationReasons;
import io.metalstack.capi.allocation.Annotations;
import io.metalstack.capi.house.BenchReader;
import io.metalstack.capi.house.Stage;
import io.metalstack.lab.management.BenchBlock;
import io.metalstack.lab.simulator.Route;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What {@code docs/alerts.md} has one look at, typed while that is so which the alert is about. */
@QuarkusTest
@TestProfile(DeletionBrakeTest.Braked.class)
class AlertsPageTest extends MachineFlow {

    private static final String MACHINE = "metalstackmachine";
    private static final String CLUSTER = "metalstackcluster";

    @Test
    void a_healthy_machine_is_shown_with_all_that_is_known_of_it() {
        ready("w-1");
        stage.firewall();

        assertThat(types(BenchBlock.PASSES_FAIL, MACHINE, "w-1"))
                .contains("w-1")
                .doesNotContain("InternalError");
        assertThat(types(BenchBlock.MACHINES_UNHEALTHY, MACHINE, "w-1"))
                .containsPattern("w-1 +demo +True +Ready")
                .containsPattern("Type: +MachineHealthy");
        assertThat(types(BenchBlock.NOT_PROVISIONED, MACHINE, "w-1"))
                .containsPattern("Type: +Ready")
                .contains("MachineAllocated");
        assertThat(types(BenchBlock.FIREWALLS_UNHEALTHY, "metalstackfirewalldeployment", Stage.FIREWALL))
                .contains("metalstackfirewalldeployment.infrastructure.cluster.x-k8s.io/" + Stage.FIREWALL)
                .containsPattern("Kind: +MetalStackFirewallDeployment");
        assertThat(types(BenchBlock.FIREWALL_NOT_REPLACED, "metalstackfirewalldeployment", Stage.FIREWALL))
                .containsPattern("Name: +" + Stage.FIREWALL);
    }

    @Test
    void refused_credentials_are_found_with_the_answer_of_metal_api() {
        bench.metal().faults().whenAnyCall().refuse(403, "wrong hmac found");
        stage.cluster();
        clusterShows("MetalApiDenied");

        assertThat(types(BenchBlock.METAL_API_NOT_SEEN, CLUSTER, Stage.CLUSTER)).contains("MetalApiDenied");
        assertThat(types(BenchBlock.METAL_API_DENIES, CLUSTER, Stage.CLUSTER))
                .contains("MetalApiDenied", "metal-api refused the credentials (403");
    }

    @Test
    void calls_without_an_answer_are_found_by_the_objects_that_wait() {
        bench.metal().faults().whenAnyCall().badGateway();
        stage.cluster();
        clusterShows("MetalApiUnavailable");

        assertThat(types(BenchBlock.METAL_API_FAILS, CLUSTER, Stage.CLUSTER)).contains("MetalApiUnavailable");
    }

    @Test
    void the_secret_that_is_missing_is_named() {
        stage.cluster("credentialsRef: {name: elsewhere}");
        clusterShows("CredentialsUnusable");

        assertThat(types(BenchBlock.CREDENTIALS_UNUSABLE, CLUSTER, Stage.CLUSTER))
                .contains("CredentialsUnusable")
                .containsPattern("Message: .*elsewhere");
    }

    @Test
    void who_waits_for_hardware_is_listed() {
        stage.provisionedCluster();
        bench.metal().faults().when(Route.ALLOCATE_MACHINE).next(1).refuse(422, "no machine available");
        stage.worker("w-1");
        shows("w-1", "Ready", "NoCapacity");

        assertThat(types(BenchBlock.NO_CAPACITY, MACHINE, "w-1")).containsPattern("w-1 +demo +False +NoCapacity");
    }

    @Test
    void a_call_in_doubt_is_shown_with_its_intent() {
        stage.provisionedCluster();
        bench.metal().faults().when(Route.ALLOCATE_MACHINE).next(1).drop();
        stage.worker("w-1");
        shows("w-1", "Ready", AllocationReasons.ALLOCATION_IN_DOUBT);

        assertThat(types(BenchBlock.IN_DOUBT, MACHINE, "w-1")).contains("AllocationInDoubt", "allocation-intent:");
    }

    @Test
    void orphans_are_named() {
        var held = allocated("w-1");
        stage.patch(machine("w-1"), "{\"metadata\":{\"annotations\":{\"cluster.x-k8s.io/paused\":\"\"}}}");
        stage.delete(machine("w-1"));
        stage.patch(machine("w-1"), "{\"metadata\":{\"finalizers\":null}}");
        goes("w-1");
        eventually().until(() -> {
            bench.letTimePass(Duration.ofSeconds(11));
            return stage.shows(stage.metalStackCluster(), "NoOrphans", "OrphansFound");
        });

        assertThat(types(BenchBlock.ORPHANS, CLUSTER, Stage.CLUSTER)).containsPattern("Message: .*" + held.id());
    }

    @Test
    void a_conflict_is_shown_with_both_sides() {
        var held = allocated("w-1");
        var claim = Annotations.of(machine("w-1"), Annotations.CLAIM).orElseThrow();
        stage.applyMachine("w-2", Map.of(Annotations.CLAIM, claim));
        stage.bootstrapSecret("w-2", Map.of("value", "#cloud-config\n"));
        stage.own(machine("w-2"), stage.applyCoreMachine("w-2", false, true), true);
        shows("w-2", "Ready", AllocationReasons.CLAIM_TAKEN);

        assertThat(types(BenchBlock.CONFLICT, MACHINE, "w-2", AllocationReasons.CLAIM_TAKEN))
                .containsPattern("Message: .*" + held.id());
    }

    @Test
    void deletions_that_the_brake_holds_are_told_and_confirmed() {
        var names = workers(3);
        pauseAndDelete(names);
        unpause();
        names.forEach(it -> shows(it, "Deleting", Reasons.HELD_BY_BRAKE));

        assertThat(types(BenchBlock.DELETION_HANGS, MACHINE, "w-0"))
                .containsPattern("Message: .*is not freed")
                .contains(Reasons.HELD_BY_BRAKE);
        assertThat(types(BenchBlock.BRAKE_HOLDS, MACHINE, "w-0")).contains("w-0", "w-2", Reasons.HELD_BY_BRAKE);
        types(BenchBlock.BRAKE_IS_CONFIRMED, MACHINE, "w-0");

        names.forEach(this::goes);
        assertThat(holdings()).isEmpty();
    }

    private void clusterShows(String reason) {
        eventually().until(() -> stage.shows(stage.metalStackCluster(), "Ready", reason));
    }

    private String types(BenchBlock block, String kind, String name) {
        return types(block, kind, name, "");
    }

    /** As the labels of the alert have it. */
    private String types(BenchBlock block, String kind, String name, String reason) {
        var labels = Map.of(
                "namespace",
                stage.namespace(),
                "kind",
                kind,
                "name",
                name,
                "cluster_name",
                Stage.CLUSTER,
                "reason",
                reason);
        return BenchReader.of(stage, bench.clock().instant()).types(block, labels);
    }
}
