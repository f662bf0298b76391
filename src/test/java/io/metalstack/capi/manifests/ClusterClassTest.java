package io.metalstack.capi.manifests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.metalstack.capi.house.TestApiServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The shipped ClusterClass, as far as it can be tried without core's webhooks. */
class ClusterClassTest {

    private static final Path CRDS = Path.of("target/kubernetes");
    private static final String CLASS = "clusterclass-metalstack.yaml";
    private static final String FLAVOR = "cluster-template-clusterclass.yaml";
    private static final ObjectMapper YAML = new YAMLMapper();
    private static List<JsonNode> objects;
    private static JsonNode clusterClass;

    @BeforeAll
    static void read() throws IOException {
        objects = ClusterTemplates.documents(CLASS);
        clusterClass = objects.stream()
                .filter(it -> it.path("kind").asText().equals("ClusterClass"))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void the_api_server_takes_each_object() {
        try (var client = TestApiServer.adminClient()) {
            for (var object : objects) {
                assertThatCode(() -> client.raw(ClusterTemplates.dryRun(object), "POST", object.toString()))
                        .as(ClusterTemplates.kind(object))
                        .doesNotThrowAnyException();
            }
        }
    }

    /** As clusterctl wants it: it finds the file by the name of the class and puts it into the namespace of the Cluster. */
    @Test
    void is_named_after_its_file_and_holds_neither_namespace_nor_variable_of_clusterctl() throws IOException {
        assertThat(clusterClass.at("/metadata/name").asText()).isEqualTo("metalstack");
        assertThat(objects).allMatch(it -> it.at("/metadata/namespace").isMissingNode());
        assertThat(Files.readString(ClusterTemplates.FOLDER.resolve(CLASS))).doesNotContain("${");
    }

    @Test
    void refers_to_the_objects_beside_it_and_to_each_of_them() {
        var referred = clusterClass.findValues("templateRef").stream()
                .map(it -> it.path("kind").asText() + "/" + it.path("name").asText())
                .collect(Collectors.toSet());
        var beside = objects.stream()
                .filter(it -> it != clusterClass)
                .map(it ->
                        it.path("kind").asText() + "/" + it.at("/metadata/name").asText())
                .collect(Collectors.toSet());

        assertThat(referred).hasSize(5).isEqualTo(beside);
    }

    @Test
    void each_variable_is_used_and_each_one_that_is_used_is_there() {
        var used = new TreeSet<String>();
        clusterClass.path("spec").path("patches").findValues("variable").forEach(it -> used.add(it.asText()));
        var templates = Pattern.compile("\\.(\\w+)(?= |\\||})");
        Stream.of("template", "enabledIf")
                .flatMap(it -> clusterClass.path("spec").path("patches").findValues(it).stream())
                .forEach(it -> templates
                        .matcher(it.asText().replaceAll("\\.builtin[.\\w]*", ""))
                        .results()
                        .forEach(name -> used.add(name.group(1))));

        assertThat(used).hasSizeGreaterThan(10).isEqualTo(variables().keySet());
    }

    /** A value out of range is then refused with the name of the variable, and not later by a controller. */
    @ParameterizedTest
    @CsvSource({
        "projectID,         metalstackclusters, projectID",
        "partition,         metalstackclusters, partition",
        "nodeNetworkID,     metalstackclusters, nodeNetworkID",
        "externalNetworkID, metalstackclusters, externalNetworkID",
        "controlPlaneIP,    metalstackclusters, controlPlaneIP",
        "controlPlaneSize,  metalstackmachines, size",
        "controlPlaneImage, metalstackmachines, image",
        "workerSize,        metalstackmachines, size",
        "workerImage,       metalstackmachines, image",
        "sshPublicKeys,     metalstackmachines, sshPublicKeys"
    })
    void a_variable_has_the_bounds_of_the_field_that_it_fills(String variable, String kind, String field)
            throws IOException {
        var crd = YAML.readTree(
                CRDS.resolve(kind + ".infrastructure.cluster.x-k8s.io-v1.yml").toFile());
        var spec = crd.at("/spec/versions/0/schema/openAPIV3Schema/properties/spec");
        var schema = variables().get(variable).at("/schema/openAPIV3Schema");
        var bounds = spec.at("/properties/" + field);

        for (var bound : List.of("type", "minLength", "maxLength", "maxItems")) {
            assertThat(schema.path(bound)).as(bound).isEqualTo(bounds.path(bound));
        }
        assertThat(schema.at("/items/maxLength")).isEqualTo(bounds.at("/items/maxLength"));
        assertThat(variables().get(variable).path("required").asBoolean())
                .isEqualTo(StreamSupport.stream(spec.path("required").spliterator(), false)
                        .anyMatch(it -> it.asText().equals(field)));
    }

    @Test
    void the_flavor_sets_every_variable_that_is_required_and_none_that_is_not_there() throws IOException {
        var cluster = ClusterTemplates.documents(FLAVOR).getFirst();
        var set = cluster.at("/spec/topology/variables").findValuesAsText("name");
        var required = variables().entrySet().stream()
                .filter(it -> it.getValue().path("required").asBoolean())
                .map(Map.Entry::getKey)
                .toList();

        assertThat(cluster.at("/spec/topology/classRef/name").asText()).isEqualTo("metalstack");
        assertThat(set).containsAll(required);
        assertThat(variables().keySet()).containsAll(set);
    }

    @Test
    void the_flavor_asks_for_the_variables_of_the_default_template() throws IOException {
        assertThat(ClusterTemplates.variables(FLAVOR)).isEqualTo(ClusterTemplates.variables(ClusterTemplates.DEFAULT));
    }

    @Test
    void its_machines_boot_with_the_configuration_of_the_default_template() throws IOException {
        var usual = ClusterTemplates.documents(ClusterTemplates.DEFAULT);

        assertThat(ClusterTemplates.ofKind(objects, "KubeadmControlPlaneTemplate")
                        .at("/spec/template/spec/kubeadmConfigSpec"))
                .isEqualTo(ClusterTemplates.ofKind(usual, "KubeadmControlPlane").at("/spec/kubeadmConfigSpec"));
        assertThat(ClusterTemplates.ofKind(objects, "KubeadmConfigTemplate").path("spec"))
                .isEqualTo(
                        ClusterTemplates.ofKind(usual, "KubeadmConfigTemplate").path("spec"));
    }

    private static Map<String, JsonNode> variables() {
        return StreamSupport.stream(clusterClass.at("/spec/variables").spliterator(), false)
                .collect(Collectors.toMap(it -> it.path("name").asText(), it -> it));
    }
}
