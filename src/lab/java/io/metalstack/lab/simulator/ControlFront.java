package io.metalstack.lab.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The control over HTTP, below {@code /control/}: JSON in and out, no credentials, so it listens only where the
 * simulator itself does. {@code GET /control/} lists what there is.
 */
final class ControlFront {
    static final String PREFIX = "/control/";

    private final Map<String, Entry> entries = new LinkedHashMap<>();

    /** One thing that can be asked for. */
    interface Action {
        /** The body of the answer; null where there is nothing to say. */
        @Nullable
        Object carryOut(Order order);
    }

    /** What {@code GET /control/} lists beside the entries: what answers with something else than JSON. */
    private static final List<String> NOT_JSON = List.of("GET " + ConsolePage.PATH, "GET " + EventStream.PATH);

    private record Entry(String method, PathTemplate path, Action action) {}

    /** A call of the control: the variable segment of its path, its query and its body (an empty object if none). */
    record Order(String id, Map<String, String> query, JsonNode body) {
        String text(String key) {
            var value = body.path(key);
            if (!value.isTextual()) {
                throw ApiError.badRequest("the body needs \"" + key + "\", a string");
            }
            return value.textValue();
        }

        Optional<String> optionalText(String key) {
            return body.hasNonNull(key) ? Optional.of(text(key)) : Optional.empty();
        }

        List<String> texts(String key) {
            var values = new ArrayList<String>();
            body.path(key).forEach(it -> values.add(it.asText()));
            if (!body.path(key).isArray()) {
                throw ApiError.badRequest("the body needs \"" + key + "\", an array of strings");
            }
            return values;
        }

        Map<String, String> labels(String key) {
            var labels = new LinkedHashMap<String, String>();
            body.path(key)
                    .properties()
                    .forEach(it -> labels.put(it.getKey(), it.getValue().asText()));
            if (!body.path(key).isObject()) {
                throw ApiError.badRequest("the body needs \"" + key + "\", an object of strings");
            }
            return labels;
        }

        boolean flag(String key) {
            var value = body.path(key);
            if (!value.isBoolean()) {
                throw ApiError.badRequest("the body needs \"" + key + "\", true or false");
            }
            return value.booleanValue();
        }

        int number(String key, int otherwise) {
            if (!body.hasNonNull(key)) {
                return otherwise;
            }
            if (!body.path(key).canConvertToInt()) {
                throw ApiError.badRequest("\"" + key + "\" must be a whole number");
            }
            return body.path(key).intValue();
        }

        int since() {
            var since = query.getOrDefault("since", "0");
            if (!since.matches("\\d{1,9}")) {
                throw ApiError.badRequest("\"since\" must be a number that an earlier answer gave");
            }
            return Integer.parseInt(since);
        }
    }

    ControlFront on(String method, String path, Action action) {
        entries.put(method + " " + path, new Entry(method, PathTemplate.of(path), action));
        return this;
    }

    void handle(HttpExchange exchange) throws IOException {
        var body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        int status;
        String answer;
        try {
            var result = carryOut(exchange, body);
            status = 200;
            answer = Json.write(result == null ? Map.of() : result);
        } catch (ApiError e) {
            status = e.status();
            answer = Json.error(status, e.text());
        } catch (IllegalArgumentException e) {
            status = 400;
            answer = Json.error(status, String.valueOf(e.getMessage()));
        }
        send(exchange, status, answer);
    }

    /** Answers with metal-api's error object around the message. */
    static void refuse(HttpExchange exchange, int status, String message) throws IOException {
        send(exchange, status, Json.error(status, message));
    }

    private static void send(HttpExchange exchange, int status, String json) throws IOException {
        var bytes = json.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    private @Nullable Object carryOut(HttpExchange exchange, String body) {
        var uri = exchange.getRequestURI();
        var segments = PathTemplate.split(uri.getRawPath());
        if (segments.size() == 1) {
            var routes = new ArrayList<>(entries.keySet());
            routes.addAll(NOT_JSON);
            return Map.of("routes", routes);
        }
        for (var entry : entries.values()) {
            var id = entry.path().match(segments);
            if (id.isPresent() && entry.method().equals(exchange.getRequestMethod())) {
                var tree = body.isBlank() ? Json.MAPPER.createObjectNode() : Json.tree(body);
                return entry.action().carryOut(new Order(id.get(), Query.parse(uri.getRawQuery()), tree));
            }
        }
        throw new ApiError(
                404,
                "there is no " + exchange.getRequestMethod() + " " + uri.getRawPath() + " here; GET " + PREFIX
                        + " lists what there is");
    }
}
