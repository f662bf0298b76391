package io.metalstack.lab.management;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.metalstack.lab.simulator.InventorySpec;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What of a MetalStackMachine reaches its Machine and its Node. */
@Tag("end-to-end")
@ExtendWith(RunningLab.class)
class NodeMatchTest {

    @Test
    void t06_provider_id_addresses_and_failure_domain_reach_the_machine_whose_node_is_found() {
        var ours = byName("metalstackmachines");
        var machines = byName("machines.cluster.x-k8s.io");

        assertThat(machines).hasSize(3).hasSameSizeAs(ours).allSatisfy((name, machine) -> {
            var own = ours.get(machine.at("/spec/infrastructureRef/name").asText());
            assertThat(machine.at("/spec/providerID").asText())
                    .startsWith("metal://")
                    .isEqualTo(own.at("/spec/providerID").asText());
            assertThat(addresses(machine))
                    .containsKeys("InternalIP", "Hostname")
                    .containsAllEntriesOf(addresses(own));
            assertThat(machine.at("/status/failureDomain")
                            .asText(machine.at("/spec/failureDomain").asText()))
                    .isEqualTo(InventorySpec.MINI_LAB);
            assertThat(node(machine.at("/status/nodeRef/name").asText())
                            .at("/spec/providerID")
                            .asText())
                    .isEqualTo(machine.at("/spec/providerID").asText());
        });
    }

    private static Map<String, JsonNode> byName(String kind) {
        return RunningLab.all(kind).stream()
                .collect(Collectors.toMap(it -> it.at("/metadata/name").asText(), it -> it));
    }

    private static Map<String, String> addresses(JsonNode object) {
        return StreamSupport.stream(object.at("/status/addresses").spliterator(), false)
                .collect(Collectors.toMap(
                        it -> it.path("type").asText(), it -> it.path("address").asText(), (a, b) -> a));
    }

    private static JsonNode node(String name) {
        var kubeconfig = RunningLab.FILES.workloadKubeconfig(RunningLab.CLUSTER).toString();
        return RunningLab.json(RunningLab.kubectl("--kubeconfig", kubeconfig, "get", "node", name, "--output=json"));
    }
}
