package io.metalstack.capi.evolution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** That the comparison of CRDs finds what it is for, by a CRD that is changed on purpose. */
class CrdEvolutionTest {

    private static final ObjectMapper YAML = new YAMLMapper();
    private static final String VERSION = "/spec/versions/0";
    private static final String SPEC = VERSION + "/schema/openAPIV3Schema/properties/spec";

    private static final String CRD = """
            metadata: {name: things.example.org, labels: {cluster.x-k8s.io/v1beta2: v1}}
            spec:
              group: example.org
              scope: Namespaced
              names: {kind: Thing, shortNames: [th], categories: [cluster-api]}
              versions:
                - name: v1
                  served: true
                  subresources: {status: {}, scale: {}}
                  schema:
                    openAPIV3Schema:
                      type: object
                      properties:
                        spec:
                          type: object
                          required: [name]
                          x-kubernetes-validations: [{rule: self == oldSelf, message: m}]
                          properties:
                            name: {type: string, minLength: 1, maxLength: 63, pattern: '^a', format: uuid}
                            mode: {type: string, enum: [A, B], default: A}
                            count: {type: integer, minimum: 1, maximum: 9}
                            open: {type: string, nullable: true}
                            any: {type: object, x-kubernetes-preserve-unknown-fields: true}
                            list:
                              type: array
                              minItems: 1
                              maxItems: 4
                              x-kubernetes-list-type: map
                              x-kubernetes-list-map-keys: [key]
                              items: {type: object, properties: {key: {type: string}}}
                            map: {type: object, additionalProperties: {type: string}}
            """;

    static Stream<Arguments> breaking() {
        return Stream.of(
                change("/metadata", it -> it.put("name", "others.example.org"), "/metadata/name was"),
                change("/spec", it -> it.put("scope", "Cluster"), "/spec/scope was"),
                change("/spec/names", it -> it.put("kind", "Other"), "/spec/names/kind was"),
                change("/spec/names", it -> it.putArray("shortNames"), "/spec/names/shortNames has lost th"),
                change("/spec/names", it -> it.remove("categories"), "/spec/names/categories has lost cluster-api"),
                change("/metadata/labels", ObjectNode::removeAll, "label cluster.x-k8s.io/v1beta2 is gone"),
                change(VERSION, it -> it.put("name", "v2"), "version v1 is not served"),
                change(VERSION, it -> it.put("served", false), "version v1 is not served"),
                change(VERSION + "/subresources", it -> it.remove("status"), "subresource status is gone"),
                change(SPEC, it -> it.withArray("/required").add("mode"), "spec.mode is required now"),
                change(SPEC, it -> rule(it, "size(self.name) > 2"), "spec has a new rule: size(self.name) > 2"),
                change(SPEC, it -> rule(it, "self == oldSelf && true"), "spec has a new rule"),
                change(SPEC + "/properties", it -> it.remove("open"), "spec.open is gone"),
                change(SPEC + "/properties/count", it -> it.put("type", "string"), "type of spec.count was"),
                change(SPEC + "/properties/name", it -> it.put("minLength", 2), "minLength of spec.name is higher"),
                change(SPEC + "/properties/open", it -> it.put("minLength", 1), "minLength of spec.open is higher"),
                change(SPEC + "/properties/name", it -> it.put("maxLength", 62), "maxLength of spec.name is lower"),
                change(SPEC + "/properties/open", it -> it.put("maxLength", 9), "maxLength of spec.open is lower"),
                change(SPEC + "/properties/count", it -> it.put("minimum", 2), "minimum of spec.count is higher"),
                change(SPEC + "/properties/count", it -> it.put("maximum", 8), "maximum of spec.count is lower"),
                change(SPEC + "/properties/list", it -> it.put("minItems", 2), "minItems of spec.list is higher"),
                change(SPEC + "/properties/list", it -> it.put("maxItems", 3), "maxItems of spec.list is lower"),
                change(SPEC + "/properties/any", it -> it.put("minProperties", 1), "minProperties of spec.any"),
                change(SPEC + "/properties/map", it -> it.put("maxProperties", 1), "maxProperties of spec.map"),
                change(SPEC + "/properties/name", it -> it.put("pattern", "^ab"), "pattern of spec.name is new"),
                change(SPEC + "/properties/open", it -> it.put("pattern", "^b"), "pattern of spec.open is new"),
                change(SPEC + "/properties/open", it -> it.put("format", "ipv4"), "format of spec.open is new"),
                change(SPEC + "/properties/count", it -> it.put("multipleOf", 2), "multipleOf of spec.count is new"),
                change(SPEC + "/properties/mode", it -> removeFirst(it, "enum"), "spec.mode does not take the value A"),
                change(SPEC + "/properties/open", it -> it.putArray("enum").add("x"), "spec.open takes certain values"),
                change(SPEC + "/properties/mode", it -> it.put("default", "B"), "default of spec.mode"),
                change(SPEC + "/properties/mode", it -> it.remove("default"), "default of spec.mode"),
                change(SPEC + "/properties/open", it -> it.remove("nullable"), "nullable of spec.open"),
                change(
                        SPEC + "/properties/any",
                        it -> it.remove("x-kubernetes-preserve-unknown-fields"),
                        "x-kubernetes-preserve-unknown-fields of spec.any"),
                change(
                        SPEC + "/properties/list",
                        it -> it.put("x-kubernetes-list-type", "atomic"),
                        "x-kubernetes-list-type of spec.list"),
                change(
                        SPEC + "/properties/list",
                        it -> removeFirst(it, "x-kubernetes-list-map-keys"),
                        "x-kubernetes-list-map-keys of spec.list"),
                change(SPEC + "/properties/list/items/properties", it -> it.remove("key"), "spec.list[].key is gone"),
                change(
                        SPEC + "/properties/list/items",
                        it -> it.putArray("required").add("key"),
                        "spec.list[].key is required now"),
                change(
                        SPEC + "/properties/map",
                        it -> it.remove("additionalProperties"),
                        "additionalProperties of spec.map is gone"),
                change(
                        SPEC + "/properties/map/additionalProperties",
                        it -> it.put("type", "integer"),
                        "type of spec.map.* was"));
    }

    static Stream<Arguments> harmless() {
        return Stream.of(
                change("/spec/names", it -> it.withArray("/shortNames").add("t2"), ""),
                change("/metadata/labels", it -> it.put("more", "x"), ""),
                change("/spec", it -> it.withArray("/versions").addObject().put("name", "v2"), ""),
                change(VERSION, it -> it.putArray("additionalPrinterColumns"), ""),
                change(SPEC, it -> it.put("description", "other words"), ""),
                change(SPEC, it -> it.remove("required"), ""),
                change(SPEC, it -> it.remove("x-kubernetes-validations"), ""),
                change(SPEC + "/x-kubernetes-validations/0", it -> it.put("message", "other words"), ""),
                change(
                        SPEC + "/properties",
                        it -> it.putObject("more").put("type", "string").put("minLength", 3),
                        ""),
                change(SPEC + "/properties/name", it -> it.put("minLength", 0), ""),
                change(SPEC + "/properties/name", it -> it.remove("maxLength"), ""),
                change(SPEC + "/properties/name", it -> it.remove("pattern"), ""),
                change(SPEC + "/properties/count", it -> it.put("maximum", 10), ""),
                change(SPEC + "/properties/mode", it -> it.withArray("/enum").add("C"), ""),
                change(SPEC + "/properties/mode", it -> it.remove("enum"), ""),
                change(SPEC + "/properties/open", it -> it.put("default", "x"), ""));
    }

    @ParameterizedTest(name = "{1}")
    @MethodSource("breaking")
    void a_change_that_breaks_somebody_is_found(Consumer<JsonNode> change, String expected) throws Exception {
        assertThat(CrdEvolution.breaks(crd(), changed(change)))
                .anySatisfy(it -> assertThat(it).startsWith(expected));
    }

    @ParameterizedTest
    @MethodSource("harmless")
    void a_change_that_breaks_nobody_is_none(Consumer<JsonNode> change, String nothing) throws Exception {
        assertThat(changed(change)).isNotEqualTo(crd());
        assertThat(CrdEvolution.breaks(crd(), changed(change))).isEmpty();
    }

    @Test
    void a_crd_breaks_nothing_of_itself() throws Exception {
        assertThat(CrdEvolution.breaks(crd(), crd())).isEmpty();
    }

    private static Arguments change(String path, Consumer<ObjectNode> change, String expected) {
        return arguments((Consumer<JsonNode>) it -> change.accept((ObjectNode) it.at(path)), expected);
    }

    private static void rule(ObjectNode schema, String rule) {
        schema.withArray("/x-kubernetes-validations").addObject().put("rule", rule);
    }

    private static void removeFirst(ObjectNode schema, String list) {
        ((ArrayNode) schema.path(list)).remove(0);
    }

    private static JsonNode changed(Consumer<JsonNode> change) throws Exception {
        var crd = crd();
        change.accept(crd);
        return crd;
    }

    private static JsonNode crd() throws Exception {
        return YAML.readTree(CRD);
    }
}
