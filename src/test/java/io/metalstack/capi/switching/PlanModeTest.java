package io.metalstack.capi.switching;

import static io.metalstack.capi.house.Stage.eventually;
import static io.metalstack.capi.switching.GoCluster.CONTROL_PLANE;
import static io.metalstack.capi.switching.GoCluster.WORKER;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.metalstack.capi.allocation.Annotations;
import io.metalstack.capi.api.v1alpha1.MetalStackCluster;
import io.metalstack.capi.api.v1alpha1.MetalStackFirewall;
import io.metalstack.capi.api.v1alpha1.MetalStackFirewallDeployment;
import io.metalstack.capi.api.v1alpha1.MetalStackFirewallTemplate;
import io.metalstack.capi.api.v1alpha1.MetalStackMachine;
import io.metalstack.capi.house.Stage;
import io.metalstack.lab.simulator.Ledger;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** What is only looked at gets one condition and Events, whatever step it is at, and nothing else changes anywhere. */
@QuarkusTest
class PlanModeTest extends SwitchingFlow {

    private static final String PLAN = Annotations.PLAN;

    private static final List<Class<? extends HasMetadata>> KINDS = List.of(
            MetalStackCluster.class,
            MetalStackMachine.class,
            MetalStackFirewallDeployment.class,
            MetalStackFirewall.class,
            MetalStackFirewallTemplate.class);

    @Test
    void a_cluster_of_the_go_provider_is_told_what_would_be_taken_over_and_then_is() {
        go.complete();
        look(stage.metalStackCluster());
        for (var it : List.of(stage.metalStackCluster(), machine(WORKER), machine(CONTROL_PLANE), deployment())) {
            tells(it, "WouldWait", "paused");
        }
        var before = everything();
        handOver();

        tells(stage.metalStackCluster(), "WouldAdopt", "take the cluster over from the Go provider");
        tells(machine(WORKER), "WouldAdopt", "take machine", "which the Go provider allocated for this object");
        tells(deployment(), "WouldAdopt", "take firewall");
        assertNothingElseChanged(before);
        assertThat(stage.events(machine(WORKER))).anyMatch(it -> it.startsWith("WouldAdopt: would take machine"));

        noLongerOnlyLook(stage.metalStackCluster());

        adoptsTheCluster();
        eventually().untilAsserted(() -> {
            bench.letTimePass(Duration.ofSeconds(10));
            assertThat(stage.condition(machine(WORKER), "Plan")).isEmpty();
            assertThat(stage.condition(machine(WORKER), "Ready")).isPresent();
        });
        assertThat(done()).isEmpty();
    }

    @Test
    void a_new_cluster_is_not_taken_on() {
        newCluster("{" + PLAN + ": ''}");
        var before = everything();
        go.handOver();

        tells(stage.metalStackCluster(), "WouldTakeOn", "cluster-uid");
        assertNothingElseChanged(before);
    }

    @Test
    void a_node_network_is_not_allocated() {
        newCluster("{" + PLAN + ": '', " + Annotations.CLUSTER_UID + ": 11111111-2222-4333-8444-555555555555}");
        var before = everything();
        go.handOver();

        tells(stage.metalStackCluster(), "WouldAllocate", "node network");
        assertNothingElseChanged(before);
    }

    @Test
    void a_machine_that_is_wanted_is_not_allocated() {
        stage.provisionedCluster();
        look(stage.metalStackCluster());
        tells(stage.metalStackCluster(), "NothingToDo", "as they should be");
        stage.worker(WORKER);
        var before = everything();

        eventually().until(() -> !held().isEmpty() || isTold(machine(WORKER), "WouldAllocate"));
        assertThat(held()).isEmpty();
        tells(machine(WORKER), "WouldAllocate", "v1-small-x86", "debian-13.0", "mini-lab", stage.project());
        bench.letTimePass(A_WHILE);
        tells(machine(WORKER), "WouldAllocate", "v1-small-x86");
        assertNothingElseChanged(before);

        noLongerOnlyLook(stage.metalStackCluster());
        eventually().untilAsserted(() -> assertThat(held()).hasSize(1));
    }

    @Test
    void a_machine_that_is_as_it_should_be_is_told_so() {
        ready();

        look(machine(WORKER));

        tells(machine(WORKER), "NothingToDo", "is this object's");
    }

    @Test
    void a_machine_that_is_there_is_not_freed_and_keeps_its_object() {
        ready();
        look(machine(WORKER));

        stage.delete(machine(WORKER));
        eventually()
                .untilAsserted(() -> assertThat(machine(WORKER).getMetadata().getDeletionTimestamp())
                        .isNotNull());
        var before = everything();

        eventually().until(() -> held().isEmpty() || isTold(machine(WORKER), "WouldFree"));
        bench.letTimePass(A_WHILE);
        assertThat(held()).hasSize(1);
        tells(machine(WORKER), "WouldFree", "free machine");
        assertNothingElseChanged(before);

        noLongerOnlyLook(machine(WORKER));
        eventually().untilAsserted(() -> assertThat(machine(WORKER)).isNull());
        assertThat(held()).isEmpty();
    }

    @Test
    void an_object_that_would_go_stays() {
        stage.provisionedCluster();
        stage.machine(WORKER, false, false);
        shows(WORKER, "Ready", "WaitingForBootstrapData");
        look(machine(WORKER));
        tells(machine(WORKER), "WouldWait", "bootstrap");
        stage.delete(machine(WORKER));
        eventually()
                .untilAsserted(() -> assertThat(machine(WORKER).getMetadata().getDeletionTimestamp())
                        .isNotNull());
        var before = everything();

        tells(machine(WORKER), "WouldLetGo", "finalizer");
        assertNothingElseChanged(before);
    }

    @Test
    void a_cluster_that_is_deleted_frees_nothing() {
        stage.provisionedCluster();
        look(stage.metalStackCluster());
        stage.delete(stage.metalStackCluster());
        eventually()
                .untilAsserted(
                        () -> assertThat(stage.metalStackCluster().getMetadata().getDeletionTimestamp())
                                .isNotNull());
        var before = everything();

        eventually()
                .until(() -> bench.metal().holdings().ipsOf(stage.project()).isEmpty()
                        || isTold(stage.metalStackCluster(), "WouldFree"));
        assertThat(bench.metal().holdings().ipsOf(stage.project())).hasSize(1);
        tells(stage.metalStackCluster(), "WouldFree", "control-plane IP");
        bench.letTimePass(A_WHILE);
        assertNothingElseChanged(before);

        noLongerOnlyLook(stage.metalStackCluster());
        goes(MetalStackCluster.class);
        assertThat(bench.metal().holdings().leftIn(stage.project())).isEmpty();
    }

    @Test
    void a_firewall_that_is_deleted_is_not_freed() {
        var firewall = allocatedFirewall();
        look(firewall);

        stage.delete(firewall);

        eventually().until(() -> held().isEmpty() || isTold(firewall, "WouldFree"));
        assertThat(held()).hasSize(1);
    }

    @Test
    void a_firewall_is_neither_made_nor_replaced_nor_freed() {
        var firewall = allocatedFirewall();
        look(stage.metalStackCluster());
        tells(firewall, "NothingToDo", "firewall");
        tells(deployment(), "WouldWait", "");
        stage.patch(deployment(), "{\"metadata\":{\"annotations\":{\"woken\":\"\"}}}");
        stage.delete(firewall);
        eventually()
                .untilAsserted(() -> assertThat(stage.all(MetalStackFirewall.class)
                                .getFirst()
                                .getMetadata()
                                .getDeletionTimestamp())
                        .isNotNull());
        var before = everything();

        eventually().until(() -> held().isEmpty() || isTold(firewall, "WouldFree"));
        assertThat(held()).hasSize(1);
        bench.letTimePass(A_WHILE);
        assertNothingElseChanged(before);
    }

    @Test
    void a_firewall_that_is_wanted_is_not_made() {
        stage.firewall();
        stage.own(stage.named(MetalStackFirewallTemplate.class, "demo-firewall"), deployment(), false);
        look(deployment());
        stage.cluster("firewallDeploymentRef: {name: demo-firewall}");

        eventually()
                .until(() -> !stage.all(MetalStackFirewall.class).isEmpty() || isTold(deployment(), "WouldAllocate"));
        bench.letTimePass(A_WHILE);

        assertThat(stage.all(MetalStackFirewall.class)).isEmpty();
        assertThat(held()).isEmpty();
    }

    @Test
    void a_pause_is_told_and_not_shown() {
        stage.provisionedCluster();
        look(stage.metalStackCluster());
        tells(stage.metalStackCluster(), "NothingToDo", "");
        var before = everything();

        stage.patch(stage.coreCluster(), "{\"spec\":{\"paused\":true}}");

        tells(stage.metalStackCluster(), "WouldWait", "paused");
        assertNothingElseChanged(before);
    }

    /** With our finalizer, in a Cluster that is paused until it is handed over. */
    private void newCluster(String annotations) {
        stage.applyCoreCluster(Stage.CLUSTER, true);
        var cluster = stage.apply("""
                apiVersion: infrastructure.cluster.x-k8s.io/v1alpha1
                kind: MetalStackCluster
                metadata:
                  name: demo
                  labels: {cluster.x-k8s.io/cluster-name: demo}
                  annotations: %s
                  finalizers: %s
                spec: {projectID: $project, partition: mini-lab}
                """.formatted(
                        annotations, annotations.contains("uid") ? "[" + MetalStackCluster.FINALIZER + "]" : "[]"));
        stage.own(cluster, stage.coreCluster(), true);
    }

    private void ready() {
        stage.provisionedCluster();
        stage.worker(WORKER);
        eventually()
                .untilAsserted(() -> assertThat(Annotations.of(machine(WORKER), Annotations.ALLOCATION_UUID))
                        .isPresent());
        bench.metal().control().phoneHomeAll(stage.project());
        bench.letTimePass(A_WHILE);
        shows(WORKER, "Ready", "Ready");
    }

    private MetalStackFirewall allocatedFirewall() {
        stage.firewall();
        stage.cluster("firewallDeploymentRef: {name: demo-firewall}");
        eventually()
                .untilAsserted(() -> assertThat(stage.all(MetalStackFirewall.class))
                        .singleElement()
                        .satisfies(it -> assertThat(Annotations.of(it, Annotations.ALLOCATION_UUID))
                                .isPresent()));
        assertThat(held()).hasSize(1);
        return stage.all(MetalStackFirewall.class).getFirst();
    }

    private void look(HasMetadata resource) {
        stage.patch(resource, "{\"metadata\":{\"annotations\":{\"" + Annotations.PLAN + "\":\"\"}}}");
    }

    private void noLongerOnlyLook(HasMetadata resource) {
        stage.patch(resource, "{\"metadata\":{\"annotations\":{\"" + Annotations.PLAN + "\":null}}}");
    }

    private MetalStackFirewallDeployment deployment() {
        return stage.named(MetalStackFirewallDeployment.class, "demo-firewall");
    }

    private Optional<JsonNode> told(HasMetadata resource) {
        return json(bench.admin().resource(resource).get()).at("/status/conditions").findParents("type").stream()
                .filter(it -> it.path("type").asText().equals("Plan"))
                .findFirst();
    }

    private boolean isTold(HasMetadata resource, String reason) {
        return told(resource)
                .filter(it -> it.path("reason").asText().equals(reason))
                .isPresent();
    }

    private void tells(HasMetadata resource, String reason, String... words) {
        eventually().untilAsserted(() -> {
            var plan = told(resource);
            assertThat(plan).isPresent();
            assertThat(plan.get().path("reason").asText()).isEqualTo(reason);
            for (var word : words) {
                assertThat(plan.get().path("message").asText()).contains(word);
            }
        });
    }

    /** All objects but for what every write changes and the condition itself, and all that metal-stack holds. */
    private List<String> everything() {
        var all = new ArrayList<String>();
        for (var kind : KINDS) {
            stage.all(kind).forEach(it -> all.add(stripped(it)));
        }
        changes().forEach(it -> all.add(it.toString()));
        return all;
    }

    private List<Ledger.Change> changes() {
        return bench.metal().ledger().changes().stream()
                .filter(it -> it.project().equals(stage.project()))
                .toList();
    }

    private void assertNothingElseChanged(List<String> before) {
        assertThat(everything()).isEqualTo(before);
    }

    private static String stripped(HasMetadata resource) {
        var json = (ObjectNode) json(resource);
        ((ObjectNode) json.get("metadata")).remove(List.of("resourceVersion", "managedFields"));
        var conditions = new TreeMap<String, JsonNode>();
        json.at("/status/conditions")
                .forEach(it -> conditions.put(it.path("type").asText(), it));
        conditions.remove("Plan");
        Optional.ofNullable((ObjectNode) json.get("status")).ifPresent(it -> {
            it.remove("conditions");
            if (it.isEmpty()) {
                json.remove("status");
            }
        });
        return json + " " + conditions;
    }

    private static JsonNode json(HasMetadata resource) {
        return Serialization.jsonMapper().valueToTree(resource);
    }
}
