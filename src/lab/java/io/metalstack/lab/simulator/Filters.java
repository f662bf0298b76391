package io.metalstack.lab.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A find request as a table: per key, what of a thing it is compared with. Keys that are absent, null or an empty list
 * filter nothing; an empty string does; all given keys must fit; unknown ones are ignored.
 */
final class Filters<T> {
    /** What one key asks of a thing. */
    private interface Criterion<T> {
        Predicate<T> of(String key, JsonNode wanted);
    }

    private final Map<String, Criterion<T>> criteria =
            new TreeMap<>(Comparator.comparing((String key) -> key, String.CASE_INSENSITIVE_ORDER));

    Filters<T> text(String key, Function<T, @Nullable String> value) {
        criteria.put(key, (k, wanted) -> {
            var text = textual(k, wanted);
            return thing -> text.equals(value.apply(thing));
        });
        return this;
    }

    Filters<T> number(String key, Function<T, @Nullable Long> value) {
        criteria.put(key, (k, wanted) -> {
            var number = numeric(k, wanted);
            return thing -> {
                var actual = value.apply(thing);
                return actual != null && actual == number;
            };
        });
        return this;
    }

    Filters<T> flag(String key, Function<T, @Nullable Boolean> value) {
        criteria.put(key, (k, wanted) -> {
            if (!wanted.isBoolean()) {
                throw unreadable(k, "bool");
            }
            return thing -> Boolean.valueOf(wanted.booleanValue()).equals(value.apply(thing));
        });
        return this;
    }

    /** Every wanted string must be among the thing's. */
    Filters<T> texts(String key, Function<T, Collection<String>> values) {
        criteria.put(key, (k, wanted) -> {
            var all = new ArrayList<String>();
            array(k, wanted).forEach(w -> all.add(textual(k, w)));
            return thing -> values.apply(thing).containsAll(all);
        });
        return this;
    }

    /** Every wanted number must be among the thing's. */
    Filters<T> numbers(String key, Function<T, Collection<Long>> values) {
        criteria.put(key, (k, wanted) -> {
            var all = new ArrayList<Long>();
            array(k, wanted).forEach(w -> all.add(numeric(k, w)));
            return thing -> values.apply(thing).containsAll(all);
        });
        return this;
    }

    /** Each wanted key must be there with exactly that value. */
    Filters<T> labels(String key, Function<T, Map<String, String>> values) {
        criteria.put(key, (k, wanted) -> {
            var all = new TreeMap<String, String>();
            wanted.properties().forEach(e -> all.put(e.getKey(), textual(k, e.getValue())));
            return thing -> values.apply(thing).entrySet().containsAll(all.entrySet());
        });
        return this;
    }

    Predicate<T> read(JsonNode request) {
        Predicate<T> all = thing -> true;
        for (var entry : request.properties()) {
            var criterion = criteria.get(entry.getKey());
            if (criterion != null && !entry.getValue().isNull()) {
                all = all.and(criterion.of(entry.getKey(), entry.getValue()));
            }
        }
        return all;
    }

    private static String textual(String key, JsonNode wanted) {
        if (!wanted.isTextual()) {
            throw unreadable(key, "string");
        }
        return wanted.textValue();
    }

    private static long numeric(String key, JsonNode wanted) {
        if (!wanted.isIntegralNumber()) {
            throw unreadable(key, "int64");
        }
        return wanted.longValue();
    }

    private static List<JsonNode> array(String key, JsonNode wanted) {
        if (!wanted.isArray()) {
            throw unreadable(key, "[]");
        }
        var nodes = new ArrayList<JsonNode>();
        wanted.forEach(nodes::add);
        return nodes;
    }

    private static ApiError unreadable(String key, String type) {
        return ApiError.badRequest("json: cannot unmarshal value into Go struct field ." + key + " of type " + type);
    }
}
