package io.metalstack.lab.management;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A cluster whose machines take Ignition, beside the one of the default template. */
@Tag("end-to-end")
@ExtendWith(RunningLab.class)
class IgnitionFlavorTest {
    private static final String CLUSTER = "ignited";
    private static final String OF_CLUSTER = "--selector=cluster.x-k8s.io/cluster-name=" + CLUSTER;

    @AfterEach
    void delete() {
        RunningLab.kubectl("delete", "cluster", CLUSTER, "--namespace=default", "--ignore-not-found");
    }

    @Test
    void its_machines_boot_by_ignition_and_become_nodes_and_go_without_a_trace() {
        var before = RunningLab.allocations();

        RunningLab.inside("kubectl").and("apply", "-f", "-").reading(manifest()).run();

        RunningLab.awaits("the cluster to be available", () -> condition("Available"));
        assertThat(formats()).hasSize(2).containsOnly("ignition");
        assertThat(nodes())
                .hasSize(2)
                .allSatisfy(it -> assertThat(it.at("/spec/providerID").asText()).startsWith("metal://"));
        assertThat(RunningLab.allocations())
                .as("two machines and a firewall more")
                .hasSize(before.size() + 3);

        delete();
        RunningLab.awaits(
                "what was allocated to be free", () -> RunningLab.allocations().equals(before));
    }

    private static String manifest() {
        return RunningLab.clusterctl(
                "generate",
                "cluster",
                CLUSTER,
                "--flavor=ignition",
                "--infrastructure=" + Component.METALSTACK.provider(),
                "--target-namespace=default",
                "--control-plane-machine-count=1",
                "--worker-machine-count=1");
    }

    private static boolean condition(String type) {
        return RunningLab.kubectl(
                        "get",
                        "cluster",
                        CLUSTER,
                        "--namespace=default",
                        "--output=jsonpath={.status.conditions[?(@.type=='" + type + "')].status}")
                .equals("True");
    }

    /** In which format the bootstrap data of its machines is. */
    private static List<String> formats() {
        return RunningLab.items(
                        RunningLab.kubectl("get", "secrets", "--namespace=default", OF_CLUSTER, "--output=json"))
                .stream()
                .map(it -> it.at("/data/format").asText())
                .filter(it -> !it.isEmpty())
                .map(it -> new String(Base64.getDecoder().decode(it), StandardCharsets.UTF_8))
                .toList();
    }

    private static List<JsonNode> nodes() {
        var file = RunningLab.FILES.home().resolve(CLUSTER + ".kubeconfig");
        LabFiles.writePrivately(file, RunningLab.clusterctl("get", "kubeconfig", CLUSTER));
        try {
            return RunningLab.items(
                    RunningLab.kubectl("--kubeconfig", file.toString(), "get", "nodes", "--output=json"));
        } finally {
            LabFiles.delete(file);
        }
    }
}
