package io.metalstack.capi.manifests;

import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;

/**
 * A file below {@code src/test/manifests/<kind>}, {@code valid-<what>.yaml} or {@code invalid-<what>.yaml}.
 *
 * @param expected the comment lines {@code # expected: …}: what the API server's message has to contain
 * @param objects one to create, perhaps a second one that it is then to become
 */
record Manifest(String kind, boolean valid, String what, List<String> expected, List<ObjectNode> objects) {

    private static final Path FOLDER = Path.of("src/test/manifests");
    private static final String EXPECTED = "# expected: ";
    private static final ObjectMapper YAML = new YAMLMapper(YAMLFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build());

    static List<Manifest> all() {
        try (var files = Files.walk(FOLDER)) {
            return files.filter(Files::isRegularFile)
                    .sorted()
                    .map(Manifest::read)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Manifest read(Path file) {
        var name = file.getFileName().toString();
        if (!name.matches("(in)?valid-[A-Za-z0-9-]+\\.yaml")) {
            throw new IllegalStateException(file + " is neither valid-<what>.yaml nor invalid-<what>.yaml");
        }
        try (var objects = YAML.readerFor(ObjectNode.class).<ObjectNode>readValues(file.toFile())) {
            return new Manifest(
                    file.getParent().getFileName().toString(),
                    name.startsWith("valid-"),
                    name.substring(name.indexOf('-') + 1, name.lastIndexOf('.')),
                    Files.readAllLines(file).stream()
                            .filter(it -> it.startsWith(EXPECTED))
                            .map(it -> it.substring(EXPECTED.length()))
                            .toList(),
                    objects.readAll());
        } catch (IOException e) {
            throw new UncheckedIOException(file + " cannot be read", e);
        }
    }

    /** Whether the other one is this one's counterpart. */
    boolean isTwinOf(Manifest other) {
        return kind.equals(other.kind) && what.equals(other.what) && valid != other.valid;
    }

    /** In how many places the two differ; a field or an item that only one of them has is one place. */
    int differencesTo(Manifest other) {
        return differences(
                YAML.createArrayNode().addAll(objects), YAML.createArrayNode().addAll(other.objects));
    }

    private static int differences(JsonNode one, JsonNode other) {
        if (one.isObject() && other.isObject()) {
            var names = new TreeSet<String>();
            one.fieldNames().forEachRemaining(names::add);
            other.fieldNames().forEachRemaining(names::add);
            return names.stream()
                    .mapToInt(it -> differences(one.path(it), other.path(it)))
                    .sum();
        }
        if (one.isArray() && other.isArray()) {
            var sum = 0;
            for (var i = 0; i < Math.max(one.size(), other.size()); i++) {
                sum += differences(one.path(i), other.path(i));
            }
            return sum;
        }
        return one.equals(other) ? 0 : 1;
    }

    @Override
    public String toString() {
        return kind + "/" + (valid ? "valid-" : "invalid-") + what;
    }
}
