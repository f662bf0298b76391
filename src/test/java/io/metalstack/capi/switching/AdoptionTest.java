package io.metalstack.capi.switching;

import static io.metalstack.capi.house.Stage.eventually;
import static io.metalstack.capi.switching.GoCluster.CONTROL_PLANE;
import static io.metalstack.capi.switching.GoCluster.WORKER;
import static org.assertj.core.api.Assertions.assertThat;

import io.metalstack.capi.allocation.Annotations;
import io.metalstack.capi.api.v1alpha1.MetalStackCluster;
import io.metalstack.capi.api.v1alpha1.MetalStackFirewall;
import io.metalstack.capi.house.GivenAllocations;
import io.metalstack.lab.simulator.HeldMachine;
import io.metalstack.lab.simulator.Ledger.What;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A cluster of the Go provider is taken over: nothing is allocated, freed or written in metal-stack. */
@QuarkusTest
class AdoptionTest extends SwitchingFlow {

    @Inject
    GivenAllocations given;

    @Test
    void a_whole_cluster_is_taken_over_without_a_single_change_in_metal_stack() {
        go.complete();
        var nodes = nodes();
        var tags = held().stream().map(HeldMachine::tags).toList();
        assertThat(nodes).hasSize(3);
        handOver();

        adoptsTheCluster();
        for (var name : List.of(CONTROL_PLANE, WORKER)) {
            adopts(name, idNamedBy(name));
            shows(name, "Ready", "Ready");
        }
        eventually()
                .untilAsserted(() -> assertThat(stage.all(MetalStackFirewall.class))
                        .singleElement()
                        .satisfies(it -> assertThat(Annotations.of(it, Annotations.ALLOCATION_UUID))
                                .isPresent()));
        eventually().untilAsserted(() -> {
            bench.letTimePass(A_WHILE);
            clusterShows("Ready", "Ready");
        });

        assertThat(done()).as("changes in metal-stack").isEmpty();
        assertThat(nodes()).isEqualTo(nodes);
        assertThat(held().stream().map(HeldMachine::tags).toList()).isEqualTo(tags);
        assertThat(stage.events(stage.metalStackCluster()))
                .anyMatch(it -> it.startsWith("ClusterAdopted: took the cluster over from the Go provider"));
        assertThat(stage.events(machine(WORKER)))
                .contains("MachineAdopted: took machine " + idNamedBy(WORKER)
                        + " over, which the Go provider allocated for this object");

        deleteAll();

        assertThat(bench.metal().holdings().leftIn(stage.project())).isEmpty();
        assertThat(done())
                .containsOnly(What.MACHINE_FREED, What.IP_FREED, What.NETWORK_FREED)
                .filteredOn(it -> it == What.MACHINE_FREED)
                .hasSize(3);
    }

    @Test
    void a_cluster_stays_provisioned_while_it_is_taken_over_and_loses_what_the_go_provider_left_in_status() {
        var network = go.allocateNetwork();
        var vip = go.allocateAddress();
        go.core();
        go.cluster("nodeNetworkID: " + network, "controlPlaneEndpoint: {host: " + vip + ", port: 443}");
        var id = go.allocate("worker", WORKER);
        go.machine(WORKER, false, id);
        stage.patch(
                machine(WORKER),
                "{\"metadata\":{\"annotations\":{\"test\":\"so that the version below is a later one\"}}}");
        patchStatus("{\"failureReason\":\"UpdateError\",\"failureMessage\":\"machine has been deleted externally\"}");
        bench.metal().control().phoneHomeAll(stage.project());
        try (var seen = new Provisioned(bench.admin(), stage.namespace())) {
            handOver();
            adopts(WORKER, id);
            shows(WORKER, "Ready", "Ready");

            assertThat(seen.wasEverTakenBack()).isFalse();
        }
        assertThat(machine(WORKER).getStatus().failureReason()).isNull();
        assertThat(machine(WORKER).getStatus().failureMessage()).isNull();
        shows(WORKER, "MachineCreated", "MachineAllocated");
        shows(WORKER, "MachineReady", "PhonedHome");
        assertThat(done()).isEmpty();
    }

    @Test
    void a_machine_whose_answer_the_go_provider_lost_is_found_by_its_tags() {
        halfway();
        var id = go.allocate("worker", WORKER);
        go.machineAs(WORKER, false, go.filled("machine.yaml").replace("\"$providerID\"", "\"\""));
        handOver();

        adopts(WORKER, id);
        bench.letTimePass(A_WHILE);
        assertThat(done()).isEmpty();
        assertThat(held()).hasSize(1);

        deleteAll();
        assertThat(bench.metal().holdings().leftIn(stage.project())).isEmpty();
    }

    @Test
    void of_several_machines_that_the_go_provider_lost_for_one_object_none_is_touched_until_one_is_named() {
        halfway();
        var first = go.allocate("worker", WORKER);
        var second = go.allocate("worker", WORKER);
        go.machineAs(WORKER, false, go.filled("machine.yaml").replace("\"$providerID\"", "\"\""));
        handOver();

        shows(WORKER, "Ready", "DuplicateMachines", first, second);
        assertThat(done()).isEmpty();

        annotate(WORKER, Annotations.IMPORT_ALLOCATION, held(second).allocationUuid());

        adopts(WORKER, second);
        assertThat(stage.events(machine(WORKER)))
                .anyMatch(it -> it.startsWith("MachineLeftAlone:") && it.contains(first));
        stage.delete(machine(WORKER));
        eventually().untilAsserted(() -> assertThat(machine(WORKER)).isNull());
        assertThat(held()).extracting(HeldMachine::id).containsExactly(first);
    }

    @Test
    void a_machine_whose_cluster_id_the_cloud_controller_wrote_anew_is_taken_over_and_forbids_no_other() {
        halfway();
        var id = go.allocateWithNewClusterId(WORKER);
        go.machine(WORKER, false, id);
        bench.metal().control().phoneHomeAll(stage.project());
        handOver();
        adopts(WORKER, id);

        stage.worker("w-2");

        eventually().untilAsserted(() -> assertThat(held()).hasSize(2));
    }

    @Test
    void a_machine_that_is_deleted_before_it_was_taken_over_is_freed() {
        halfway();
        var id = go.allocate("worker", WORKER);
        go.machine(WORKER, false, id);
        stage.delete(machine(WORKER));
        handOver();

        eventually().untilAsserted(() -> assertThat(machine(WORKER)).isNull());
        assertThat(held()).isEmpty();
    }

    @Test
    void hardware_that_another_cluster_has_by_now_is_neither_taken_over_nor_freed() {
        var network = halfway();
        var id = go.allocate("worker", WORKER);
        go.machine(WORKER, false, id);
        bench.metal().control().takeAway(id);
        bench.metal()
                .control()
                .allocate(
                        id,
                        stage.project(),
                        network,
                        "debian-13.0",
                        List.of(
                                "metal-stack.infrastructure.cluster.x-k8s.io/cluster-resource=" + stage.namespace()
                                        + ".other",
                                "metal-stack.infrastructure.cluster.x-k8s.io/machine-resource=" + stage.namespace()
                                        + ".other-1"));
        handOver();

        shows(WORKER, "Ready", "MachineNotOurs", id, "other-1");
        stage.delete(machine(WORKER));

        eventually().untilAsserted(() -> assertThat(machine(WORKER)).isNull());
        assertThat(held()).extracting(HeldMachine::id).containsExactly(id);
        assertThat(done()).isEmpty();
    }

    @Test
    void hardware_that_another_project_has_by_now_is_neither_taken_over_nor_freed() {
        halfway();
        var id = go.allocate("worker", WORKER);
        go.machine(WORKER, false, id);
        try (var other = bench.open()) {
            var theirs = new GoCluster(bench, other).allocateNetwork();
            bench.metal().control().reallocate(id, other.project(), theirs, "debian-13.0");
            handOver();

            shows(WORKER, "Ready", "MachineNotOurs", id);
            stage.delete(machine(WORKER));

            eventually().untilAsserted(() -> assertThat(machine(WORKER)).isNull());
            assertThat(bench.metal().holdings().machinesOf(other.project())).hasSize(1);
        }
    }

    @Test
    void a_cluster_with_a_given_network_and_address_is_known_by_its_machines_and_leaves_both_where_they_are() {
        var network = go.given(given.network(stage.project()));
        go.core();
        go.cluster("nodeNetworkID: " + network, "controlPlaneEndpoint: {host: 203.0.113.7, port: 443}");
        go.machine(WORKER, false, go.allocate("worker", WORKER));
        handOver();

        adoptsTheCluster();
        var cluster = stage.metalStackCluster();
        assertThat(stage.events(cluster)).anyMatch(it -> it.contains("known by machine " + idNamedBy(WORKER)));
        deleteAll();

        assertThat(bench.metal().holdings().networksOf(stage.project())).hasSize(1);
        assertThat(stage.events(cluster)).anyMatch(it -> it.startsWith("LeftAlone: network " + network));
    }

    @Test
    void a_cluster_that_nothing_proves_to_be_the_go_providers_is_taken_over_only_when_its_network_is_named() {
        var network = go.given(given.network(stage.project()));
        go.core();
        go.cluster("nodeNetworkID: " + network, "controlPlaneEndpoint: {host: 203.0.113.7, port: 443}");
        handOver();

        clusterShows("Ready", "ClusterUIDLost", Annotations.ADOPT, network);
        assertThat(stage.provisioned()).isTrue();
        annotateCluster(Annotations.ADOPT, "another-network");
        bench.letTimePass(A_WHILE);
        clusterShows("Ready", "ClusterUIDLost");

        annotateCluster(Annotations.ADOPT, network);

        adoptsTheCluster();
        clusterShows("Ready", "Ready");
        stage.delete(stage.metalStackCluster());
        goes(MetalStackCluster.class);
        assertThat(bench.metal().holdings().networksOf(stage.project())).hasSize(1);
        assertThat(done()).isEmpty();
    }

    @Test
    void a_name_that_bears_a_cluster_uid_already_is_not_taken_over() {
        var network = halfway();
        bench.metal()
                .control()
                .allocate(
                        freeMachine(),
                        stage.project(),
                        network,
                        "debian-13.0",
                        List.of(
                                "metal-stack.infrastructure.cluster.x-k8s.io/cluster-resource=" + stage.namespace()
                                        + ".demo",
                                Annotations.CLUSTER_UID + "=11111111-2222-4333-8444-555555555555"));
        handOver();

        clusterShows("Ready", "ClusterUIDLost", "bears a cluster-uid");
        annotateCluster(Annotations.ADOPT, network);
        bench.letTimePass(A_WHILE);
        clusterShows("Ready", "ClusterUIDLost");
        assertThat(Annotations.of(stage.metalStackCluster(), Annotations.CLUSTER_UID))
                .isEmpty();
    }

    @Test
    void a_network_and_an_address_that_the_go_provider_lost_are_used_once_they_are_named_and_no_others_are_allocated() {
        var network = go.allocateNetwork();
        var vip = go.allocateAddress();
        go.core();
        go.cluster();
        patchClusterStatus("{\"ready\":false,\"initialization\":null}");
        handOver();

        clusterShows("Ready", "ClusterUIDLost", Annotations.ADOPT);
        annotateCluster(Annotations.ADOPT, network);
        clusterShows("Ready", "ClusterIDTaken", vip, Annotations.ADOPT);
        assertThat(stage.metalStackCluster().getSpec().nodeNetworkID()).isEqualTo(network);
        annotateCluster(Annotations.ADOPT, network + "," + vip);

        clusterShows("Ready", "Ready");
        assertThat(stage.metalStackCluster().getSpec().controlPlaneEndpoint().host())
                .isEqualTo(vip);
        assertThat(done()).isEmpty();

        deleteAll();
        assertThat(bench.metal().holdings().leftIn(stage.project())).isEmpty();
    }

    @Test
    void a_cluster_that_is_deleted_before_it_was_taken_over_gives_back_its_network_and_its_address() {
        halfway();
        stage.delete(stage.metalStackCluster());
        handOver();

        goes(MetalStackCluster.class);
        assertThat(bench.metal().holdings().leftIn(stage.project())).isEmpty();
    }

    @Test
    void an_address_stays_while_a_machine_of_the_clusters_name_is_left_and_the_machine_is_named() {
        halfway();
        var lost = go.allocate("worker", "w-of-no-object");
        handOver();
        adoptsTheCluster();

        stage.delete(stage.metalStackCluster());

        eventually()
                .until(() -> !done().isEmpty() || stage.shows(stage.metalStackCluster(), "Deleting", "MachinesLeft"));
        assertThat(done()).isEmpty();
        clusterShows("Deleting", "MachinesLeft", lost);

        bench.metal().control().takeAway(lost);
        goes(MetalStackCluster.class);
        assertThat(bench.metal().holdings().leftIn(stage.project())).isEmpty();
    }

    @Test
    void an_address_that_was_made_static_is_the_users_by_now_and_stays() {
        var network = go.allocateNetwork();
        var vip = go.allocateAddress();
        go.core();
        go.cluster("nodeNetworkID: " + network, "controlPlaneEndpoint: {host: " + vip + ", port: 443}");
        go.makeStatic(vip);
        handOver();
        adoptsTheCluster();
        var cluster = stage.metalStackCluster();

        deleteAll();

        assertThat(bench.metal().holdings().ipsOf(stage.project())).hasSize(1);
        assertThat(bench.metal().holdings().networksOf(stage.project())).isEmpty();
        assertThat(stage.events(cluster)).anyMatch(it -> it.startsWith("LeftAlone: IP " + vip));
    }

    /** Network and address, and nothing else; answers the network. */
    private String halfway() {
        var network = go.allocateNetwork();
        var vip = go.allocateAddress();
        go.core();
        go.cluster("nodeNetworkID: " + network, "controlPlaneEndpoint: {host: " + vip + ", port: 443}");
        return network;
    }

    private String freeMachine() {
        return bench.metal()
                .control()
                .addMachines(1, "mini-lab", "v1-small-x86", "rack")
                .getFirst();
    }

    private String idNamedBy(String name) {
        var providerId = machine(name).getSpec().providerID();
        return providerId.substring(providerId.lastIndexOf('/') + 1);
    }

    private void annotate(String name, String annotation, String value) {
        stage.patch(machine(name), "{\"metadata\":{\"annotations\":{\"" + annotation + "\":\"" + value + "\"}}}");
    }

    private void annotateCluster(String annotation, String value) {
        stage.patch(
                stage.metalStackCluster(),
                "{\"metadata\":{\"annotations\":{\"" + annotation + "\":\"" + value + "\"}}}");
    }

    private void patchStatus(String json) {
        go.patchStatus(machine(WORKER), json);
    }

    private void patchClusterStatus(String json) {
        go.patchStatus(stage.metalStackCluster(), json);
    }
}
