package io.metalstack.capi.cluster;

import static io.metalstack.capi.house.Stage.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.metalstack.capi.allocation.Annotations;
import io.metalstack.capi.allocation.OwnershipTags;
import io.metalstack.capi.house.Stage;
import io.metalstack.lab.simulator.Ledger;
import io.metalstack.lab.simulator.Route;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

@QuarkusTest
class ClusterDeletionTest extends ClusterFlow {

    @Test
    void frees_the_address_and_then_the_network_and_then_lets_go() {
        stage.provisionedCluster();

        deleteCluster();

        eventuallyGone();
        assertThat(bench.metal().holdings().leftIn(stage.project())).isEmpty();
        assertThat(bench.metal().ledger().changes().stream()
                        .filter(it -> it.project().equals(stage.project()))
                        .map(Ledger.Change::what)
                        .filter(it -> it == Ledger.What.IP_FREED || it == Ledger.What.NETWORK_FREED))
                .containsExactly(Ledger.What.IP_FREED, Ledger.What.NETWORK_FREED);
    }

    @Test
    void leaves_a_given_network_and_a_given_address_where_they_are_and_says_so() {
        var network = given.network(stage.project());
        var ip = given.ip(stage.project());
        stage.provisionedCluster("nodeNetworkID: " + network, "controlPlaneIP: " + ip);
        var cluster = stage.metalStackCluster();

        deleteCluster();

        eventuallyGone();
        assertThat(bench.metal().holdings().networksOf(stage.project())).hasSize(1);
        assertThat(bench.metal().holdings().ipsOf(stage.project())).hasSize(1);
        assertThat(stage.events(cluster))
                .anyMatch(it -> it.startsWith("LeftAlone: network " + network))
                .anyMatch(it -> it.startsWith("LeftAlone: IP " + ip));
    }

    @Test
    void leaves_a_network_that_existed_already_where_it_is() {
        var network = given.network(stage.project());
        stage.provisionedCluster("existingNodeNetworkID: " + network);

        deleteCluster();

        eventuallyGone();
        assertThat(bench.metal().holdings().networksOf(stage.project())).hasSize(1);
    }

    @Test
    void waits_for_its_machines_names_them_and_goes_on_when_they_are_gone() {
        stage.provisionedCluster();
        stage.apply("""
                apiVersion: infrastructure.cluster.x-k8s.io/v1alpha1
                kind: MetalStackMachine
                metadata:
                  name: straggler
                  labels: {cluster.x-k8s.io/cluster-name: demo}
                  annotations: {cluster.x-k8s.io/paused: ""}
                spec: {size: v1-small-x86, image: debian-13.0}
                """);

        deleteCluster();

        eventually()
                .untilAsserted(() -> assertThat(stage.condition(stage.metalStackCluster(), "Deleting"))
                        .hasValueSatisfying(it -> {
                            assertThat(it.getStatus()).isEqualTo("True");
                            assertThat(it.getMessage()).contains("straggler");
                        }));
        assertThat(bench.metal().holdings().networksOf(stage.project())).hasSize(1);

        stage.delete(stage.metalStackMachine("straggler"));

        eventuallyGone();
        assertThat(bench.metal().holdings().leftIn(stage.project())).isEmpty();
    }

    @Test
    void is_complete_with_the_cluster_gone_already() {
        stage.provisionedCluster();
        stage.delete(stage.coreCluster());
        eventually().until(() -> stage.coreCluster() == null);

        deleteCluster();

        eventuallyGone();
        assertThat(bench.metal().holdings().leftIn(stage.project())).isEmpty();
    }

    @Test
    void frees_the_network_only_once_no_address_of_it_is_in_use_and_names_those_that_are() {
        stage.provisionedCluster();
        var address =
                given.ip(stage.project(), stage.metalStackCluster().getSpec().nodeNetworkID());

        deleteCluster();

        eventually()
                .untilAsserted(() -> assertThat(stage.condition(stage.metalStackCluster(), "Deleting"))
                        .hasValueSatisfying(it -> {
                            assertThat(it.getReason()).isEqualTo("NodeNetworkInUse");
                            assertThat(it.getMessage()).contains(address + " (by-hand)");
                        }));
        assertThat(freeCalls(Route.FREE_NETWORK)).isZero();

        given.freeIp(address);
        bench.letTimePass(Duration.ofSeconds(11));

        eventuallyGone();
    }

    @Test
    void names_a_machine_with_its_uid_that_is_not_provably_its_own_and_does_not_free_it() {
        var cluster = stage.provisionedCluster();
        var uid = cluster.getMetadata().getAnnotations().get(OwnershipTags.CLUSTER_UID);
        var machine = bench.metal()
                .control()
                .addMachines(1, Stage.PARTITION, Stage.SIZE, "rack")
                .getFirst();
        bench.metal()
                .control()
                .allocate(
                        machine,
                        stage.project(),
                        cluster.getSpec().nodeNetworkID(),
                        "debian-13.0",
                        List.of(
                                OwnershipTags.tag(OwnershipTags.CLUSTER_UID, uid),
                                OwnershipTags.tag(
                                        OwnershipTags.CLUSTER_RESOURCE, stage.namespace() + "." + Stage.CLUSTER)));

        deleteCluster();

        eventually()
                .untilAsserted(() -> assertThat(stage.condition(stage.metalStackCluster(), "Deleting"))
                        .hasValueSatisfying(it -> {
                            assertThat(it.getReason()).isEqualTo("MachinesLeft");
                            assertThat(it.getMessage()).contains(machine);
                        }));
        assertThat(bench.metal().holdings().machinesOf(stage.project())).hasSize(1);

        bench.metal().control().takeAway(machine);
        letTimePassUntilGone();
        assertThat(bench.metal().holdings().leftIn(stage.project())).isEmpty();
    }

    @Test
    void keeps_the_object_while_metal_api_cannot_be_asked() {
        stage.provisionedCluster();
        var outage = bench.metal().faults().when(Route.GET_PROJECT).badGateway();

        deleteCluster();

        eventually()
                .untilAsserted(() -> assertThat(stage.condition(stage.metalStackCluster(), "Deleting"))
                        .hasValueSatisfying(it -> assertThat(it.getReason()).isEqualTo("MetalApiUnavailable")));
        assertThat(outage.fired()).isPositive();
        assertThat(stage.metalStackCluster().getMetadata().getFinalizers()).isNotEmpty();

        bench.metal().faults().clear();
        bench.letTimePass(Duration.ofSeconds(11));
        eventuallyGone();
    }

    @Test
    void lets_an_object_go_that_never_got_to_allocate_even_when_metal_api_is_away() {
        bench.metal().faults().whenAnyCall().badGateway();
        stage.cluster();
        eventually()
                .untilAsserted(() -> assertThat(stage.condition(stage.metalStackCluster(), "Ready"))
                        .hasValueSatisfying(it -> assertThat(it.getReason()).isEqualTo("MetalApiUnavailable")));

        deleteCluster();

        eventuallyGone();
    }

    @Test
    void counts_a_network_and_an_address_that_are_gone_already_as_freed() {
        stage.provisionedCluster();
        bench.metal()
                .faults()
                .when(Route.FREE_IP, Route.FREE_NETWORK)
                .next(2)
                .afterCommit()
                .drop();

        deleteCluster();

        letTimePassUntilGone();
        assertThat(bench.metal().holdings().leftIn(stage.project())).isEmpty();
    }

    @Test
    void frees_nothing_of_a_cluster_that_is_paused() {
        stage.provisionedCluster();
        stage.patch(stage.coreCluster(), "{\"spec\":{\"paused\":true}}");
        eventually()
                .untilAsserted(() -> assertThat(stage.condition(stage.metalStackCluster(), "Paused"))
                        .hasValueSatisfying(it -> assertThat(it.getStatus()).isEqualTo("True")));

        deleteCluster();
        stage.patch(stage.metalStackCluster(), "{\"metadata\":{\"labels\":{\"touched\":\"yes\"}}}");
        bench.letTimePass(Duration.ofMinutes(2));

        assertThat(bench.metal().holdings().leftIn(stage.project())).hasSize(2);
        stage.patch(stage.coreCluster(), "{\"spec\":{\"paused\":false}}");
        eventuallyGone();
        assertThat(bench.metal().holdings().leftIn(stage.project())).isEmpty();
    }

    @Test
    void frees_nothing_of_another_cluster_in_the_same_project() {
        stage.provisionedCluster();
        var foreign = given.network(
                stage.project(),
                OwnershipTags.ofNetwork("elsewhere", Stage.CLUSTER, "99999999-9999-4999-8999-999999999999"));

        deleteCluster();

        eventuallyGone();
        assertThat(bench.metal().holdings().networksOf(stage.project()))
                .singleElement()
                .satisfies(it -> assertThat(it.id()).isEqualTo(foreign));
    }

    @Test
    void is_released_by_force_with_metal_api_away_and_tells_what_it_leaves() {
        var cluster = stage.provisionedCluster();
        bench.metal().faults().whenAnyCall().refuse(403, "access denied");
        deleteCluster();
        eventually()
                .untilAsserted(() -> assertThat(stage.condition(stage.metalStackCluster(), "Deleting"))
                        .hasValueSatisfying(it -> assertThat(it.getReason()).isEqualTo("MetalApiDenied")));

        force("yes");
        eventually()
                .untilAsserted(
                        () -> assertThat(stage.events(cluster)).anyMatch(it -> it.startsWith("ForceReleaseIgnored: ")));
        force(Stage.CLUSTER);

        eventuallyGone();
        assertThat(bench.metal().holdings().leftIn(stage.project())).hasSize(2);
        assertThat(stage.events(cluster))
                .filteredOn(it -> it.startsWith("ForceReleased: "))
                .singleElement()
                .asString()
                .contains(
                        cluster.getSpec().nodeNetworkID(),
                        cluster.getSpec().controlPlaneEndpoint().host(),
                        stage.project());
    }

    @Test
    void is_not_released_by_force_while_paused() {
        stage.provisionedCluster();
        stage.patch(stage.coreCluster(), "{\"spec\":{\"paused\":true}}");
        eventually()
                .untilAsserted(() -> assertThat(stage.condition(stage.metalStackCluster(), "Paused"))
                        .hasValueSatisfying(it -> assertThat(it.getStatus()).isEqualTo("True")));

        force(Stage.CLUSTER);
        deleteCluster();
        bench.letTimePass(Duration.ofMinutes(2));
        assertThat(stage.metalStackCluster().getMetadata().getFinalizers()).isNotEmpty();

        stage.patch(stage.coreCluster(), "{\"spec\":{\"paused\":false}}");
        eventuallyGone();
        assertThat(bench.metal().holdings().leftIn(stage.project()))
                .as("released, not freed")
                .hasSize(2);
    }

    private void force(String value) {
        stage.patch(
                stage.metalStackCluster(),
                "{\"metadata\":{\"annotations\":{\"%s\":\"%s\"}}}".formatted(Annotations.FORCE_RELEASE, value));
    }

    private long freeCalls(Route route) {
        return bench.metal().ledger().calls(route).stream()
                .filter(call ->
                        call.changes().stream().anyMatch(it -> it.project().equals(stage.project())))
                .count();
    }

    private void deleteCluster() {
        stage.delete(stage.metalStackCluster());
    }

    private void eventuallyGone() {
        eventually().until(() -> stage.metalStackCluster() == null);
    }

    /** For deletions that have to look again later. */
    private void letTimePassUntilGone() {
        eventually().until(() -> {
            bench.letTimePass(Duration.ofSeconds(11));
            return stage.metalStackCluster() == null;
        });
    }
}
