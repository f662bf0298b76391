package io.metalstack.lab.management;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class GoBundleTest {
    private static final Set<String> FIELDS = GoBundle.fields();

    @Test
    void its_definitions_have_the_fields_of_the_go_provider_and_none_of_ours_and_no_rules() {
        var definitions = GoBundle.definitions(manifest(), FIELDS);

        assertThat(definitions).hasSize(5);
        var found = new TreeSet<String>();
        for (var it : definitions) {
            var kind = it.at("/spec/names/kind").asText();
            var schema = it.at("/spec/versions/0/schema/openAPIV3Schema");
            assertThat(schema.findValues("x-kubernetes-validations")).isEmpty();
            collect(schema.at("/properties/spec"), kind + " spec", found);
            collect(schema.at("/properties/status"), kind + " status", found);
        }
        assertThat(found).isEqualTo(FIELDS);
    }

    @Test
    void what_is_required_is_there() {
        for (var it : GoBundle.definitions(manifest(), FIELDS)) {
            for (var parent : it.findParents("required")) {
                if (parent.path("required").isArray()) {
                    parent.path("required")
                            .forEach(
                                    name -> assertThat(parent.path("properties").has(name.asText()))
                                            .as(name.asText())
                                            .isTrue());
                }
            }
        }
    }

    private static String manifest() {
        return Bundle.find(LabFiles.of(Path.of("")), Path.of("target/bundle")).manifest();
    }

    /** As far as the list goes: what it does not list below an object is alike in both. */
    private static void collect(JsonNode schema, String path, Set<String> found) {
        if (schema.isMissingNode()) {
            return;
        }
        found.add(path);
        if (FIELDS.stream().anyMatch(it -> it.startsWith(path + "[]"))) {
            collect(schema.path("items"), path + "[]", found);
        }
        if (FIELDS.stream().anyMatch(it -> it.startsWith(path + "."))) {
            schema.path("properties")
                    .properties()
                    .forEach(it -> collect(it.getValue(), path + "." + it.getKey(), found));
        }
    }
}
