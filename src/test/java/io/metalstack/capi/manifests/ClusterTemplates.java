package io.metalstack.capi.manifests;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
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

/** The templates for clusters in the bundle, with their variables filled in as clusterctl does it. */
final class ClusterTemplates {

    static final Path FOLDER = Path.of("target/bundle");
    static final String DEFAULT = "cluster-template.yaml";

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

    private ClusterTemplates() {}

    /** The file of each flavor, the default one included. */
    static List<String> files() throws IOException {
        try (var files = Files.list(FOLDER)) {
            return files.map(it -> it.getFileName().toString())
                    .filter(it -> it.startsWith("cluster-template"))
                    .sorted()
                    .toList();
        }
    }

    /** The objects of a file. */
    static List<JsonNode> documents(String file) throws IOException {
        return documents(file, Map.of());
    }

    /** The objects of a file, for a user who gives more than what has no default. */
    static List<JsonNode> documents(String file, Map<String, String> more) throws IOException {
        var text = VARIABLE.matcher(Files.readString(FOLDER.resolve(file)))
                .replaceAll(it -> Optional.ofNullable(more.get(it.group(1)))
                        .or(() -> Optional.ofNullable(GIVEN.get(it.group(1))))
                        .orElseGet(() -> it.group(2)));
        var documents = new ArrayList<JsonNode>();
        try (var values = YAML.readerFor(JsonNode.class).<JsonNode>readValues(text)) {
            values.forEachRemaining(it -> documents.add(completed(it)));
        }
        return documents;
    }

    /** The one object of a kind. */
    static JsonNode ofKind(List<JsonNode> objects, String kind) {
        return objects.stream()
                .filter(it -> kind(it).equals(kind))
                .findFirst()
                .orElseThrow(() -> new AssertionError("there is no " + kind));
    }

    static String kind(JsonNode object) {
        return object.path("kind").asText();
    }

    /** Names of the variables that a file uses. */
    static Set<String> variables(String file) throws IOException {
        return VARIABLE.matcher(Files.readString(FOLDER.resolve(file)))
                .results()
                .map(it -> it.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** Where the API server tries an object, strictly and without keeping it. */
    static String dryRun(JsonNode object) {
        var name = kind(object).toLowerCase(Locale.ROOT);
        return "/apis/%s/namespaces/default/%s?fieldValidation=Strict&dryRun=All"
                .formatted(object.path("apiVersion").asText(), name.endsWith("s") ? name + "es" : name + "s");
    }

    /** A field that is required and that core's webhook fills in. */
    private static JsonNode completed(JsonNode object) {
        if (kind(object).equals("MachineDeployment")) {
            ((ObjectNode) object).withObject("/spec/selector/matchLabels").put("cluster.x-k8s.io/cluster-name", "demo");
        }
        return object;
    }
}
