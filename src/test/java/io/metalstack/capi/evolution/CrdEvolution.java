package io.metalstack.capi.evolution;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/**
 * What a newer CRD takes away from those who wrote objects for an older one: a field, a value, a version that they could
 * use. What it adds is not mentioned. A pattern or a CEL rule that is another text counts as tighter, as nobody can tell.
 */
final class CrdEvolution {

    private static final List<String> LOWER_BOUNDS = List.of("minLength", "minItems", "minProperties", "minimum");
    private static final List<String> UPPER_BOUNDS = List.of("maxLength", "maxItems", "maxProperties", "maximum");

    /** Where another value is another meaning, and having one at all is a limit. */
    private static final List<String> LIMITS =
            List.of("pattern", "format", "multipleOf", "uniqueItems", "exclusiveMinimum", "exclusiveMaximum");

    /** What an object may rely on: neither gone nor another one. */
    private static final List<String> PROMISES = List.of(
            "default",
            "nullable",
            "x-kubernetes-list-type",
            "x-kubernetes-list-map-keys",
            "x-kubernetes-preserve-unknown-fields",
            "x-kubernetes-int-or-string");

    private final List<String> breaks = new ArrayList<>();

    private CrdEvolution() {}

    /** A sentence for each thing, empty when all objects and all readers of the older one do as well with the newer one. */
    static List<String> breaks(JsonNode older, JsonNode newer) {
        var evolution = new CrdEvolution();
        evolution.names(older, newer);
        for (var version : older.at("/spec/versions")) {
            evolution.version(version, newer.at("/spec/versions"));
        }
        return evolution.breaks;
    }

    private void names(JsonNode older, JsonNode newer) {
        for (var field : List.of("/metadata/name", "/spec/group", "/spec/scope", "/spec/names/kind")) {
            if (!older.at(field).equals(newer.at(field))) {
                breaks.add(field + " was " + older.at(field) + " and is " + newer.at(field));
            }
        }
        older.at("/metadata/labels").properties().forEach(label -> {
            if (!label.getValue().equals(newer.at("/metadata/labels").path(label.getKey()))) {
                breaks.add("label " + label.getKey() + " is gone or another one");
            }
        });
        for (var list : List.of("/spec/names/shortNames", "/spec/names/categories")) {
            lost(older.at(list), newer.at(list)).forEach(it -> breaks.add(list + " has lost " + it));
        }
    }

    private void version(JsonNode older, JsonNode versions) {
        var name = older.path("name").asText();
        var newer = StreamSupport.stream(versions.spliterator(), false)
                .filter(it -> it.path("name").asText().equals(name))
                .findFirst();
        if (newer.isEmpty()
                || (older.path("served").asBoolean()
                        && !newer.get().path("served").asBoolean())) {
            breaks.add("version " + name + " is not served any more");
            return;
        }
        older.path("subresources").fieldNames().forEachRemaining(it -> {
            if (!newer.get().path("subresources").has(it)) {
                breaks.add("subresource " + it + " is gone");
            }
        });
        schema("", older.at("/schema/openAPIV3Schema"), newer.get().at("/schema/openAPIV3Schema"));
    }

    private void schema(String path, JsonNode older, JsonNode newer) {
        var here = path.isEmpty() ? "the object" : path;
        if (!older.path("type").equals(newer.path("type"))) {
            breaks.add("type of " + here + " was " + older.path("type") + " and is " + newer.path("type"));
            return;
        }
        lost(newer.path("required"), older.path("required"))
                .forEach(it -> breaks.add(below(path, it) + " is required now"));
        values(here, older.path("enum"), newer.path("enum"));
        bounds(here, older, newer);
        rules(here, older, newer);
        for (var promise : PROMISES) {
            if (older.has(promise) && !older.path(promise).equals(newer.path(promise))) {
                breaks.add(promise + " of " + here + " is gone or another one");
            }
        }
        parts(path, here, older, newer);
    }

    private void values(String here, JsonNode older, JsonNode newer) {
        if (older.isEmpty() && !newer.isEmpty()) {
            breaks.add(here + " takes certain values only now");
        }
        if (!newer.isEmpty()) {
            lost(older, newer).forEach(it -> breaks.add(here + " does not take the value " + it + " any more"));
        }
    }

    private void bounds(String here, JsonNode older, JsonNode newer) {
        for (var bound : LOWER_BOUNDS) {
            var none = bound.equals("minimum") ? -Double.MAX_VALUE : 0;
            if (newer.has(bound)
                    && newer.path(bound).asDouble() > older.path(bound).asDouble(none)) {
                breaks.add(bound + " of " + here + " is higher now");
            }
        }
        for (var bound : UPPER_BOUNDS) {
            if (newer.has(bound)
                    && newer.path(bound).asDouble() < older.path(bound).asDouble(Double.MAX_VALUE)) {
                breaks.add(bound + " of " + here + " is lower now");
            }
        }
        for (var limit : LIMITS) {
            if (newer.has(limit) && !newer.path(limit).equals(older.path(limit))) {
                breaks.add(limit + " of " + here + " is new or another one");
            }
        }
    }

    private void rules(String here, JsonNode older, JsonNode newer) {
        var known = texts(older.path("x-kubernetes-validations"), "rule");
        texts(newer.path("x-kubernetes-validations"), "rule").stream()
                .filter(it -> !known.contains(it))
                .forEach(it -> breaks.add(here + " has a new rule: " + it));
    }

    private void parts(String path, String here, JsonNode older, JsonNode newer) {
        older.path("properties").properties().forEach(property -> {
            var name = below(path, property.getKey());
            if (newer.path("properties").has(property.getKey())) {
                schema(name, property.getValue(), newer.path("properties").path(property.getKey()));
            } else {
                breaks.add(name + " is gone");
            }
        });
        for (var part : List.of("items", "additionalProperties")) {
            if (older.has(part) && !newer.has(part)) {
                breaks.add(part + " of " + here + " is gone");
            } else if (older.has(part)) {
                schema(path + (part.equals("items") ? "[]" : ".*"), older.path(part), newer.path(part));
            }
        }
    }

    /** What the first list has and the second has not. */
    private static List<String> lost(JsonNode first, JsonNode second) {
        var there = new HashSet<JsonNode>();
        second.forEach(there::add);
        return StreamSupport.stream(first.spliterator(), false)
                .filter(it -> !there.contains(it))
                .map(JsonNode::asText)
                .toList();
    }

    private static Set<String> texts(JsonNode list, String field) {
        return StreamSupport.stream(list.spliterator(), false)
                .map(it -> it.path(field).asText())
                .collect(Collectors.toSet());
    }

    private static String below(String path, String name) {
        return path.isEmpty() ? name : path + "." + name;
    }
}
