package io.metalstack.lab.node;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.Tag;
import org.yaml.snakeyaml.representer.Representer;
import org.yaml.snakeyaml.resolver.Resolver;

/** JSON trees, also from YAML 1.1, which is what cloud-init and the kubelet read. */
final class Json {

    static final ObjectMapper MAPPER = new ObjectMapper();

    private Json() {}

    /** A tree from nested maps, lists and values. */
    static ObjectNode object(Map<String, ?> fields) {
        return MAPPER.valueToTree(fields);
    }

    static byte[] bytes(JsonNode tree) {
        try {
            return MAPPER.writeValueAsBytes(tree);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree of plain values can always be written", e);
        }
    }

    /** The text of a field, if there is one that is neither empty nor null. */
    static Optional<String> text(JsonNode tree, String field) {
        var value = tree.path(field);
        return value.isValueNode() && !value.isNull() && !value.asText().isEmpty()
                ? Optional.of(value.asText())
                : Optional.empty();
    }

    /**
     * Reads one YAML document.
     *
     * @throws IllegalArgumentException with the place and kind of the mistake; the text itself, which may hold secrets, is
     *     not repeated
     */
    static JsonNode fromYaml(String text) {
        try {
            Object loaded = yaml().load(text);
            return MAPPER.valueToTree(loaded);
        } catch (MarkedYAMLException e) {
            var mark = e.getProblemMark();
            var line = mark == null ? "" : "line " + (mark.getLine() + 1) + ": ";
            throw new IllegalArgumentException(line + withoutQuotes(e.getProblem()));
        } catch (YAMLException e) {
            throw new IllegalArgumentException("not one YAML document");
        }
    }

    /** SnakeYAML quotes single characters and anchor names in its complaints; those are the user's. */
    private static String withoutQuotes(String problem) {
        return problem == null ? "not YAML" : problem.replaceAll("'[^']{2,}'|\"[^\"]*\"", "…");
    }

    private static Yaml yaml() {
        var reading = new LoaderOptions();
        var writing = new DumperOptions();
        return new Yaml(new SafeConstructor(reading), new Representer(writing), writing, reading, new TextualTimes());
    }

    /** Leaves dates alone: to Kubernetes they are strings. */
    private static final class TextualTimes extends Resolver {
        @Override
        public void addImplicitResolver(Tag tag, Pattern regexp, String first, int limit) {
            if (!tag.equals(Tag.TIMESTAMP)) {
                super.addImplicitResolver(tag, regexp, first, limit);
            }
        }
    }
}
