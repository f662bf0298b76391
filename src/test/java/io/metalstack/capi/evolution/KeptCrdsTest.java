package io.metalstack.capi.evolution;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * The CRDs of this build against those of every release, and against the fields of the Go provider's. What is kept of a
 * release lies in {@code src/test/resources/crds/v<version>}, put there by {@code make keep-crds}.
 */
class KeptCrdsTest {

    private static final Path BUILT = Path.of("target/kubernetes");
    private static final Path KEPT = Path.of("src/test/resources/crds");
    private static final Path OF_GO_PROVIDER =
            Path.of("src/lab/resources/io/metalstack/lab/management/go-provider-fields.txt");
    private static final ObjectMapper YAML = new YAMLMapper();

    @Test
    void the_crds_of_this_build_break_nothing_of_any_release() throws IOException {
        var built = crds(BUILT);
        var broken = new ArrayList<String>();
        for (var release : releases()) {
            crds(release).forEach((kind, older) -> {
                if (built.containsKey(kind)) {
                    CrdEvolution.breaks(older, built.get(kind))
                            .forEach(it -> broken.add(release.getFileName() + " " + kind + ": " + it));
                } else {
                    broken.add(release.getFileName() + " " + kind + ": the kind is gone");
                }
            });
        }

        assertThat(broken)
                .as("what objects of a release could use, and the CRDs of this build no longer let pass")
                .isEmpty();
    }

    @Test
    void of_this_version_all_kinds_are_kept() throws IOException {
        var pom = Files.readString(Path.of("pom.xml"));
        var version = Pattern.compile("<revision>(.+)</revision>").matcher(pom);
        assertThat(version.find()).isTrue();

        assertThat(crds(KEPT.resolve("v" + version.group(1))).keySet())
                .as("run `make keep-crds`")
                .isEqualTo(crds(BUILT).keySet());
    }

    /** Names and types: its manifests apply unchanged, and what it wrote can be read. */
    @Test
    void every_field_of_the_go_provider_is_there_with_its_type() throws IOException {
        var built = crds(BUILT);
        var missing = new ArrayList<String>();
        var lines = Files.readAllLines(OF_GO_PROVIDER).stream()
                .filter(it -> !it.startsWith("#"))
                .toList();
        for (var line : lines) {
            var words = line.split(" ");
            var type = typeOf(built.get(words[0]), words[1]);
            if (!type.equals(words[2])) {
                missing.add(line + ", but is " + (type.isEmpty() ? "not there" : type));
            }
        }

        assertThat(lines).hasSizeGreaterThan(80);
        assertThat(missing).isEmpty();
    }

    /** Of a field below, as {@code spec.egress[].to}. */
    private static String typeOf(JsonNode crd, String path) {
        var schema = crd.at("/spec/versions/0/schema/openAPIV3Schema");
        for (var name : path.split("\\.")) {
            schema = schema.path("properties").path(name.replace("[]", ""));
            if (name.endsWith("[]")) {
                schema = schema.path("items");
            }
        }
        return schema.path("type").asText();
    }

    private static List<Path> releases() throws IOException {
        try (var folders = Files.list(KEPT)) {
            return folders.filter(Files::isDirectory)
                    .sorted(Comparator.naturalOrder())
                    .toList();
        }
    }

    private static Map<String, JsonNode> crds(Path folder) throws IOException {
        var crds = new TreeMap<String, JsonNode>();
        try (var files = Files.newDirectoryStream(folder, "*.infrastructure.cluster.x-k8s.io-v1.yml")) {
            files.forEach(file -> {
                var crd = read(file);
                crds.put(crd.at("/spec/names/kind").asText(), crd);
            });
        }
        return crds;
    }

    private static JsonNode read(Path file) {
        try {
            return YAML.readTree(file.toFile());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
