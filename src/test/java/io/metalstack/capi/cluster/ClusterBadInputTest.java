package io.metalstack.capi.cluster;

import static io.metalstack.capi.house.Stage.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.metalstack.capi.allocation.OwnershipTags;
import io.metalstack.capi.house.Stage;
import io.metalstack.lab.simulator.Ledger;
import io.metalstack.lab.simulator.Route;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Each mistake gets a sentence, nothing is allocated for it, and the object can be deleted. */
@QuarkusTest
class ClusterBadInputTest extends ClusterFlow {

    @Test
    void a_project_that_does_not_exist() {
        clusterIn("no-such-project", Stage.PARTITION);

        says("ProjectNotFound", "no project no-such-project");
        canBeDeleted();
    }

    @Test
    void a_partition_that_does_not_exist() {
        clusterIn(stage.project(), "nowhere");

        says("MetalApiRejected", "nowhere");
        canBeDeleted();
    }

    @Test
    void a_network_that_does_not_exist() {
        stage.cluster("nodeNetworkID: no-such-network");

        says("NodeNetworkNotFound", "no network no-such-network");
        canBeDeleted();
    }

    @Test
    void a_network_of_another_project() {
        var network = given.network(bench.metal().newProject());

        stage.cluster("nodeNetworkID: " + network);

        says("NodeNetworkUnsuitable", "belongs to another project");
        canBeDeleted();
    }

    @Test
    void a_network_that_is_not_for_nodes() {
        stage.cluster("nodeNetworkID: internet-mini-lab");

        says("NodeNetworkUnsuitable", "internet-mini-lab");
        canBeDeleted();
    }

    @Test
    void an_address_that_is_not_allocated() {
        var network = given.network(stage.project());

        stage.cluster("nodeNetworkID: " + network, "controlPlaneIP: 203.0.113.250");

        says("ControlPlaneIPNotFound", "203.0.113.250");
        canBeDeleted();
    }

    @Test
    void an_address_of_another_project() {
        var network = given.network(stage.project());
        var ip = given.ip(bench.metal().newProject());

        stage.cluster("nodeNetworkID: " + network, "controlPlaneIP: " + ip);

        says("ControlPlaneIPUnsuitable", "belongs to another project");
        canBeDeleted();
    }

    @Test
    void an_external_network_that_does_not_exist() {
        stage.cluster("externalNetworkID: no-such-network");

        says("ExternalNetworkNotFound", "no network no-such-network");
        deleteAndSeeGone();
        assertThat(bench.metal().holdings().leftIn(stage.project())).isEmpty();
    }

    @Test
    void a_name_that_another_cluster_of_the_project_uses() {
        var foreign = given.network(
                stage.project(), Map.of(OwnershipTags.CLUSTER_ID, stage.namespace() + "." + Stage.CLUSTER));

        stage.cluster();

        says("ClusterIDTaken", "network " + foreign);
        deleteAndSeeGone();
        assertThat(bench.metal().holdings().networksOf(stage.project()))
                .singleElement()
                .satisfies(it -> assertThat(it.id()).isEqualTo(foreign));
    }

    @Test
    void a_firewall_deployment_that_is_not_there() {
        stage.cluster("firewallDeploymentRef: {name: fw}");

        says("FirewallDeploymentNotFound", "MetalStackFirewallDeployment fw");
        deleteAndSeeGone();
    }

    @Test
    void a_key_or_a_clock_that_metal_api_does_not_accept() {
        bench.metal().faults().whenAnyCall().refuse(403, "wrong hmac found");

        stage.cluster();

        says("MetalApiDenied", "clock");
        canBeDeleted();
    }

    @Test
    void a_metal_api_address_that_answers_with_a_page() {
        bench.metal().faults().whenAnyCall().badGateway();

        stage.cluster();

        says("MetalApiUnavailable", "METAL_API_URL");
        canBeDeleted();
    }

    @Test
    void no_address_left() {
        bench.metal()
                .faults()
                .when(Route.ALLOCATE_IP)
                .refuse(500, "Internal cannot allocate free ip in ipam, no ips left");

        stage.cluster();

        says("NoCapacity", "no ips left");
        deleteAndSeeGone();
        assertThat(bench.metal().holdings().leftIn(stage.project())).isEmpty();
    }

    @Test
    void a_finalizer_without_an_identity() {
        var cluster = stage.apply("""
                apiVersion: infrastructure.cluster.x-k8s.io/v1alpha1
                kind: MetalStackCluster
                metadata:
                  name: demo
                  labels: {cluster.x-k8s.io/cluster-name: demo}
                  finalizers: [metal-stack.infrastructure.cluster.x-k8s.io/cluster]
                spec: {projectID: $project, partition: mini-lab}
                """);
        stage.own(cluster, coreCluster(), false);

        says("ClusterUIDLost", "set the annotation metal-stack.infrastructure.cluster.x-k8s.io/adopt");
        canBeDeleted();
    }

    private io.fabric8.kubernetes.api.model.HasMetadata coreCluster() {
        return stage.applyCoreCluster(Stage.CLUSTER, false);
    }

    private void clusterIn(String project, String partition) {
        var cluster = coreCluster();
        var resource = stage.apply("""
                apiVersion: infrastructure.cluster.x-k8s.io/v1alpha1
                kind: MetalStackCluster
                metadata: {name: demo, labels: {cluster.x-k8s.io/cluster-name: demo}}
                spec: {projectID: %s, partition: %s}
                """.formatted(project, partition));
        stage.own(resource, cluster, false);
    }

    private void says(String reason, String message) {
        eventually().untilAsserted(() -> {
            assertThat(stage.condition(stage.metalStackCluster(), "Ready")).hasValueSatisfying(it -> {
                assertThat(it.getStatus()).isEqualTo("False");
                assertThat(it.getReason()).isEqualTo(reason);
                assertThat(it.getMessage()).contains(message);
            });
            assertThat(stage.events(stage.metalStackCluster()))
                    .filteredOn(it -> it.startsWith(reason + ": "))
                    .hasSize(1);
        });
    }

    private void canBeDeleted() {
        assertThat(bench.metal().ledger().changes())
                .filteredOn(
                        it -> it.project().equals(stage.project()) && it.name().startsWith(Stage.CLUSTER))
                .extracting(Ledger.Change::what)
                .isEmpty();
        deleteAndSeeGone();
    }

    private void deleteAndSeeGone() {
        stage.delete(stage.metalStackCluster());
        eventually().until(() -> {
            bench.letTimePass(Duration.ofSeconds(11));
            return stage.metalStackCluster() == null;
        });
    }
}
