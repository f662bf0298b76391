package io.metalstack.capi.house;

import static io.metalstack.capi.house.Stage.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.rbac.ClusterRole;
import io.metalstack.capi.api.v1alpha1.MetalStackMachineTemplate;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What the manager may do in a management cluster, against what the API server's audit log says that it does. */
@QuarkusTest
class RightsTest {

    private static final String MANAGER = "system:serviceaccount:capms-system:capms-controller-manager";

    /** What a life need not use; docs/decisions/0013 says why it is granted. */
    private static final List<String> EXPLAINED = List.of(
            "(tokenreviews|subjectaccessreviews) create", // only when somebody asks for metrics
            "machines get", // only when a Machine is younger than the cache
            "metalstack(clusters|machines|firewalls|firewalldeployments) (create|delete|update)",
            "metalstack(clusters|machines|firewalls|firewalldeployments)/status (get|list|watch|create|delete|update)",
            "metalstack(clusters|machines|firewalls|firewalldeployments)/finalizers .*",
            "metalstackmachinetemplates (create|delete|update|patch)",
            "metalstackmachinetemplates/status (get|list|watch|create|delete|update)",
            "metalstackmachinetemplates/finalizers .*",
            "metalstack(firewall|machine)templates get"); // read from the cache alone

    @Inject
    Bench bench;

    @Test
    void a_whole_life_uses_every_right_that_is_granted_and_no_other() throws IOException {
        var before = requests().size();
        liveAWholeLife();

        var requests = requests();
        var used = used(requests); // the informers may have listed long before this life
        var granted = granted();
        // Before it other tests tried on purpose what the manager may not do.
        assertThat(denied(requests.subList(before, requests.size())))
                .as("asked for without a right")
                .isEmpty();
        assertThat(granted).containsAll(used);
        granted.removeAll(used);
        assertThat(granted)
                .as("granted, not used and not explained")
                .allMatch(right -> EXPLAINED.stream().anyMatch(right::matches));
    }

    private void liveAWholeLife() {
        try (var stage = bench.open()) {
            liveWithAFirewall(stage);
            var template = stage.apply("""
                    apiVersion: infrastructure.cluster.x-k8s.io/v1alpha1
                    kind: MetalStackMachineTemplate
                    metadata: {name: t}
                    spec: {template: {spec: {image: debian-13.0, size: v1-small-x86}}}
                    """);
            eventually()
                    .until(() ->
                            stage.named(MetalStackMachineTemplate.class, "t").getStatus() != null);
            stage.delete(template);
            var machine = stage.worker("w-1");
            awaitMachines(2, stage);
            bench.metal().control().phoneHomeAll(stage.project());
            bench.letTimePass(Duration.ofMinutes(2));
            eventually()
                    .untilAsserted(() -> assertThat(stage.condition(stage.metalStackMachine("w-1"), "Ready"))
                            .hasValueSatisfying(it -> assertThat(it.getStatus()).isEqualTo("True")));
            stage.delete(machine);
            stage.delete(stage.metalStackCluster());
            eventually().untilAsserted(() -> {
                bench.letTimePass(Duration.ofSeconds(11));
                assertThat(stage.metalStackCluster()).isNull();
            });
        }
    }

    /** Until the cluster is provisioned, for which it needs its firewall. */
    private void liveWithAFirewall(Stage stage) {
        stage.apply("""
                apiVersion: infrastructure.cluster.x-k8s.io/v1alpha1
                kind: MetalStackFirewallTemplate
                metadata: {name: demo}
                spec: {size: v1-small-x86, image: firewall-ubuntu-3.0, networks: [internet-mini-lab]}
                """);
        stage.apply("""
                apiVersion: infrastructure.cluster.x-k8s.io/v1alpha1
                kind: MetalStackFirewallDeployment
                metadata: {name: demo}
                spec: {firewallTemplateRef: {name: demo}}
                """);
        stage.cluster("firewallDeploymentRef: {name: demo}");
        awaitMachines(1, stage);
        eventually().untilAsserted(() -> {
            bench.metal().control().phoneHomeAll(stage.project());
            bench.letTimePass(Duration.ofMinutes(2));
            assertThat(stage.provisioned()).isTrue();
        });
        stage.infrastructureProvisioned();
    }

    /** Lets time pass in small steps, as a signature must not grow too old while a call is under way. */
    private void awaitMachines(int count, Stage stage) {
        eventually().pollInterval(Duration.ofSeconds(2)).untilAsserted(() -> {
            bench.letTimePass(Duration.ofSeconds(11));
            assertThat(bench.metal().holdings().machinesOf(stage.project())).hasSize(count);
        });
    }

    private Set<String> granted() throws IOException {
        try (var bundle = Files.newInputStream(Path.of("target/bundle/infrastructure-components.yaml"))) {
            return bench.admin().load(bundle).items().stream()
                    .filter(ClusterRole.class::isInstance)
                    .map((HasMetadata it) -> (ClusterRole) it)
                    .flatMap(role -> role.getRules().stream())
                    .flatMap(rule -> rule.getResources().stream()
                            .flatMap(resource -> rule.getVerbs().stream().map(verb -> resource + " " + verb)))
                    .collect(Collectors.toCollection(TreeSet::new));
        }
    }

    /**
     * Leases are granted by a Role of their own, and taken by real processes only, which first ask what they may: everybody
     * may ask that.
     */
    private static Set<String> used(List<JsonNode> requests) {
        return requests.stream()
                .filter(it -> !isDenied(it))
                .filter(it -> !Set.of("leases", "selfsubjectrulesreviews")
                        .contains(it.path("objectRef").path("resource").asText()))
                .map(RightsTest::right)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static List<String> denied(List<JsonNode> requests) {
        return requests.stream()
                .filter(RightsTest::isDenied)
                .map(RightsTest::right)
                .toList();
    }

    private static boolean isDenied(JsonNode request) {
        return request.path("responseStatus").path("code").asInt() == 403;
    }

    private static List<JsonNode> requests() throws IOException {
        var json = new ObjectMapper();
        var requests = json.readerFor(JsonNode.class).<JsonNode>readValues(TestApiServer.AUDIT_LOG.toFile());
        return requests.readAll().stream()
                .filter(it -> it.path("user").path("username").asText().equals(MANAGER))
                .filter(it -> it.has("objectRef"))
                .toList();
    }

    private static String right(JsonNode request) {
        var about = request.path("objectRef");
        var subresource = about.path("subresource").asText();
        return about.path("resource").asText() + (subresource.isEmpty() ? "" : "/" + subresource) + " "
                + request.path("verb").asText();
    }
}
