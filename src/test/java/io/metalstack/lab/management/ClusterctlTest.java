package io.metalstack.lab.management;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.metalstack.lab.Command;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What clusterctl makes of the provider, verb by verb; what installs, upgrades and removes it is in other classes. */
@Tag("end-to-end")
@ExtendWith(RunningLab.class)
class ClusterctlTest {
    private static final String TEMPLATE = "cluster-template";
    private static final String PROVIDER = Component.METALSTACK.provider();

    /** Kinds of other providers, which the lab has not. */
    private static final Set<String> FOREIGN = Set.of("HelmChartProxy", "KamajiControlPlane");

    private static final Pattern LISTED = Pattern.compile("^ +- (\\w+)", Pattern.MULTILINE);
    private static final Pattern USED = Pattern.compile("\\$\\{(\\w+)");
    private static final Pattern CONDITIONS =
            Pattern.compile("ClusterNodeNetworkEnsured|ClusterControlPlaneIPEnsured|MachineCreated|MachineHealthy");

    @Test
    void init_waits_until_the_provider_is_available() {
        assertThat(RunningLab.read(RunningLab.FILES.log("clusterctl")))
                .contains("Waiting for providers to be available");
        assertThat(RunningLab.kubectl(
                        "get",
                        "deployment",
                        "--namespace=" + Component.METALSTACK.namespace(),
                        "--output=jsonpath={.items[*].status.conditions[?(@.type=='Available')].status}"))
                .isEqualTo("True");
    }

    /** The templates of the installed bundle, the default one with an empty name. */
    static List<String> flavors() throws IOException {
        try (var files = Files.list(bundle().folder())) {
            return files.map(it -> it.getFileName().toString())
                    .filter(it -> it.startsWith(TEMPLATE))
                    .map(it -> it.substring(TEMPLATE.length(), it.indexOf('.')).replaceFirst("^-", ""))
                    .sorted()
                    .toList();
        }
    }

    @Test
    void there_is_more_than_one_flavor() throws IOException {
        assertThat(flavors()).hasSizeGreaterThan(6).contains("");
    }

    @ParameterizedTest
    @MethodSource("flavors")
    void each_flavor_is_generated_and_accepted_by_the_api_server(String flavor) {
        var objects = ComponentManifests.documents(generate("--flavor", flavor).run()).stream()
                .filter(it -> !FOREIGN.contains(it.path("kind").asText()))
                .toList();

        var applied = dryRun(objects.stream().map(JsonNode::toString).collect(Collectors.joining("\n---\n")))
                .run()
                .lines()
                .toList();

        assertThat(applied)
                .hasSameSizeAs(objects)
                .anyMatch(it -> it.startsWith("cluster.cluster.x-k8s.io/fresh "))
                .allMatch(it -> it.endsWith("(server dry run)"));
    }

    @ParameterizedTest
    @MethodSource("flavors")
    void the_variables_of_a_flavor_are_those_that_its_template_uses_and_the_documents_explain(String flavor) {
        var listed =
                found(LISTED, generate("--flavor", flavor, "--list-variables").run());

        var file = bundle().folder().resolve(TEMPLATE + (flavor.isEmpty() ? "" : "-" + flavor) + ".yaml");
        assertThat(listed).contains("METAL_PARTITION", "CLUSTER_NAME").isEqualTo(found(USED, RunningLab.read(file)));
        assertThat(RunningLab.read(Path.of("docs/clusters.md")))
                .contains(listed.stream().map(it -> "`" + it + "`").toList());
    }

    @Test
    void a_variable_without_a_value_is_named() {
        var config = RunningLab.FILES.home().resolve("without-partition.yaml");
        LabFiles.writePrivately(
                config,
                RunningLab.read(RunningLab.FILES.clusterctlConfig())
                        .lines()
                        .filter(it -> !it.startsWith("METAL_PARTITION:"))
                        .collect(Collectors.joining("\n")));
        try {
            refused(generate("--config", config.toString()), "METAL_PARTITION");
        } finally {
            LabFiles.delete(config);
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    --flavor=nonsense                 | cluster-template-nonsense.yaml
                    --kubernetes-version=newest       | invalid KubernetesVersion
                    --control-plane-machine-count=-1  | invalid ControlPlaneMachineCount
                    --infrastructure=metalstack:v9.9.9| v9.9.9
                    """)
    void a_wrong_argument_is_told_in_a_sentence(String word, String sentence) {
        refused(generate(word), sentence);
    }

    @Test
    void two_control_planes_are_refused_by_the_api_server() {
        var manifest = generate("--control-plane-machine-count=2").run();

        refused(dryRun(manifest), "even number");
    }

    @Test
    void generate_provider_prints_the_bundle_with_its_variables_filled_in() {
        var printed = ComponentManifests.documents(
                RunningLab.clusterctl("generate", "provider", "--infrastructure", PROVIDER));

        assertThat(names(printed)).isEqualTo(names(ComponentManifests.documents(bundle().manifest())));
        assertThat(printed)
                .filteredOn(it -> it.path("kind").asText().equals("Secret"))
                .extracting(it -> it.at("/stringData/api-url").asText())
                .containsExactly(Variables.simulatorUrl());
        assertThat(RunningLab.clusterctl("generate", "provider", "--infrastructure", PROVIDER, "--describe"))
                .contains("METAL_API_URL", "METAL_API_HMAC", "METAL_API_HMAC_AUTH_TYPE");
    }

    @Test
    void describe_shows_cluster_and_machines_with_the_conditions_of_the_provider() {
        var tree = RunningLab.clusterctl(
                "describe", "cluster", RunningLab.CLUSTER, "--show-conditions=all", "--echo", "--grouping=false");

        assertThat(tree).contains("MetalStackCluster default/" + RunningLab.CLUSTER);
        assertThat(RunningLab.workers())
                .isNotEmpty()
                .allSatisfy(it -> assertThat(tree).contains("MetalStackMachine default/" + it));
        assertThat(found(Pattern.compile("(" + CONDITIONS.pattern() + ")"), tree))
                .hasSize(4);
    }

    @Test
    void get_kubeconfig_leads_to_the_cluster() {
        var file = RunningLab.FILES.home().resolve("once-more.kubeconfig");
        LabFiles.writePrivately(file, RunningLab.clusterctl("get", "kubeconfig", RunningLab.CLUSTER));
        try {
            assertThat(RunningLab.kubectl("--kubeconfig", file.toString(), "get", "nodes", "--output=name")
                            .lines())
                    .hasSize(3);
        } finally {
            LabFiles.delete(file);
        }
    }

    @Test
    void list_images_names_the_providers_image_beside_cluster_apis() {
        assertThat(RunningLab.clusterctl(
                                "init",
                                "list-images",
                                "--core=cluster-api",
                                "--bootstrap=kubeadm",
                                "--control-plane=kubeadm",
                                "--infrastructure",
                                PROVIDER)
                        .lines())
                .contains("ghcr.io/metal-stack/cluster-api-provider-metalstack:" + bundle().version())
                .anyMatch(it -> it.contains("kubeadm-control-plane-controller:"));
    }

    @Test
    void a_restarted_rollout_ends_with_as_many_machines_and_frees_the_old_ones() {
        var boots = RunningLab.settled();
        var old = RunningLab.workers();
        var allocations = RunningLab.allocations();
        long since = RunningLab.lastCall();

        RunningLab.clusterctl("alpha", "rollout", "restart", "machinedeployment/" + RunningLab.WORKERS);

        RunningLab.awaits(
                "the old workers to go", () -> RunningLab.workers().stream().noneMatch(old::contains));
        var after = RunningLab.settled();
        assertThat(after).hasSameSizeAs(boots).isNotEqualTo(boots).doesNotContainKeys(old.toArray(String[]::new));
        assertThat(RunningLab.allocations()).hasSameSizeAs(allocations).doesNotContainKeys(old.toArray(String[]::new));
        var calls = RunningLab.callsSince(since);
        assertThat(calls.allocate()).isEqualTo(old.size());
        assertThat(calls.free()).isEqualTo(old.size());
    }

    private static Bundle bundle() {
        return Bundle.find(RunningLab.FILES, Path.of(""));
    }

    /** Words are taken over as they are; later ones win. */
    private static Command generate(String... words) {
        return RunningLab.inside("clusterctl")
                .and("generate", "cluster", "fresh", "--target-namespace=default", "--worker-machine-count=1")
                .and("--control-plane-machine-count=1")
                .and("--infrastructure=" + PROVIDER)
                .and(words);
    }

    private static Command dryRun(String manifest) {
        return RunningLab.inside("kubectl")
                .and("apply", "--dry-run=server", "-f", "-")
                .reading(manifest);
    }

    private static void refused(Command command, String sentence) {
        var result = command.result();
        assertThat(result.code()).isNotZero();
        assertThat(result.errors()).contains(sentence);
    }

    private static TreeSet<String> found(Pattern what, String text) {
        return what.matcher(text).results().map(it -> it.group(1)).collect(Collectors.toCollection(TreeSet::new));
    }

    private static TreeSet<String> names(List<ObjectNode> documents) {
        Stream<JsonNode> all = documents.stream().map(it -> it);
        return all.map(RunningLab::name).collect(Collectors.toCollection(TreeSet::new));
    }
}
