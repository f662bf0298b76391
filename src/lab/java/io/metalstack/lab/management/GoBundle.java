package io.metalstack.lab.management;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.metalstack.lab.LabException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * A release that stands for the Go provider's: its CRDs, with the fields that it has and no other rules, and its Deployment,
 * without any Pod. clusterctl installs and removes it by the Go provider's name.
 */
final class GoBundle {
    private static final String PROVIDER = "metal-stack";
    private static final String LABEL = "infrastructure-" + PROVIDER;
    private static final String VERSION = "v0.8.0";
    private static final String METADATA = """
            apiVersion: clusterctl.cluster.x-k8s.io/v1alpha3
            kind: Metadata
            releaseSeries:
              - {major: 0, minor: 8, contract: v1beta2}
            """;

    private GoBundle() {}

    /**
     * Adds it to what clusterctl knows.
     *
     * @param manifest our own release's, whose CRDs have all fields of the Go provider
     */
    static void offer(LabFiles files, String manifest) {
        var folder = files.repository().resolve(LABEL).resolve(VERSION);
        var file = folder.resolve(Component.METALSTACK.file());
        if (Files.exists(file)) {
            return;
        }
        LabFiles.writePrivately(folder.resolve("metadata.yaml"), METADATA);
        LabFiles.writePrivately(
                file,
                resource("go-provider.yaml")
                        + definitions(manifest, fields()).stream()
                                .map(ComponentManifests::print)
                                .collect(Collectors.joining()));
        var config = files.clusterctlConfig();
        try {
            LabFiles.writePrivately(config, Files.readString(config).replaceFirst("(?m)^providers:\\n", """
                    providers:
                    - name: %s
                      type: %s
                      url: "file://%s/%s/latest/%s"
                    """.formatted(
                    PROVIDER, Component.METALSTACK.type(), files.repository(), LABEL, Component.METALSTACK.file())));
        } catch (IOException e) {
            throw new LabException("cannot read %s: %s".formatted(config, e.getMessage()), e);
        }
    }

    /** Kind and path of each field that the Go provider's CRDs have. */
    static Set<String> fields() {
        return resource("go-provider-fields.txt")
                .lines()
                .filter(it -> !it.startsWith("#"))
                .map(it -> it.substring(0, it.lastIndexOf(' ')))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** The CRDs of its kinds, cut down to its fields. */
    static List<ObjectNode> definitions(String manifest, Set<String> fields) {
        var kinds = fields.stream().map(it -> it.split(" ")[0]).collect(Collectors.toSet());
        var definitions = ComponentManifests.documents(manifest).stream()
                .filter(it -> it.path("kind").asText().equals("CustomResourceDefinition"))
                .filter(it -> kinds.contains(kind(it)))
                .toList();
        definitions.forEach(it -> cut(it, fields));
        return definitions;
    }

    private static String kind(ObjectNode definition) {
        return definition.at("/spec/names/kind").asText();
    }

    private static void cut(ObjectNode definition, Set<String> fields) {
        for (var version : definition.at("/spec/versions")) {
            var schema = version.at("/schema/openAPIV3Schema");
            schema.findParents("x-kubernetes-validations")
                    .forEach(it -> ((ObjectNode) it).remove("x-kubernetes-validations"));
            for (var part : List.of("spec", "status")) {
                var path = kind(definition) + " " + part;
                if (fields.contains(path)) {
                    cut(schema.path("properties").get(part), path, fields);
                } else {
                    ((ObjectNode) schema.path("properties")).remove(part);
                    version.findParents("subresources")
                            .forEach(it -> ((ObjectNode) it.get("subresources")).remove(part));
                }
            }
        }
    }

    private static void cut(@Nullable JsonNode schema, String path, Set<String> fields) {
        if (schema == null) {
            return;
        }
        cut(schema.get("items"), path + "[]", fields);
        // Where the list of fields ends, as for conditions, all below is alike.
        if (!(schema.get("properties") instanceof ObjectNode properties)
                || fields.stream().noneMatch(it -> it.startsWith(path + "."))) {
            return;
        }
        properties.retain(properties.properties().stream()
                .map(it -> it.getKey())
                .filter(it -> fields.contains(path + "." + it))
                .toList());
        if (schema.get("required") instanceof ArrayNode required) {
            var kept = StreamSupport.stream(required.spliterator(), false)
                    .filter(it -> properties.has(it.asText()))
                    .toList();
            required.removeAll();
            kept.forEach(required::add);
        }
        properties.properties().forEach(it -> cut(it.getValue(), path + "." + it.getKey(), fields));
    }

    private static String resource(String name) {
        try (InputStream in = GoBundle.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new LabException("the lab lacks its file " + name + ": run make build");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new LabException("cannot read " + name + ": " + e.getMessage(), e);
        }
    }
}
