package io.metalstack.lab.simulator;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.NullNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A client of the simulator that signs its calls and keeps what it is answered. */
public final class Caller {
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private final Simulator metal;
    private final Clock clock;

    public Caller(Simulator metal, Clock clock) {
        this.metal = metal;
        this.clock = clock;
    }

    /** What it was answered. */
    public record Answer(int status, String text, Map<String, List<String>> headers) {
        JsonNode json() {
            try {
                return text.isEmpty() ? NullNode.getInstance() : MAPPER.readTree(text);
            } catch (JsonProcessingException e) {
                throw new UncheckedIOException(text, e);
            }
        }

        String message() {
            return json().path("message").asText();
        }

        public JsonNode at(String pointer) {
            return json().at(pointer);
        }
    }

    Answer get(String path) {
        return call(Role.EDIT, "GET", path, null);
    }

    public Answer post(String path, @Nullable Object body) {
        return call(Role.EDIT, "POST", path, body);
    }

    public Answer delete(String path) {
        return call(Role.EDIT, "DELETE", path, null);
    }

    Answer call(Role role, String method, String path, @Nullable Object body) {
        return send(signed(role, method, path, body));
    }

    HttpRequest signed(Role role, String method, String path, @Nullable Object body) {
        var date = clock.instant().truncatedTo(ChronoUnit.SECONDS).toString();
        var salt = UUID.randomUUID().toString();
        var key = metal.keys().of(role).getBytes(StandardCharsets.UTF_8);
        var mac = Signatures.mac(key, date, method, salt.getBytes(StandardCharsets.UTF_8));
        return plain(method, path, body)
                .header("Authorization", role.scheme() + " " + mac)
                .header("X-Date", date)
                .header("X-Data-Salt", salt)
                .build();
    }

    HttpRequest.Builder plain(String method, String path, @Nullable Object body) {
        return plain(metal.baseUrl(), method, path, body);
    }

    HttpRequest.Builder plain(URI base, String method, String path, @Nullable Object body) {
        try {
            var request = HttpRequest.newBuilder(URI.create(base + path))
                    .timeout(Duration.ofSeconds(30))
                    .method(
                            method,
                            body == null
                                    ? HttpRequest.BodyPublishers.noBody()
                                    : HttpRequest.BodyPublishers.ofString(
                                            body instanceof String s ? s : MAPPER.writeValueAsString(body)));
            return method.equals("GET") || method.equals("DELETE")
                    ? request
                    : request.header("Content-Type", "application/json");
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    Answer send(HttpRequest request) {
        try {
            var response = HTTP.send(request, HttpResponse.BodyHandlers.ofString());
            return new Answer(
                    response.statusCode(), response.body(), response.headers().map());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }
}
