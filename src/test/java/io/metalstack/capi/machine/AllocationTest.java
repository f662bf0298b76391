package io.metalstack.capi.machine;

import static io.metalstack.capi.house.Stage.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.metalstack.capi.allocation.AllocationIntent;
import io.metalstack.capi.allocation.AllocationReasons;
import io.metalstack.capi.allocation.Annotations;
import io.metalstack.capi.api.v1alpha1.MetalStackMachineStatus.Address;
import io.metalstack.capi.house.GivenAllocations;
import io.metalstack.lab.simulator.HeldMachine;
import io.metalstack.lab.simulator.Route;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A machine is made, and what users see when it cannot be. */
@QuarkusTest
class AllocationTest extends MachineFlow {

    @Inject
    GivenAllocations given;

    @Test
    void a_machine_is_allocated_recorded_and_provisioned_once_it_phones_home() {
        stage.provisionedCluster();
        stage.worker("w-1", "tags: [team=a]");

        eventually().untilAsserted(() -> assertThat(ready().getReason()).isEqualTo(AllocationReasons.INSTALLING));
        var held = held();
        var machine = stage.metalStackMachine("w-1");
        assertThat(machine.getSpec().providerID()).isEqualTo("metal://mini-lab/" + held.id());
        assertThat(Annotations.of(machine, Annotations.ALLOCATION_UUID)).contains(held.allocationUuid());
        assertThat(Annotations.present(machine, Annotations.BLOCK_MOVE)).isFalse();
        assertThat(held.tags())
                .contains(
                        "team=a",
                        "metal-stack.infrastructure.cluster.x-k8s.io/machine-resource=" + stage.namespace() + ".w-1");
        assertThat(ready().getMessage()).contains(held.id()).contains("phone home");

        bench.metal().control().phoneHome(held.id());
        bench.letTimePass(Duration.ofMinutes(1));

        eventually().untilAsserted(() -> assertThat(ready().getStatus()).isEqualTo("True"));
        var status = stage.metalStackMachine("w-1").getStatus();
        assertThat(status.provisioned()).isTrue();
        assertThat(status.failureDomain()).isEqualTo("mini-lab");
        assertThat(status.addresses())
                .contains(new Address("Hostname", "w-1"))
                .anyMatch(it -> it.type().equals("InternalIP") && held.ips().contains(it.address()));
        assertThat(stage.metalStackMachine("w-1").getMetadata().getLabels())
                .containsEntry("topology.kubernetes.io/zone", "mini-lab")
                .containsEntry("kubernetes.io/hostname", "w-1");
        eventually()
                .untilAsserted(() -> assertThat(stage.events(machine))
                        .anyMatch(it -> it.startsWith("MachineAllocated: allocated machine " + held.id()))
                        .anyMatch(it -> it.startsWith("MachineProvisioned: ")));
    }

    @Test
    void user_data_arrives_as_it_was() {
        stage.provisionedCluster();
        var data = "#cloud-config\nrun: [\"ä\"]\n";
        stage.bootstrapSecret("w-1", Map.of("value", data));
        stage.machine("w-1", false, true);

        eventually().untilAsserted(() -> assertThat(holdings()).hasSize(1));
        assertThat(new String(Base64.getDecoder().decode(held().userData()), StandardCharsets.UTF_8))
                .isEqualTo(data);
    }

    @Test
    void nothing_is_written_before_there_is_an_owner() {
        var orphan = stage.apply("""
                apiVersion: infrastructure.cluster.x-k8s.io/v1alpha1
                kind: MetalStackMachine
                metadata: {name: w-1, labels: {cluster.x-k8s.io/cluster-name: demo}}
                spec: {size: v1-small-x86, image: debian-13.0}
                """);
        stage.provisionedCluster();
        stage.worker("w-2");
        eventually().untilAsserted(() -> assertThat(holdings()).hasSize(1));

        assertThat(stage.metalStackMachine("w-1").getMetadata().getResourceVersion())
                .isEqualTo(orphan.getMetadata().getResourceVersion());
    }

    @Test
    void a_machine_waits_for_the_clusters_infrastructure() {
        stage.cluster();
        stage.worker("w-1");

        eventually().untilAsserted(() -> assertThat(ready().getReason()).isEqualTo(Reasons.WAITING_FOR_CLUSTER));
        assertThat(stage.metalStackMachine("w-1").getStatus().conditions())
                .extracting(Condition::getType)
                .containsExactly("Deleting", "MachineCreated", "MachineHealthy", "MachineReady", "Paused", "Ready");

        stage.infrastructureProvisioned();
        eventually().untilAsserted(() -> assertThat(holdings()).hasSize(1));
    }

    @Test
    void a_paused_machine_shows_that_and_nothing_happens_until_it_is_unpaused() {
        stage.cluster();
        stage.patch(stage.coreCluster(), "{\"spec\":{\"paused\":true}}");
        var machine = stage.worker("w-1");

        eventually().untilAsserted(() -> {
            var paused = stage.condition(stage.metalStackMachine("w-1"), "Paused");
            assertThat(paused).hasValueSatisfying(it -> {
                assertThat(it.getStatus()).isEqualTo("True");
                assertThat(it.getMessage()).isEqualTo("Cluster spec.paused is set to true");
            });
        });
        assertThat(stage.metalStackMachine("w-1").getMetadata().getFinalizers()).isEmpty();
        assertThat(stage.metalStackMachine("w-1").getStatus().conditions()).hasSize(1);

        stage.patch(stage.coreCluster(), "{\"spec\":{\"paused\":false}}");
        eventually()
                .untilAsserted(() -> assertThat(stage.condition(stage.metalStackMachine("w-1"), "Paused"))
                        .hasValueSatisfying(it -> assertThat(it.getStatus()).isEqualTo("False")));
        assertThat(machine.getMetadata().getUid())
                .isEqualTo(stage.metalStackMachine("w-1").getMetadata().getUid());
    }

    @Test
    void bootstrap_data_is_waited_for_and_then_used() {
        stage.provisionedCluster();
        stage.machine("w-1", false, false);
        eventually().untilAsserted(() -> assertThat(ready().getReason()).isEqualTo(Reasons.WAITING_FOR_BOOTSTRAP_DATA));

        stage.bootstrapSecret("w-1", Map.of("value", "#cloud-config\n"));
        stage.patch(stage.coreMachine("w-1"), "{\"spec\":{\"bootstrap\":{\"dataSecretName\":\"w-1\"}}}");

        eventually().untilAsserted(() -> assertThat(holdings()).hasSize(1));
    }

    @Test
    void a_missing_secret_is_named() {
        stage.provisionedCluster();
        stage.machine("w-1", false, true);

        isNotReady(Reasons.WAITING_FOR_BOOTSTRAP_DATA, "waiting for Secret w-1 with the bootstrap data");

        stage.bootstrapSecret("w-1", Map.of("value", "#cloud-config\n"));
        bench.letTimePass(Duration.ofSeconds(10));
        eventually().untilAsserted(() -> assertThat(holdings()).hasSize(1));
    }

    @Test
    void a_secret_without_user_data_takes_no_machine() {
        stage.provisionedCluster();
        stage.bootstrapSecret("w-1", Map.of("format", "cloud-config"));
        stage.machine("w-1", false, true);

        isNotReady(Reasons.INVALID_BOOTSTRAP_DATA, "has no key \"value\"");
        assertThat(holdings()).isEmpty();
    }

    @Test
    void no_free_machine_is_said_in_metal_apis_words_and_tried_again_later() {
        stage.provisionedCluster();
        bench.metal().faults().when(Route.ALLOCATE_MACHINE).next(1).refuse(422, "no machine available");
        stage.worker("w-1");

        isNotReady("NoCapacity", "no machine available");
        var machine = stage.metalStackMachine("w-1");
        assertThat(AllocationIntent.of(machine)).as("nothing is on its way").isEmpty();
        assertThat(Annotations.present(machine, Annotations.BLOCK_MOVE)).isFalse();
        assertThat(holdings()).as("not tried again at once").isEmpty();

        bench.letTimePass(Duration.ofMinutes(1));
        eventually().untilAsserted(() -> assertThat(holdings()).hasSize(1));
    }

    @Test
    void a_full_node_network_is_said_in_metal_apis_words_and_takes_no_machine() {
        stage.provisionedCluster();
        var network = stage.metalStackCluster().getSpec().nodeNetworkID();
        bench.metal().control().exhaust(network);
        stage.worker("w-1");

        isNotReady("NoCapacity", "no ips left");
        assertThat(holdings()).isEmpty();

        bench.metal().control().refill(network);
        bench.letTimePass(Duration.ofMinutes(1));
        eventually().untilAsserted(() -> assertThat(holdings()).hasSize(1));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "image: none-such-1.0      | none-such-1.0",
                "size: none-such           | size:none-such not found",
                "filesystemLayout: nothing | nothing",
                "additionalNetworks: [nil] | nil",
                "additionalNetworks: [$foreign] | multiple private networks are specified",
                "sshPublicKeys: [no-key]   | invalid public SSH key",
                "dnsServers: [nine]        | nine",
            })
    void what_metal_api_rejects_is_shown_in_its_words(String line, String words) {
        stage.provisionedCluster();
        var foreign = given.network(bench.metal().newProject());
        stage.bootstrapSecret("w-1", Map.of("value", "#cloud-config\n"));
        stage.machine("w-1", false, true, line.replace("$foreign", foreign));

        isNotReady("MetalApiRejected", words);
        assertThat(holdings()).isEmpty();
        assertThat(AllocationIntent.of(machine("w-1")))
                .as("nothing is on its way")
                .isEmpty();
    }

    @Test
    void a_wrong_key_and_a_wrong_clock_are_both_named() {
        stage.provisionedCluster();
        bench.metal().faults().when(Route.FIND_MACHINES).refuse(403, "access denied");
        stage.worker("w-1");

        isNotReady("MetalApiDenied", "METAL_API_HMAC", "clock");
    }

    @Test
    void a_proxy_that_answers_html_is_no_metal_api() {
        stage.provisionedCluster();
        bench.metal().faults().when(Route.FIND_MACHINES).badGateway();
        stage.worker("w-1");

        isNotReady("MetalApiUnavailable", "METAL_API_URL");
    }

    @Test
    void a_metal_api_that_hangs_up_is_waited_for() {
        stage.provisionedCluster();
        bench.metal().faults().when(Route.FIND_MACHINES).drop();
        stage.worker("w-1");

        isNotReady("MetalApiUnavailable", "metal-api");
        bench.metal().faults().clear();
        bench.letTimePass(Duration.ofMinutes(1));
        eventually().untilAsserted(() -> assertThat(holdings()).hasSize(1));
    }

    @Test
    void a_host_name_that_is_taken_in_the_project_is_refused() {
        stage.provisionedCluster();
        var network = stage.metalStackCluster().getSpec().nodeNetworkID();
        var id = bench.metal().holdings().allMachineIds().stream()
                .filter(it -> bench.metal().holdings().machine(it).isEmpty())
                .findFirst()
                .orElseThrow();
        bench.metal().control().allocate(id, stage.project(), network, "debian-13.0", List.of());
        stage.worker("somebody-elses");

        shows("somebody-elses", "Ready", AllocationReasons.HOSTNAME_TAKEN, id);
        assertThat(holdings()).hasSize(1);
    }

    @Test
    void machines_of_one_moment_share_one_look() {
        stage.provisionedCluster();
        var before = bench.metal().ledger().count(Route.FIND_MACHINES);
        for (var i = 0; i < 8; i++) {
            stage.worker("w-" + i);
        }

        eventually().untilAsserted(() -> assertThat(holdings()).hasSize(8));
        assertThat(bench.metal().ledger().allocationsOf(stage.project())).hasSize(8);
        assertThat(bench.metal().ledger().count(Route.FIND_MACHINES) - before)
                .as("no more than one look per machine, and fewer where they come together")
                .isLessThanOrEqualTo(12);
    }

    @Test
    void control_planes_are_allocated_with_the_address_that_they_announce() {
        stage.provisionedCluster();
        var address = stage.metalStackCluster().getSpec().controlPlaneEndpoint().host();
        stage.controlPlane("cp-1");
        stage.worker("w-1");

        eventually().untilAsserted(() -> assertThat(holdings()).hasSize(2));
        assertThat(holdings())
                .allSatisfy(it -> assertThat(it.ips().contains(address))
                        .isEqualTo(it.name().equals("cp-1")));
    }

    @Test
    void a_wiped_status_comes_back_without_another_machine() {
        stage.provisionedCluster();
        stage.worker("w-1");
        eventually().untilAsserted(() -> assertThat(holdings()).hasSize(1));
        bench.metal().control().phoneHome(held().id());
        bench.letTimePass(Duration.ofMinutes(1));
        eventually().untilAsserted(() -> assertThat(ready().getStatus()).isEqualTo("True"));

        bench.admin()
                .resource(stage.metalStackMachine("w-1"))
                .subresource("status")
                .patch(PatchContext.of(PatchType.JSON_MERGE), "{\"status\":null}");

        eventually().untilAsserted(() -> {
            assertThat(ready().getStatus()).isEqualTo("True");
            assertThat(stage.metalStackMachine("w-1").getStatus().provisioned()).isTrue();
        });
        assertThat(bench.metal().ledger().allocationsOf(stage.project())).hasSize(1);
    }

    private void isNotReady(String reason, String... words) {
        shows("w-1", "Ready", reason, words);
    }

    private Condition ready() {
        return condition("w-1", "Ready");
    }

    private HeldMachine held() {
        return holdings().getFirst();
    }
}
