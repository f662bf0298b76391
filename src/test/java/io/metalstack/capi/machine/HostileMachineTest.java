package io.metalstack.capi.machine;

import static io.metalstack.capi.house.Stage.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.metalstack.capi.allocation.AllocationReasons;
import io.metalstack.capi.allocation.Annotations;
import io.metalstack.capi.allocation.OwnershipTags;
import io.metalstack.capi.api.v1alpha1.MetalStackMachine;
import io.metalstack.capi.house.Stage;
import io.metalstack.capi.metal.MetalApi;
import io.metalstack.capi.metal.NetworkAllocation;
import io.metalstack.lab.simulator.HeldMachine;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A tenant who wants other people's machines, with all rights in a namespace of its own. */
@QuarkusTest
class HostileMachineTest extends MachineFlow {

    private static final String IMAGE = "debian-13.0";

    @Inject
    MetalApi metal;

    @Test
    void names_a_machine_of_another_namespace_as_its_provider_id_and_gets_nothing() {
        try (var victim = bench.open()) {
            var theirs = somebodys(victim);
            stage.provisionedCluster();

            stage.worker("w-1", "providerID: metal://mini-lab/" + theirs.id());

            shows("w-1", "Ready", AllocationReasons.NOT_OURS, theirs.id(), "not touched");
            stage.delete(machine("w-1"));
            goes("w-1");
            isUntouched(theirs);
        }
    }

    @Test
    void names_a_machine_of_another_namespace_with_all_its_annotations_and_frees_nothing() {
        try (var victim = bench.open()) {
            var theirs = somebodys(victim);
            var record = victim.metalStackMachine("w-1").getMetadata().getAnnotations();
            stage.provisionedCluster();
            stage.worker("w-1", "providerID: metal://mini-lab/" + theirs.id());
            shows("w-1", "Ready", AllocationReasons.NOT_OURS);
            stage.patch(
                    machine("w-1"),
                    "{\"metadata\":{\"annotations\":{\"%s\":\"%s\",\"%s\":\"%s\"}}}"
                            .formatted(
                                    Annotations.CLAIM,
                                    record.get(Annotations.CLAIM),
                                    Annotations.ALLOCATION_UUID,
                                    record.get(Annotations.ALLOCATION_UUID)));
            aLookLater();

            stage.delete(machine("w-1"));

            goes("w-1");
            isUntouched(theirs);
        }
    }

    @Test
    void copies_the_claim_of_another_object_of_the_project_and_is_told_so() {
        var held = allocated("w-1");
        stage.applyMachine(
                "w-2",
                Map.of(
                        Annotations.CLAIM,
                        Annotations.of(machine("w-1"), Annotations.CLAIM).orElseThrow()));
        ownedWithData("w-2");

        eventually()
                .until(() ->
                        holdings().size() > 1 || stage.shows(machine("w-2"), "Ready", AllocationReasons.CLAIM_TAKEN));
        assertThat(heldIds()).containsExactly(held.id());
        shows("w-2", "Ready", AllocationReasons.CLAIM_TAKEN, held.id(), Annotations.CLAIM);

        stage.patch(machine("w-2"), "{\"metadata\":{\"annotations\":{\"%s\":null}}}".formatted(Annotations.CLAIM));
        recorded("w-2");
        stage.delete(machine("w-2"));
        goes("w-2");
        assertThat(heldIds()).containsExactly(held.id());
    }

    @Test
    void copies_claim_and_intent_of_another_object_and_frees_nothing_by_them() {
        var held = allocated("w-1");
        var annotations = machine("w-1").getMetadata().getAnnotations();
        stage.applyMachine(
                "w-2",
                Map.of(
                        Annotations.CLAIM,
                        annotations.get(Annotations.CLAIM),
                        Annotations.ALLOCATION_INTENT,
                        annotations.get(Annotations.ALLOCATION_INTENT)));
        ownedWithData("w-2");
        eventually()
                .untilAsserted(() -> assertThat(machine("w-2").getMetadata().getFinalizers())
                        .as("taken on, so that its deletion is seen")
                        .contains(MetalStackMachine.FINALIZER));
        bench.letTimePass(Duration.ofMinutes(5));

        stage.delete(machine("w-2"));

        eventually().untilAsserted(() -> {
            bench.letTimePass(A_WHILE);
            assertThat(machine("w-2")).isNull();
        });
        assertThat(heldIds()).containsExactly(held.id());
    }

    @Test
    void asks_for_a_network_of_another_project_and_gets_no_machine() {
        try (var victim = bench.open()) {
            victim.provisionedCluster();
            stage.provisionedCluster();

            stage.worker(
                    "w-1",
                    "additionalNetworks: ["
                            + victim.metalStackCluster().getSpec().nodeNetworkID() + "]");

            shows("w-1", "Ready", "MetalApiRejected");
            assertThat(holdings()).isEmpty();
            assertThat(bench.metal().ledger().allocationsOf(victim.project())).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "cluster.metal-stack.io/id=default.other",
                "machine.metal-stack.io/id=x",
                "metal-stack.infrastructure.cluster.x-k8s.io/claim=x",
                "metal-stack.infrastructure.cluster.x-k8s.io/cluster-uid=x",
                "metal-stack.infrastructure.cluster.x-k8s.io/machine-resource=default.w-9"
            })
    void cannot_write_tags_of_another_cluster_or_machine(String tag) {
        assertThatThrownBy(() -> stage.apply("""
                        apiVersion: infrastructure.cluster.x-k8s.io/v1alpha1
                        kind: MetalStackMachine
                        metadata: {name: w-1}
                        spec: {size: v1-small-x86, image: debian-13.0, tags: ["%s"]}
                        """.formatted(tag))).hasMessageContaining("tags must not start with");
    }

    @Test
    void is_refused_a_project_that_its_namespace_may_not_use_even_with_a_cluster_that_says_it_is_ready() {
        stage.close();
        stage = bench.openForTenant();
        var network = somebodysNetwork();
        stage.cluster("nodeNetworkID: " + network, "controlPlaneEndpoint: {host: 203.0.113.9, port: 443}");
        stage.patch(
                stage.metalStackCluster(),
                "{\"metadata\":{\"annotations\":{\"%s\":\"99999999-9999-4999-8999-999999999999\"}}}"
                        .formatted(Annotations.CLUSTER_UID));
        stage.infrastructureProvisioned();

        stage.worker("w-1");

        eventually()
                .until(() -> !holdings().isEmpty()
                        || stage.shows(machine("w-1"), "Ready", AllocationReasons.PROJECT_NOT_ALLOWED));
        assertThat(holdings()).isEmpty();
        shows(
                "w-1",
                "Ready",
                AllocationReasons.PROJECT_NOT_ALLOWED,
                "namespace tenant may not use project " + stage.project());
        assertThat(bench.metal().ledger().allocationsOf(stage.project())).isEmpty();
        stage.delete(machine("w-1"));
        goes("w-1");
    }

    @Test
    void frees_nothing_in_a_project_that_its_namespace_may_not_use_by_a_claim_that_it_read_from_the_tags() {
        stage.close();
        stage = bench.openForTenant();
        var network = somebodysNetwork();
        var id = bench.metal().holdings().allMachineIds().stream()
                .filter(it -> bench.metal().holdings().machine(it).isEmpty())
                .findFirst()
                .orElseThrow();
        bench.metal()
                .control()
                .allocate(
                        id,
                        stage.project(),
                        network,
                        IMAGE,
                        OwnershipTags.ofMachine("tenant", Stage.CLUSTER, "w-1", false, "their-uid", "their-claim"));
        stage.cluster("nodeNetworkID: " + network);
        stage.apply("""
                apiVersion: infrastructure.cluster.x-k8s.io/v1alpha1
                kind: MetalStackMachine
                metadata:
                  name: w-1
                  labels: {cluster.x-k8s.io/cluster-name: demo}
                  finalizers: [%s]
                  annotations: {%s: their-claim}
                spec: {size: v1-small-x86, image: debian-13.0, providerID: "metal://mini-lab/%s"}
                """.formatted(MetalStackMachine.FINALIZER, Annotations.CLAIM, id));
        ownedWithData("w-1");

        stage.delete(machine("w-1"));

        shows("w-1", "Deleting", AllocationReasons.PROJECT_NOT_ALLOWED, stage.project());
        assertThat(heldIds()).containsExactly(id);
    }

    private HeldMachine somebodys(Stage victim) {
        victim.provisionedCluster();
        victim.worker("w-1");
        eventually()
                .until(() -> Annotations.of(victim.metalStackMachine("w-1"), Annotations.ALLOCATION_UUID)
                        .isPresent());
        return bench.metal().holdings().machinesOf(victim.project()).getFirst();
    }

    private void isUntouched(HeldMachine theirs) {
        assertThat(bench.metal().holdings().machine(theirs.id()))
                .hasValueSatisfying(it -> assertThat(it.allocationUuid()).isEqualTo(theirs.allocationUuid()));
        assertThat(holdings()).isEmpty();
    }

    private String somebodysNetwork() {
        var request = new NetworkAllocation(stage.project(), Stage.PARTITION, "by-hand", "", "IPv4", Map.of());
        return metal.allocateNetwork(request, bench.clock().instant()).id();
    }

    /** What core does for a MetalStackMachine that was written by hand. */
    private void ownedWithData(String name) {
        stage.bootstrapSecret(name, Map.of("value", "#cloud-config\n"));
        stage.own(machine(name), stage.applyCoreMachine(name, false, true), true);
    }
}
