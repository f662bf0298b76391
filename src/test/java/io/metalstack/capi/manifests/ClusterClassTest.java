package io.metalstack.capi.manifests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.metalstack.capi.house.TestApiServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The shipped ClusterClass and the templates for clusters, as far as they can be tried without core's webhooks. */
class ClusterClassTest {

    private static final Path FOLDER = Path.of("target/bundle");
    private static final Path CRDS = Path.of("target/kubernetes");
    private static final String CLASS = "clusterclass-metalstack.yaml";
    private static final String FLAVOR = "cluster-template-clusterclass.yaml";
    private static final ObjectMapper YAML = new YAMLMapper();
    private static final Pattern VARIABLE = Pattern.compile("\\$\\{(\\w+)(?::=([^}]*))?}");

    /** What a user gives that has no default. */
    private static final Map<String, String> GIVEN = Map.ofEntries(
            Map.entry("CLUSTER_NAME", "demo"),
            Map.entry("NAMESPACE", "default"),
            Map.entry("KUBERNETES_VERSION", "v1.36.3"),
            Map.entry("METAL_PROJECT_ID", "00000000-0000-0000-0000-000000000001"),
            Map.entry("METAL_PARTITION", "mini-lab"),
            Map.entry("CONTROL_PLANE_MACHINE_SIZE", "v1-small-x86"),
            Map.entry("CONTROL_PLANE_MACHINE_IMAGE", "capms-ubuntu-1.36.3"),
            Map.entry("WORKER_MACHINE_SIZE", "v1-small-x86"),
            Map.entry("WORKER_MACHINE_IMAGE", "capms-ubuntu-1.36.3"),
            Map.entry("FIREWALL_MACHINE_SIZE", "v1-small-x86"),
            Map.entry("FIREWALL_MACHINE_IMAGE", "firewall-ubuntu-3.0"));

    private static List<JsonNode> objects;
    private static JsonNode clusterClass;

    @BeforeAll
    static void read() throws IOException {
        objects = documents(CLASS);
        clusterClass = objects.stream()
                .filter(it -> it.path("kind").asText().equals("ClusterClass"))
                .findFirst()
                .orElseThrow();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                CLASS,
                FLAVOR,
                "cluster-template.yaml",
                "cluster-template-firewall-less.yaml",
                "cluster-template-kube-vip.yaml"
            })
    void the_api_server_takes_each_object(String file) throws IOException {
        try (var client = TestApiServer.adminClient()) {
            for (var object : documents(file)) {
                var path = "/apis/%s/namespaces/default/%s?fieldValidation=Strict&dryRun=All"
                        .formatted(object.path("apiVersion").asText(), plural(object));
                assertThatCode(() -> client.raw(path, "POST", object.toString()))
                        .as("%s of %s", object.path("kind").asText(), file)
                        .doesNotThrowAnyException();
            }
        }
    }

    /** As clusterctl wants it: it finds the file by the name of the class and puts it into the namespace of the Cluster. */
    @Test
    void is_named_after_its_file_and_holds_neither_namespace_nor_variable_of_clusterctl() throws IOException {
        assertThat(clusterClass.at("/metadata/name").asText()).isEqualTo("metalstack");
        assertThat(objects).allMatch(it -> it.at("/metadata/namespace").isMissingNode());
        assertThat(Files.readString(FOLDER.resolve(CLASS))).doesNotContain("${");
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
        var cluster = documents(FLAVOR).getFirst();
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
        assertThat(asked(FLAVOR)).isEqualTo(asked("cluster-template.yaml"));
    }

    @Test
    void its_machines_boot_with_the_configuration_of_the_default_template() throws IOException {
        var usual = documents("cluster-template.yaml");

        assertThat(ofKind(objects, "KubeadmControlPlaneTemplate").at("/spec/template/spec/kubeadmConfigSpec"))
                .isEqualTo(ofKind(usual, "KubeadmControlPlane").at("/spec/kubeadmConfigSpec"));
        assertThat(ofKind(objects, "KubeadmConfigTemplate").path("spec"))
                .isEqualTo(ofKind(usual, "KubeadmConfigTemplate").path("spec"));
    }

    private static Map<String, JsonNode> variables() {
        return StreamSupport.stream(clusterClass.at("/spec/variables").spliterator(), false)
                .collect(Collectors.toMap(it -> it.path("name").asText(), it -> it));
    }

    private static JsonNode ofKind(List<JsonNode> objects, String kind) {
        return objects.stream()
                .filter(it -> it.path("kind").asText().equals(kind))
                .findFirst()
                .orElseThrow();
    }

    private static Set<String> asked(String file) throws IOException {
        return VARIABLE.matcher(Files.readString(FOLDER.resolve(file)))
                .results()
                .map(it -> it.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** The objects of a file, its variables filled in as clusterctl does it. */
    private static List<JsonNode> documents(String file) throws IOException {
        var text = VARIABLE.matcher(Files.readString(FOLDER.resolve(file)))
                .replaceAll(it -> Optional.ofNullable(GIVEN.get(it.group(1))).orElseGet(() -> it.group(2)));
        var documents = new ArrayList<JsonNode>();
        try (var values = YAML.readerFor(JsonNode.class).<JsonNode>readValues(text)) {
            values.forEachRemaining(it -> documents.add(completed(it)));
        }
        return documents;
    }

    /** A field that is required and that core's webhook fills in. */
    private static JsonNode completed(JsonNode object) {
        if (object.path("kind").asText().equals("MachineDeployment")) {
            ((ObjectNode) object).withObject("/spec/selector/matchLabels").put("cluster.x-k8s.io/cluster-name", "demo");
        }
        return object;
    }

    private static String plural(JsonNode object) {
        var name = object.path("kind").asText().toLowerCase(Locale.ROOT);
        return name.endsWith("s") ? name + "es" : name + "s";
    }
}
