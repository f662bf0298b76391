package io.metalstack.capi.manifests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import com.fasterxml.jackson.databind.JsonNode;
import io.metalstack.capi.house.TestApiServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The flavors of the cluster template, as far as they can be tried without core's webhooks. */
class FlavorsTest {

    private static final String CALICO = "cluster-template-calico.yaml";
    private static final String HOSTED = "cluster-template-hosted-control-plane.yaml";
    private static final String IGNITION = "cluster-template-ignition.yaml";

    /** Kinds of others, whose definitions are not here. */
    private static final Set<String> FOREIGN = Set.of("HelmChartProxy", "KamajiControlPlane");

    static List<String> files() throws IOException {
        return ClusterTemplates.files();
    }

    @ParameterizedTest
    @MethodSource("files")
    void the_api_server_takes_each_object(String file) throws IOException {
        accepted(file, ClusterTemplates.documents(file));
    }

    @ParameterizedTest
    @MethodSource("files")
    void the_api_server_takes_each_object_with_everything_given(String file) throws IOException {
        accepted(
                file,
                ClusterTemplates.documents(
                        file,
                        Map.of(
                                "CONTROL_PLANE_IP", "203.0.113.129",
                                "METAL_NODE_NETWORK_ID", "00000000-0000-0000-0000-000000000002",
                                "FIREWALL_EXTERNAL_NETWORKS", "[internet-mini-lab]",
                                "POD_CIDR", "[10.240.0.0/13]")));
    }

    private static void accepted(String file, List<JsonNode> objects) {
        try (var client = TestApiServer.adminClient()) {
            for (var object : objects) {
                if (!FOREIGN.contains(ClusterTemplates.kind(object))) {
                    assertThatCode(() -> client.raw(ClusterTemplates.dryRun(object), "POST", object.toString()))
                            .as("%s of %s", ClusterTemplates.kind(object), file)
                            .doesNotThrowAnyException();
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("files")
    void each_object_is_in_the_namespace_and_each_reference_leads_to_one_beside_it(String file) throws IOException {
        var objects = ClusterTemplates.documents(file);
        var beside = objects.stream()
                .map(it -> ClusterTemplates.kind(it) + "/"
                        + it.at("/metadata/name").asText())
                .toList();
        var referred = new ArrayList<String>();
        for (var reference : List.of("infrastructureRef", "controlPlaneRef", "configRef")) {
            objects.forEach(object -> object.findValues(reference)
                    .forEach(it -> referred.add(
                            it.path("kind").asText() + "/" + it.path("name").asText())));
        }

        assertThat(objects)
                .allSatisfy(
                        it -> assertThat(it.at("/metadata/namespace").asText()).isEqualTo("default"));
        assertThat(beside).doesNotHaveDuplicates().containsAll(referred);
    }

    @ParameterizedTest
    @MethodSource("files")
    void the_documents_explain_the_flavor_and_its_variables(String file) throws IOException {
        var page = Files.readString(Path.of("docs/clusters.md"));

        assertThat(page).contains("`" + file + "`");
        assertThat(page)
                .contains(ClusterTemplates.variables(file).stream()
                        .map(it -> "`" + it + "`")
                        .toList());
    }

    @Test
    void the_firewall_less_template_is_the_default_one_without_its_firewall() throws IOException {
        var reference = "\n  firewallDeploymentRef:\n    name: ${CLUSTER_NAME}";

        assertThat(texts(ClusterTemplates.DEFAULT).stream()
                        .filter(it -> !it.contains("kind: MetalStackFirewall"))
                        .map(it -> it.replace(reference, "")))
                .isEqualTo(texts("cluster-template-firewall-less.yaml"));
    }

    @Test
    void the_ignition_template_is_the_default_one_in_another_format() throws IOException {
        assertThat(texts(ClusterTemplates.DEFAULT).stream()
                        .map(it -> it.replace("format: cloud-config", "format: ignition")))
                .isEqualTo(texts(IGNITION))
                .isNotEqualTo(texts(ClusterTemplates.DEFAULT));
    }

    @Test
    void the_calico_template_is_the_default_one_and_what_makes_its_nodes_ready() throws IOException {
        var labels =
                "\n  labels:\n    cluster.metal-stack.io/cni: calico\n    cluster.x-k8s.io/cluster-name: ${CLUSTER_NAME}";
        var usual = texts(ClusterTemplates.DEFAULT);
        var calico = texts(CALICO).stream()
                .map(it -> it.contains("kind: Cluster\n") ? it.replace(labels, "") : it)
                .toList();

        assertThat(calico).startsWith(usual.toArray(String[]::new));
        assertThat(ClusterTemplates.documents(CALICO).subList(usual.size(), calico.size()))
                .extracting(ClusterTemplates::kind)
                .containsExactly("HelmChartProxy", "Deployment");
    }

    @Test
    void calico_is_installed_in_the_one_cluster_that_asks_for_it_for_its_own_pods() throws IOException {
        var objects = ClusterTemplates.documents(CALICO);
        var chart = ClusterTemplates.ofKind(objects, "HelmChartProxy").path("spec");

        assertThat(chart.at("/clusterSelector/matchLabels"))
                .isEqualTo(ClusterTemplates.ofKind(objects, "Cluster").at("/metadata/labels"))
                .hasSize(2);
        assertThat(chart.path("valuesTemplate").asText())
                .contains(".Cluster.spec.clusterNetwork.pods.cidrBlocks")
                .doesNotContain("10.240");
    }

    @Test
    void the_cloud_controller_acts_in_the_workload_cluster_and_knows_it_by_the_id_that_is_on_its_machines()
            throws IOException {
        var pod = ClusterTemplates.ofKind(ClusterTemplates.documents(CALICO), "Deployment")
                .at("/spec/template/spec");
        var container = pod.at("/containers/0");
        var environment = StreamSupport.stream(container.path("env").spliterator(), false)
                .collect(Collectors.toMap(it -> it.path("name").asText(), it -> it));

        assertThat(pod.path("automountServiceAccountToken").asBoolean(true)).isFalse();
        assertThat(pod.at("/volumes/0/secret/secretName").asText()).isEqualTo("demo-kubeconfig");
        assertThat(container.path("command"))
                .extracting(JsonNode::asText)
                .filteredOn(it -> it.contains("kubeconfig="))
                .hasSize(3)
                .allMatch(it -> it.endsWith(
                        "=" + container.at("/volumeMounts/0/mountPath").asText() + "/kubeconfig"));
        assertThat(environment.get("METAL_CLUSTER_ID").path("value").asText()).isEqualTo("default.demo");
        assertThat(List.of("METAL_API_URL", "METAL_AUTH_HMAC", "METAL_AUTH_HMAC_AUTH_TYPE"))
                .allSatisfy(it -> assertThat(environment
                                .get(it)
                                .at("/valueFrom/secretKeyRef/name")
                                .asText())
                        .isEqualTo("metal-ccm"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "203.0.113.129"})
    void a_hosted_control_plane_and_its_cluster_have_one_endpoint_that_metal_stack_does_not_provide(String address)
            throws IOException {
        var objects = ClusterTemplates.documents(HOSTED, Map.of("CONTROL_PLANE_IP", "\"" + address + "\""));
        var metal = ClusterTemplates.ofKind(objects, "MetalStackCluster").path("spec");

        assertThat(metal.path("controlPlaneEndpointFrom").asText()).isEqualTo("External");
        assertThat(metal.has("controlPlaneIP")).isFalse();
        assertThat(metal.at("/controlPlaneEndpoint/host").asText()).isEqualTo(address);
        assertThat(ClusterTemplates.ofKind(objects, "KamajiControlPlane")
                        .at("/spec/network/serviceAddress")
                        .asText())
                .isEqualTo(address);
        assertThat(metal.at("/controlPlaneEndpoint/port"))
                .isEqualTo(ClusterTemplates.ofKind(objects, "Cluster").at("/spec/clusterNetwork/apiServerPort"));
        assertThat(objects)
                .extracting(ClusterTemplates::kind)
                .doesNotContain("KubeadmControlPlane")
                .containsOnlyOnce("MetalStackMachineTemplate");
    }

    @Test
    void the_templates_with_a_firewall_make_the_same_one() throws IOException {
        for (var flavor : List.of("calico", "clusterclass", "ignition", "kube-vip")) {
            assertThat(firewall("cluster-template-" + flavor + ".yaml"))
                    .as(flavor)
                    .hasSize(2)
                    .isEqualTo(firewall(ClusterTemplates.DEFAULT));
        }
    }

    private static List<String> firewall(String template) throws IOException {
        return texts(template).stream()
                .filter(it -> it.contains("kind: MetalStackFirewall"))
                .toList();
    }

    /** The objects of a template as they are written, without comments. */
    private static List<String> texts(String template) throws IOException {
        var lines = Files.readString(ClusterTemplates.FOLDER.resolve(template)).replaceAll("(?m)^ *#.*\n", "");
        return List.of(lines.strip().split("\n---\n"));
    }
}
