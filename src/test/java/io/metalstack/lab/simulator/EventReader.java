package io.metalstack.lab.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.function.Predicate;

/** Reads the console's stream as a browser does. */
final class EventReader implements AutoCloseable {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private final HttpResponse<InputStream> answer;
    private final BufferedReader lines;

    private EventReader(HttpResponse<InputStream> answer) {
        this.answer = answer;
        this.lines = new BufferedReader(new InputStreamReader(answer.body(), StandardCharsets.UTF_8));
    }

    /** An event that came; its text is as it was sent. */
    record Event(String type, String id, String text) {
        JsonNode at(String pointer) {
            try {
                return MAPPER.readTree(text).at(pointer);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    static EventReader open(Simulator metal, String... headers) {
        var request = HttpRequest.newBuilder(metal.controlUrl().resolve(EventStream.PATH));
        for (int i = 0; i < headers.length; i += 2) {
            request.header(headers[i], headers[i + 1]);
        }
        try {
            return new EventReader(
                    HttpClient.newHttpClient().send(request.build(), HttpResponse.BodyHandlers.ofInputStream()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    int status() {
        return answer.statusCode();
    }

    String header(String name) {
        return answer.headers().firstValue(name).orElse("");
    }

    /** The next event of this type that fits. */
    Event next(String type, Predicate<Event> fits) throws IOException {
        while (true) {
            var event = next();
            if (event.type().equals(type) && fits.test(event)) {
                return event;
            }
        }
    }

    /** @throws IOException the stream ends */
    private Event next() throws IOException {
        var type = "";
        var id = "";
        var data = "";
        while (true) {
            var line = lines.readLine();
            if (line == null) {
                throw new IOException("the stream ended");
            } else if (line.startsWith("event: ")) {
                type = line.substring(7);
            } else if (line.startsWith("id: ")) {
                id = line.substring(4);
            } else if (line.startsWith("data: ")) {
                data = line.substring(6);
            } else if (line.isEmpty() && !data.isEmpty()) {
                return new Event(type, id, data);
            }
        }
    }

    @Override
    public void close() {
        try {
            answer.body().close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
