package io.metalstack.capi.cluster;

import static io.metalstack.capi.house.Stage.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Condition;
import io.metalstack.capi.allocation.Annotations;
import io.metalstack.capi.allocation.OwnershipTags;
import io.metalstack.capi.api.v1alpha1.MetalStackCluster;
import io.metalstack.capi.house.Stage;
import io.metalstack.lab.simulator.Ledger;
import io.metalstack.lab.simulator.Route;
import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
class ClusterProvisioningTest extends ClusterFlow {

    @Test
    void allocates_network_and_address_and_records_both() {
        stage.cluster();

        var cluster = provisioned();
        var network = bench.metal().holdings().networksOf(stage.project()).getFirst();
        var ip = bench.metal().holdings().ipsOf(stage.project()).getFirst();
        assertThat(cluster.getSpec().nodeNetworkID()).isEqualTo(network.id());
        assertThat(cluster.getSpec().controlPlaneEndpoint().host()).isEqualTo(ip.address());
        assertThat(cluster.getSpec().controlPlaneEndpoint().port()).isEqualTo(443);
        assertThat(cluster.getStatus().failureDomains()).singleElement().satisfies(it -> {
            assertThat(it.name()).isEqualTo(Stage.PARTITION);
            assertThat(it.controlPlane()).isTrue();
        });
        assertThat(cluster.getMetadata().getAnnotations())
                .doesNotContainKeys(Annotations.ALLOCATION_INTENT, Annotations.BLOCK_MOVE);
        assertThat(cluster.getStatus().conditions())
                .extracting(Condition::getType)
                .containsExactlyInAnyOrder(
                        "Ready",
                        "Paused",
                        "Deleting",
                        "ClusterNodeNetworkEnsured",
                        "ClusterControlPlaneIPEnsured",
                        "ClusterFirewallDeploymentEnsured",
                        "NoOrphans");
        eventually()
                .untilAsserted(() -> assertThat(stage.events(cluster))
                        .anyMatch(it -> it.startsWith("NodeNetworkAllocated") && it.contains(network.id()))
                        .anyMatch(it -> it.startsWith("ControlPlaneIPAllocated") && it.contains(ip.address()))
                        .anyMatch(it -> it.startsWith("Provisioned")));
    }

    @Test
    void marks_what_it_allocates_and_keeps_the_address_out_of_the_cloud_controllers_pool() {
        stage.cluster();

        var uid = uid(provisioned());
        var network = bench.metal().holdings().networksOf(stage.project()).getFirst();
        var ip = bench.metal().holdings().ipsOf(stage.project()).getFirst();
        assertThat(network.labels())
                .contains(
                        OwnershipTags.tag(OwnershipTags.CLUSTER_UID, uid),
                        OwnershipTags.tag(OwnershipTags.CLUSTER_ID, stage.namespace() + ".demo"));
        assertThat(network.prefixes()).singleElement().asString().doesNotContain(":");
        assertThat(ip.type()).isEqualTo("static");
        assertThat(ip.tags())
                .contains(
                        OwnershipTags.tag(OwnershipTags.CLUSTER_UID, uid),
                        OwnershipTags.tag(OwnershipTags.PURPOSE, OwnershipTags.CONTROL_PLANE))
                .noneMatch(it -> it.startsWith(OwnershipTags.CLUSTER_ID + "="));
    }

    @Test
    void keeps_a_given_port() {
        stage.cluster("controlPlaneEndpoint: {port: 6443}");

        assertThat(provisioned().getSpec().controlPlaneEndpoint().port()).isEqualTo(6443);
    }

    @Test
    void an_endpoint_of_somebody_else_is_waited_for_and_no_address_is_allocated() {
        stage.cluster("controlPlaneEndpointFrom: External");
        eventually()
                .until(() -> stage.shows(
                        stage.metalStackCluster(), "ClusterControlPlaneIPEnsured", "WaitingForControlPlaneEndpoint"));
        assertThat(stage.provisioned()).isFalse();

        stage.patch(
                stage.coreCluster(),
                "{\"spec\":{\"controlPlaneEndpoint\":{\"host\":\"api.example.org\",\"port\":6443}}}");

        var endpoint = provisioned().getSpec().controlPlaneEndpoint();
        assertThat(endpoint.host()).isEqualTo("api.example.org");
        assertThat(endpoint.port()).isEqualTo(6443);
        assertThat(bench.metal().holdings().ipsOf(stage.project())).isEmpty();
    }

    @Test
    void an_endpoint_that_somebody_else_writes_into_the_infrastructure_will_do_too() {
        stage.cluster("controlPlaneEndpointFrom: External");
        eventually()
                .until(() -> stage.shows(
                        stage.metalStackCluster(), "ClusterControlPlaneIPEnsured", "WaitingForControlPlaneEndpoint"));

        stage.patch(
                stage.metalStackCluster(),
                "{\"spec\":{\"controlPlaneEndpoint\":{\"host\":\"10.9.8.7\",\"port\":6443}}}");

        assertThat(provisioned().getSpec().controlPlaneEndpoint().host()).isEqualTo("10.9.8.7");
        assertThat(bench.metal().holdings().ipsOf(stage.project())).isEmpty();
    }

    @Test
    void uses_a_given_network_and_a_given_address() {
        var network = given.network(stage.project());
        var ip = given.ip(stage.project());

        stage.cluster("nodeNetworkID: " + network, "controlPlaneIP: " + ip);

        assertThat(provisioned().getSpec().controlPlaneEndpoint().host()).isEqualTo(ip);
        assertThat(allocatedIn(stage.project(), Ledger.What.NETWORK_CREATED)).isEqualTo(1);
        assertThat(allocatedIn(stage.project(), Ledger.What.IP_ALLOCATED)).isEqualTo(1);
    }

    @Test
    void uses_a_network_that_exists_already_and_records_it() {
        var network = given.network(stage.project());

        stage.cluster("existingNodeNetworkID: " + network);

        var cluster = provisioned();
        assertThat(cluster.getSpec().nodeNetworkID()).isEqualTo(network);
        assertThat(allocatedIn(stage.project(), Ledger.What.NETWORK_CREATED)).isEqualTo(1);
        eventually()
                .untilAsserted(() -> assertThat(stage.events(cluster))
                        .anyMatch(it -> it.startsWith("NodeNetworkUsed") && it.contains(network)));
    }

    @Test
    void asks_for_no_address_when_an_endpoint_is_given() {
        stage.cluster("controlPlaneEndpoint: {host: api.example.org, port: 6443}");

        assertThat(provisioned().getSpec().controlPlaneEndpoint().host()).isEqualTo("api.example.org");
        assertThat(bench.metal().holdings().ipsOf(stage.project())).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"..", ".", "a/b", "{", "a b", "A"})
    void a_firewall_deployment_that_no_object_can_be_is_missing(String name) {
        stage.cluster("firewallDeploymentRef: {name: '" + name + "'}");

        eventually()
                .until(() -> stage.shows(
                        stage.metalStackCluster(), "ClusterFirewallDeploymentEnsured", "FirewallDeploymentNotFound"));
    }

    @Test
    void rebuilds_a_wiped_status_without_allocating() {
        stage.cluster();
        var before = provisioned();

        bench.admin()
                .resources(MetalStackCluster.class)
                .inNamespace(stage.namespace())
                .withName(Stage.CLUSTER)
                .editStatus(it -> {
                    it.setStatus(null);
                    return it;
                });

        var after = provisioned();
        assertThat(after.getSpec()).isEqualTo(before.getSpec());
        assertThat(after.getStatus().failureDomains())
                .isEqualTo(before.getStatus().failureDomains());
        assertThat(allocatedIn(stage.project(), Ledger.What.NETWORK_CREATED)).isEqualTo(1);
        assertThat(allocatedIn(stage.project(), Ledger.What.IP_ALLOCATED)).isEqualTo(1);
    }

    @Test
    void puts_a_finalizer_back_that_was_taken_off_by_hand_and_keeps_the_identity() {
        stage.cluster();
        var before = provisioned();

        stage.patch(before, "{\"metadata\":{\"finalizers\":null}}");

        eventually().untilAsserted(() -> {
            var after = stage.metalStackCluster();
            assertThat(after.getMetadata().getFinalizers()).containsExactly(MetalStackCluster.FINALIZER);
            assertThat(uid(after)).isEqualTo(uid(before));
        });
    }

    @Test
    void reads_a_lost_identity_back_from_what_it_allocated() {
        stage.cluster();
        var before = provisioned();

        stage.patch(before, "{\"metadata\":{\"annotations\":{\"" + Annotations.CLUSTER_UID + "\":null}}}");

        eventually().untilAsserted(() -> {
            assertThat(uid(stage.metalStackCluster())).isEqualTo(uid(before));
            assertThat(stage.events(before)).anyMatch(it -> it.startsWith("ClusterUIDRecovered"));
        });
    }

    @Test
    void is_taken_on_again_as_the_same_cluster_after_a_replace_that_dropped_finalizer_and_annotations() {
        stage.cluster();
        var before = provisioned();

        stage.patch(before, "{\"metadata\":{\"finalizers\":null,\"annotations\":null}}");

        eventually().untilAsserted(() -> {
            var after = stage.metalStackCluster();
            assertThat(after.getMetadata().getFinalizers()).containsExactly(MetalStackCluster.FINALIZER);
            assertThat(uid(after)).isEqualTo(uid(before));
        });
        stage.delete(stage.metalStackCluster());
        eventually().until(() -> stage.metalStackCluster() == null);
        assertThat(bench.metal().holdings().leftIn(stage.project())).isEmpty();
    }

    @Test
    void asks_metal_api_nothing_once_it_is_settled() {
        stage.cluster();
        var settled = provisioned();
        var before = clusterCalls();

        stage.patch(settled, "{\"metadata\":{\"labels\":{\"touched\":\"yes\"}}}");
        stage.patch(settled, "{\"metadata\":{\"finalizers\":null}}");

        eventually()
                .untilAsserted(
                        () -> assertThat(stage.metalStackCluster().getMetadata().getFinalizers())
                                .isNotEmpty());
        assertThat(clusterCalls()).isEqualTo(before);
    }

    private int clusterCalls() {
        return bench.metal().ledger().count(Route.FIND_NETWORKS)
                + bench.metal().ledger().count(Route.FIND_IPS);
    }

    private long allocatedIn(String project, Ledger.What what) {
        return bench.metal().ledger().changes(what).stream()
                .filter(it -> it.project().equals(project))
                .count();
    }

    private MetalStackCluster provisioned() {
        eventually()
                .untilAsserted(() -> assertThat(stage.condition(stage.metalStackCluster(), "Ready"))
                        .hasValueSatisfying(it -> assertThat(it.getStatus()).isEqualTo("True")));
        return stage.metalStackCluster();
    }

    private static String uid(MetalStackCluster cluster) {
        return Annotations.of(cluster, Annotations.CLUSTER_UID).orElse("");
    }
}
