package io.metalstack.capi.contract;

import static io.metalstack.capi.house.Stage.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.metalstack.capi.api.v1alpha1.Initialization;
import io.metalstack.capi.api.v1alpha1.MetalStackCluster;
import io.metalstack.capi.api.v1alpha1.MetalStackFirewall;
import io.metalstack.capi.api.v1alpha1.MetalStackFirewallDeployment;
import io.metalstack.capi.api.v1alpha1.MetalStackFirewallTemplate;
import io.metalstack.capi.api.v1alpha1.MetalStackMachine;
import io.metalstack.capi.api.v1alpha1.MetalStackMachineTemplate;
import io.metalstack.capi.house.Bench;
import io.metalstack.capi.house.Stage;
import io.metalstack.lab.simulator.Ledger;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Cluster API's contract, a test for each rule that can be told without core; docs/contract.md says where the others are.
 * In the shortest form: the rooms' own tests go into depth.
 */
@QuarkusTest
class ContractTest {

    private static final Duration A_WHILE = Duration.ofMinutes(2);
    private static final String PAUSE = "{\"metadata\":{\"annotations\":{\"cluster.x-k8s.io/paused\":\"\"}}}";

    @Inject
    Bench bench;

    private Stage stage;

    /** Lives its own life beside: once it has done something, the controllers have seen what was there before. */
    private Stage witness;

    @BeforeEach
    void open() {
        stage = bench.open();
        witness = bench.open();
    }

    @AfterEach
    void close() {
        stage.close();
        witness.close();
    }

    @Test
    void t02_an_object_without_an_owner_is_not_written() {
        var cluster = stage.apply("""
                apiVersion: infrastructure.cluster.x-k8s.io/v1alpha1
                kind: MetalStackCluster
                metadata: {name: demo, labels: {cluster.x-k8s.io/cluster-name: demo}}
                spec: {projectID: $project, partition: mini-lab}
                """);
        stage.applyMachine("w-1", Map.of("note", "nobody owns it"));
        var machine = stage.metalStackMachine("w-1");

        lifeGoesOnElsewhere();

        assertThat(version(stage.metalStackCluster())).isEqualTo(version(cluster));
        assertThat(version(stage.metalStackMachine("w-1"))).isEqualTo(version(machine));
        assertThat(bench.metal().holdings().leftIn(stage.project())).isEmpty();
    }

    @Test
    void t03_paused_by_either_way_and_deleted_calls_nothing_and_keeps_the_finalizer() {
        stage.provisionedCluster();
        stage.worker("w-1");
        eventually().until(() -> stage.metalStackMachine("w-1").getSpec().providerID() != null);
        var held = bench.metal().holdings().leftIn(stage.project());
        stage.patch(stage.coreCluster(), "{\"spec\":{\"paused\":true}}");
        stage.patch(stage.metalStackMachine("w-1"), PAUSE);
        awaitPaused();

        stage.delete(stage.metalStackMachine("w-1"));
        stage.delete(stage.metalStackCluster());
        lifeGoesOnElsewhere();
        assertNothingWasFreed(held);

        stage.patch(stage.metalStackCluster(), PAUSE);
        stage.patch(stage.coreCluster(), "{\"spec\":{\"paused\":false}}");
        lifeGoesOnElsewhere();
        assertNothingWasFreed(held);
        stage.patch(stage.coreCluster(), "{\"spec\":{\"paused\":true}}");
        stage.patch(stage.metalStackMachine("w-1"), PAUSE.replace("\"\"", "null"));
        lifeGoesOnElsewhere();
        assertNothingWasFreed(held);
    }

    @Test
    void t04_an_externally_managed_cluster_is_not_written() {
        var core = stage.applyCoreCluster(Stage.CLUSTER, false);
        stage.own(stage.apply("""
                        apiVersion: infrastructure.cluster.x-k8s.io/v1alpha1
                        kind: MetalStackCluster
                        metadata: {name: demo, annotations: {cluster.x-k8s.io/managed-by: ""}}
                        spec: {projectID: $project, partition: mini-lab}
                        """), core, false);
        var before = stage.metalStackCluster();

        lifeGoesOnElsewhere();

        assertThat(version(stage.metalStackCluster())).isEqualTo(version(before));
        assertThat(bench.metal().holdings().leftIn(stage.project())).isEmpty();
    }

    @Test
    void t05_a_provisioned_cluster_shows_at_once_all_that_core_copies() {
        stage.cluster("controlPlaneEndpoint: {port: 6443}");
        eventually().until(stage::provisioned);

        var cluster = stage.metalStackCluster();
        assertThat(cluster.getSpec().controlPlaneEndpoint().host()).isNotBlank();
        assertThat(cluster.getSpec().controlPlaneEndpoint().port()).isEqualTo(6443);
        assertThat(cluster.getStatus().failureDomains()).singleElement().satisfies(it -> {
            assertThat(it.name()).isEqualTo(Stage.PARTITION);
            assertThat(it.controlPlane()).isTrue();
        });
        assertThat(stage.condition(cluster, "Ready"))
                .hasValueSatisfying(it -> assertThat(it.getStatus()).isEqualTo("True"));
    }

    @Test
    void t07_a_machine_waits_for_infrastructure_and_for_bootstrap_data() {
        stage.cluster();
        eventually().until(stage::provisioned);
        stage.worker("early");
        eventually()
                .until(() ->
                        stage.shows(stage.metalStackMachine("early"), "Ready", "WaitingForClusterInfrastructureReady"));

        stage.infrastructureProvisioned();
        stage.machine("no-data", false, false);
        eventually().until(() -> stage.shows(stage.metalStackMachine("no-data"), "Ready", "WaitingForBootstrapData"));

        eventually().until(() -> stage.metalStackMachine("early").getSpec().providerID() != null);
        assertThat(stage.metalStackMachine("no-data").getSpec().providerID()).isNull();
        assertThat(bench.metal().ledger().allocationsOf(stage.project())).hasSize(1);
    }

    @Test
    void t10_owner_references_that_are_ours_come_back_and_core_s_are_known_in_any_version() {
        stage.firewall();
        stage.cluster("firewallDeploymentRef: {name: demo-firewall}");
        var ours = List.of(MetalStackFirewallDeployment.class, MetalStackFirewallTemplate.class);
        ours.forEach(this::awaitOwner);

        for (var type : ours) {
            stage.patch(stage.named(type, Stage.FIREWALL), "{\"metadata\":{\"ownerReferences\":null}}");
            awaitOwner(type);
        }
        eventually().until(() -> !stage.all(MetalStackFirewall.class).isEmpty());
        stage.patch(firewall(), "{\"metadata\":{\"ownerReferences\":null}}");
        eventually().untilAsserted(() -> {
            bench.letTimePass(Duration.ofSeconds(11));
            assertThat(firewall().getMetadata().getOwnerReferences()).isNotEmpty();
        });
        var before = stage.coreCluster();
        stage.patch(
                stage.metalStackCluster(), """
                {"metadata": {"ownerReferences": [
                  {"apiVersion": "cluster.x-k8s.io/v1beta1", "kind": "Cluster", "name": "demo", "uid": "%s"}]}}""".formatted(before.getMetadata().getUid()));
        stage.patch(before, "{\"spec\":{\"paused\":true}}");

        eventually().until(() -> stage.shows(stage.metalStackCluster(), "Paused", "Paused"));
    }

    @Test
    void t11_finalizers_that_were_taken_off_come_back() {
        stage.provisionedCluster();
        stage.worker("w-1");
        eventually().until(() -> stage.metalStackMachine("w-1").getSpec().providerID() != null);

        stage.patch(stage.metalStackCluster(), "{\"metadata\":{\"finalizers\":null}}");
        stage.patch(stage.metalStackMachine("w-1"), "{\"metadata\":{\"finalizers\":null}}");

        eventually().untilAsserted(() -> {
            assertThat(stage.metalStackCluster().getMetadata().getFinalizers()).contains(MetalStackCluster.FINALIZER);
            assertThat(stage.metalStackMachine("w-1").getMetadata().getFinalizers())
                    .contains(MetalStackMachine.FINALIZER);
        });
        assertThat(bench.metal().ledger().allocationsOf(stage.project())).hasSize(1);
    }

    @Test
    void t14_a_deleted_cluster_leaves_nothing_in_metal_stack() {
        stage.provisionedCluster();
        stage.worker("w-1");
        eventually().until(() -> stage.metalStackMachine("w-1").getSpec().providerID() != null);
        assertThat(bench.metal().holdings().leftIn(stage.project())).isNotEmpty();

        stage.delete(stage.metalStackMachine("w-1"));
        stage.delete(stage.metalStackCluster());

        eventually().pollInterval(Duration.ofSeconds(1)).untilAsserted(() -> {
            bench.letTimePass(Duration.ofSeconds(11));
            assertThat(stage.metalStackCluster()).isNull();
        });
        assertThat(bench.metal().holdings().leftIn(stage.project())).isEmpty();
    }

    @Test
    void t17_a_template_tells_the_autoscaler_what_its_machines_have() {
        stage.apply("""
                apiVersion: infrastructure.cluster.x-k8s.io/v1alpha1
                kind: MetalStackMachineTemplate
                metadata: {name: t}
                spec: {template: {spec: {image: debian-13.0, size: v1-small-x86}}}
                """);

        eventually().untilAsserted(() -> {
            var template = stage.named(MetalStackMachineTemplate.class, "t");
            assertThat(template.getStatus()).isNotNull();
            assertThat(template.getStatus().capacity())
                    .containsOnlyKeys("cpu", "memory", "ephemeral-storage")
                    .allSatisfy((resource, quantity) -> assertThat(quantity).matches("[1-9][0-9]*([KMGT]i)?"));
            assertThat(template.getStatus().nodeInfo().architecture()).isEqualTo("amd64");
            assertThat(template.getStatus().nodeInfo().operatingSystem()).isEqualTo("linux");
            assertThat(template.getMetadata().getFinalizers()).isEmpty();
        });
    }

    private void lifeGoesOnElsewhere() {
        bench.letTimePass(A_WHILE);
        witness.close();
        witness = bench.open();
        witness.provisionedCluster();
        witness.worker("w-1");
        eventually().until(() -> witness.metalStackMachine("w-1").getSpec().providerID() != null);
    }

    private void awaitPaused() {
        eventually().untilAsserted(() -> {
            assertThat(stage.shows(stage.metalStackCluster(), "Paused", "Paused"))
                    .isTrue();
            assertThat(stage.shows(stage.metalStackMachine("w-1"), "Paused", "Paused"))
                    .isTrue();
        });
    }

    private void assertNothingWasFreed(Object held) {
        assertThat(stage.metalStackCluster().getMetadata().getFinalizers()).contains(MetalStackCluster.FINALIZER);
        assertThat(stage.metalStackMachine("w-1").getMetadata().getFinalizers()).contains(MetalStackMachine.FINALIZER);
        assertThat(bench.metal().holdings().leftIn(stage.project())).isEqualTo(held);
        assertThat(bench.metal().ledger().changes(Ledger.What.MACHINE_FREED))
                .noneMatch(it -> it.project().equals(stage.project()));
        assertThat(Initialization.isProvisioned(
                        stage.metalStackCluster().getStatus().initialization()))
                .isTrue();
    }

    private MetalStackFirewall firewall() {
        return stage.all(MetalStackFirewall.class).getFirst();
    }

    private void awaitOwner(Class<? extends HasMetadata> type) {
        eventually()
                .untilAsserted(() -> assertThat(
                                stage.named(type, Stage.FIREWALL).getMetadata().getOwnerReferences())
                        .isNotEmpty());
    }

    private static String version(HasMetadata resource) {
        return resource.getMetadata().getResourceVersion();
    }
}
