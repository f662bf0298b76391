package io.metalstack.lab.management;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.metalstack.lab.Poll;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A cluster of the ClusterClass metalstack beside the lab's own: what a change of a variable rolls, and what not. */
@Tag("end-to-end")
@ExtendWith(RunningLab.class)
class ClusterClassRollTest {
    private static final String CLUSTER = "classy";
    private static final String OF_CLUSTER = "--selector=cluster.x-k8s.io/cluster-name=" + CLUSTER;

    /** Of what may roll, all that the topology controller writes. */
    private static final String KINDS = "metalstackclusters,metalstackmachinetemplates,metalstackmachines,"
            + "kubeadmconfigtemplates,kubeadmcontrolplanes,machinedeployments,machinesets,machines";

    /** Many times the pause in which the topology controller looks again at what it made. */
    private static final Duration WATCHED = Duration.ofMinutes(3);

    private static String manifest;

    @BeforeAll
    static void make() {
        manifest = RunningLab.inside("clusterctl")
                .and("generate", "cluster", CLUSTER, "--infrastructure=metalstack", "--flavor=clusterclass")
                .and("--target-namespace=default", "--worker-machine-count=1")
                .run();
        RunningLab.inside("kubectl").and("apply", "-f", "-").reading(manifest).run();
        awaitMachines();
    }

    @AfterAll
    static void delete() {
        RunningLab.kubectl("delete", "cluster.cluster.x-k8s.io", CLUSTER, "--namespace=default", "--wait=false");
        RunningLab.awaits(
                "the cluster and its firewall to be gone",
                () -> items("clusters,metalstackclusters,metalstackfirewalldeployments").stream()
                        .noneMatch(it -> it.at("/metadata/name").asText().startsWith(CLUSTER)));
        // The class and its templates, which may not go before.
        RunningLab.inside("kubectl")
                .and("delete", "--ignore-not-found", "-f", "-")
                .reading(manifest)
                .run();
    }

    @Test
    void t16_nothing_rolls_and_nothing_is_written_anew_while_no_variable_changes() {
        var before = generations();

        Poll.pause(WATCHED);

        assertThat(generations()).isNotEmpty().isEqualTo(before);
    }

    @Test
    void t16_a_variable_of_the_workers_rolls_the_workers_alone() {
        var controlPlane = machines(true);
        var workers = machines(false);

        set("workerImage", KubernetesReleases.image(releases().older()));

        RunningLab.awaits("other workers", () -> machines(false).stream().noneMatch(workers::contains));
        awaitMachines();
        assertThat(machines(true)).isNotEmpty().isEqualTo(controlPlane);
    }

    @Test
    void a_value_out_of_range_is_refused_with_the_name_of_the_variable() {
        assertThatThrownBy(() -> set("workerSize", "x".repeat(254))).hasMessageContaining("workerSize");
        assertThatThrownBy(() -> set("projectID", "another")).hasMessageContaining("projectID cannot be changed");
    }

    /** Sets a variable of the topology, as a user does who edits the Cluster. */
    private static void set(String variable, String value) {
        var names = RunningLab.json(RunningLab.kubectl(
                        "get", "cluster.cluster.x-k8s.io", CLUSTER, "--namespace=default", "--output=json"))
                .at("/spec/topology/variables")
                .findValuesAsText("name");
        assertThat(names).contains(variable);
        RunningLab.kubectl(
                "patch",
                "cluster.cluster.x-k8s.io",
                CLUSTER,
                "--namespace=default",
                "--type=json",
                "--patch=[{\"op\":\"replace\",\"path\":\"/spec/topology/variables/%d/value\",\"value\":\"%s\"}]"
                        .formatted(names.indexOf(variable), value));
    }

    private static Map<String, String> generations() {
        return of(KINDS).stream()
                .collect(Collectors.toMap(
                        RunningLab::name, it -> it.at("/metadata/generation").asText(), (a, b) -> a, TreeMap::new));
    }

    private static Set<String> machines(boolean controlPlane) {
        return of("machines.cluster.x-k8s.io").stream()
                .filter(it -> it.at("/metadata/labels").has("cluster.x-k8s.io/control-plane") == controlPlane)
                .map(RunningLab::name)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** A control-plane machine and a worker, each with its Node, and none that goes. */
    private static void awaitMachines() {
        RunningLab.awaits("two machines with Nodes", () -> {
            var all = of("machines.cluster.x-k8s.io");
            return all.size() == 2
                    && all.stream()
                            .noneMatch(it -> it.at("/status/nodeRef/name").isMissingNode());
        });
    }

    private static List<JsonNode> of(String kinds) {
        return items(kinds, OF_CLUSTER);
    }

    private static List<JsonNode> items(String kinds, String... selector) {
        return RunningLab.items(RunningLab.inside("kubectl")
                .and("get", kinds, "--namespace=default", "--output=json")
                .and(selector)
                .run());
    }

    private static KubernetesReleases releases() {
        return KubernetesReleases.in(RunningLab.FILES.tools());
    }
}
