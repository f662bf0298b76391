package io.metalstack.lab.node;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.metalstack.lab.node.NodeObject.Capacity;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class NodeObjectTest {

    private static final Instant NOW = Instant.parse("2026-01-02T03:04:05.678901234Z");
    private static final MachineSpec MACHINE =
            new MachineSpec("47-11", "worker-1", "capms-1.36.3", "1.36.3", Path.of("/tools"), "10.0.0.7");
    private static final Capacity CAPACITY = new Capacity(4, 1024, 2048, 110, "6.12.1");

    @Test
    void registers_with_the_labels_and_taints_of_its_flags() {
        var node = NodeObject.node(
                "worker-1", KubeletFlags.parse("A=--node-labels=rack=7 --register-with-taints=a/b:NoSchedule"));

        assertThat(node.at("/metadata/name").asText()).isEqualTo("worker-1");
        assertThat(node.at("/metadata/labels/kubernetes.io~1hostname").asText()).isEqualTo("worker-1");
        assertThat(node.at("/metadata/labels/rack").asText()).isEqualTo("7");
        assertThat(node.at("/spec/taints").toString())
                .isEqualTo("[{\"key\":\"a/b\",\"value\":\"\",\"effect\":\"NoSchedule\"}]");
    }

    @Test
    void knows_no_provider_id_unless_the_user_wrote_one() {
        assertThat(NodeObject.node("worker-1", KubeletFlags.parse(""))
                        .at("/spec/providerID")
                        .isMissingNode())
                .isTrue();
        assertThat(NodeObject.node("worker-1", KubeletFlags.parse("A=--provider-id=metal://mini-lab/x"))
                        .at("/spec/providerID")
                        .asText())
                .isEqualTo("metal://mini-lab/x");
    }

    @Test
    void reports_the_machine_as_it_is() {
        var status = NodeObject.status(Json.object(Map.of()), MACHINE, "boot-1", "10.0.0.7", 10250, CAPACITY, NOW)
                .path("status");

        assertThat(status.at("/addresses").toString())
                .contains("\"InternalIP\"", "\"10.0.0.7\"", "\"Hostname\"", "\"worker-1\"");
        assertThat(status.at("/daemonEndpoints/kubeletEndpoint/Port").asInt()).isEqualTo(10250);
        assertThat(status.at("/nodeInfo/kubeletVersion").asText()).isEqualTo("v1.36.3");
        assertThat(status.at("/nodeInfo/systemUUID").asText()).isEqualTo("47-11");
        assertThat(status.at("/nodeInfo/bootID").asText()).isEqualTo("boot-1");
        assertThat(status.at("/capacity")).isEqualTo(status.at("/allocatable"));
        assertThat(status.at("/capacity/memory").asText()).isEqualTo("1024Ki");
        assertThat(condition(status, "Ready").path("status").asText()).isEqualTo("True");
        assertThat(condition(status, "DiskPressure").path("status").asText()).isEqualTo("False");
    }

    @Test
    void keeps_the_time_of_a_condition_that_has_not_changed() {
        var known = Json.object(Map.of(
                "status",
                Map.of(
                        "conditions",
                        List.of(
                                condition("Ready", "True", "2026-01-01T00:00:00Z"),
                                condition("DiskPressure", "Unknown", "2026-01-01T00:00:00Z")))));

        var status = NodeObject.status(known, MACHINE, "boot-1", "10.0.0.7", 10250, CAPACITY, NOW)
                .path("status");

        assertThat(condition(status, "Ready").path("lastTransitionTime").asText())
                .isEqualTo("2026-01-01T00:00:00Z");
        assertThat(condition(status, "Ready").path("lastHeartbeatTime").asText())
                .isEqualTo("2026-01-02T03:04:05Z");
        assertThat(condition(status, "DiskPressure").path("lastTransitionTime").asText())
                .isEqualTo("2026-01-02T03:04:05Z");
    }

    @Test
    void makes_a_lease_that_its_node_owns() {
        var lease = NodeObject.lease("worker-1", "uid-1", Optional.empty(), NOW);

        assertThat(lease.at("/metadata/namespace").asText()).isEqualTo("kube-node-lease");
        assertThat(lease.at("/metadata/ownerReferences/0/uid").asText()).isEqualTo("uid-1");
        assertThat(lease.at("/spec/leaseDurationSeconds").asInt()).isEqualTo(40);
        assertThat(lease.at("/spec/renewTime").asText()).isEqualTo("2026-01-02T03:04:05.678901Z");
    }

    @Test
    void renews_a_lease_as_the_object_it_is() {
        var current = Json.object(Map.of("metadata", Map.of("name", "worker-1", "resourceVersion", "42")));

        assertThat(NodeObject.lease("worker-1", "uid-1", Optional.of(current), NOW)
                        .at("/metadata/resourceVersion")
                        .asText())
                .isEqualTo("42");
    }

    @Test
    void reads_the_memory_of_the_computer() {
        assertThat(NodeRegistration.memoryKib("MemTotal:       24573040 kB\nMemFree: 1 kB\n"))
                .isEqualTo(24573040);
    }

    private static JsonNode condition(JsonNode status, String type) {
        for (var condition : status.path("conditions")) {
            if (condition.path("type").asText().equals(type)) {
                return condition;
            }
        }
        throw new AssertionError("no condition " + type);
    }

    private static Map<String, String> condition(String type, String status, String since) {
        return Map.of("type", type, "status", status, "lastTransitionTime", since);
    }
}
